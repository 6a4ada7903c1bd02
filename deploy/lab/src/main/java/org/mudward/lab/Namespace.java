package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network namespace: one host of the lab. Closing it removes it and what is in it. */
final class Namespace implements AutoCloseable {
  private final String name;

  Namespace(String name) throws IOException {
    this.name = name;
    Exec.run("ip", "netns", "add", name);
    run("ip", "link", "set", "lo", "up");
    // Addresses must be usable at once: nobody else is here to collide with.
    run("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0");
  }

  String name() {
    return name;
  }

  String run(String... command) throws IOException {
    return Exec.run(inside(List.of(command)).toArray(String[]::new));
  }

  Exec.Ended attempt(String... command) throws IOException {
    return Exec.attempt(inside(List.of(command)).toArray(String[]::new));
  }

  Process start(Path log, String... command) throws IOException {
    return Exec.start(log, inside(List.of(command)));
  }

  /** A command as it runs in here. */
  List<String> inside(List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(command);
    return all;
  }

  /**
   * Wires this host to another: a pair of interfaces, without the offloads that veth gets wrong.
   */
  void wire(String own, Namespace other, String theirs) throws IOException {
    run("ip", "link", "add", own, "type", "veth", "peer", "name", theirs, "netns", other.name);
    for (Namespace end : List.of(this, other)) {
      String device = end == this ? own : theirs;
      end.run("ethtool", "-K", device, "tx", "off", "gso", "off", "tso", "off", "gro", "off");
      end.run("ip", "link", "set", device, "up");
    }
  }

  @Override
  public void close() throws IOException {
    Exec.attempt("ip", "netns", "del", name);
  }
}
