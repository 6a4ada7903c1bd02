package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An Open vSwitch of its own in a namespace: database, daemon and one bridge in the userspace
 * datapath, which needs no kernel module.
 */
public final class OpenVSwitch implements AutoCloseable {
  /** The bridge. */
  public static final String BRIDGE = "br0";

  private final Namespace host;
  private final Path folder;
  private final List<Process> processes = new ArrayList<>();

  OpenVSwitch(Namespace host, Path folder) throws IOException {
    this.host = host;
    this.folder = folder;
    Files.createDirectories(folder);
    Exec.run(
        "ovsdb-tool", "create", folder + "/conf.db", "/usr/share/openvswitch/vswitch.ovsschema");
    start("ovsdb-server", folder + "/conf.db", "--remote=punix:" + folder + "/db.sock");
    waitFor(folder.resolve("db.sock"));
    vsctl("--no-wait", "init");
    start("ovs-vswitchd", "unix:" + folder + "/db.sock", "--unixctl=" + folder + "/vswitchd.ctl");
    vsctl("add-br", BRIDGE, "--", "set", "bridge", BRIDGE, "datapath_type=netdev");
    host.run("ethtool", "-K", BRIDGE, "tx", "off");
    host.run("ip", "link", "set", BRIDGE, "up");
  }

  private void start(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("OVS_RUNDIR=" + folder);
    command.add("OVS_LOGDIR=" + folder);
    command.add("OVS_DBDIR=" + folder);
    command.add(program);
    command.addAll(List.of(arguments));
    processes.add(host.start(folder.resolve(program + ".log"), command.toArray(String[]::new)));
  }

  private static void waitFor(Path file) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!Files.exists(file)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(file + " does not appear");
      }
      Pause.millis(20);
    }
  }

  /** Where {@code ovs-vsctl --db} finds the database. */
  public String database() {
    return "unix:" + folder + "/db.sock";
  }

  /** Runs {@code ovs-vsctl}. */
  public String vsctl(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("ovs-vsctl", "--db=" + database(), "--timeout=20"));
    command.addAll(List.of(arguments));
    return host.run(command.toArray(String[]::new));
  }

  /** Runs {@code ovs-ofctl -O OpenFlow13} with a command on the bridge. */
  public String ofctl(String command, String... arguments) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "env", "OVS_RUNDIR=" + folder, "ovs-ofctl", "-O", "OpenFlow13", command, BRIDGE));
    all.addAll(List.of(arguments));
    return host.run(all.toArray(String[]::new));
  }

  void addPort(String device) throws IOException {
    vsctl("add-port", BRIDGE, device);
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      Exec.end(processes.get(i));
    }
  }
}
