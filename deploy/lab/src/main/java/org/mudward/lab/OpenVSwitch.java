package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An Open vSwitch of its own in a namespace: database, daemon and one bridge in the userspace
 * datapath, which needs no kernel module.
 */
public final class OpenVSwitch implements AutoCloseable {
  /** The bridge. */
  public static final String BRIDGE = "br0";

  private static final long START_SECONDS = 10;

  private final Namespace host;
  private final Path folder;
  private final List<Process> processes = new ArrayList<>();

  OpenVSwitch(Namespace host, Path folder) throws IOException {
    this.host = host;
    this.folder = folder;
    try {
      start();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void start() throws IOException {
    Files.createDirectories(folder);
    Exec.run(
        "ovsdb-tool", "create", folder + "/conf.db", "/usr/share/openvswitch/vswitch.ovsschema");
    start("ovsdb-server", folder + "/conf.db", "--remote=punix:" + folder + "/db.sock");
    waitFor(folder.resolve("db.sock"));
    vsctl("--no-wait", "init");
    startDaemon();
    vsctl("add-br", BRIDGE, "--", "set", "bridge", BRIDGE, "datapath_type=netdev");
    host.run("ethtool", "-K", BRIDGE, "tx", "off");
    host.run("ip", "link", "set", BRIDGE, "up");
  }

  /** Kills the daemon that forwards, and starts it again: it has no entries then. */
  public void killDaemon() throws IOException {
    Process daemon = processes.remove(processes.size() - 1);
    daemon.destroyForcibly();
    Exec.end(daemon);
    startDaemon();
  }

  /** Lets the switch end its connection to the controller, and make a new one. */
  public void reconnect() throws IOException {
    appctl("bridge/reconnect", BRIDGE);
  }

  private void startDaemon() throws IOException {
    start("ovs-vswitchd", "unix:" + folder + "/db.sock", "--unixctl=" + folder + "/vswitchd.ctl");
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
    if (!Pause.until(START_SECONDS, () -> Files.exists(file))) {
      throw new IOException(file + " does not appear");
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
    return ofctlOn(BRIDGE, command, arguments);
  }

  /** Runs {@code ovs-ofctl -O OpenFlow13} with a command on a bridge of this switch. */
  public String ofctlOn(String bridge, String command, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(command, bridge));
    all.addAll(List.of(arguments));
    return host.run(ofctl(all));
  }

  private String[] ofctl(List<String> words) {
    List<String> all =
        new ArrayList<>(List.of("env", "OVS_RUNDIR=" + folder, "ovs-ofctl", "-O", "OpenFlow13"));
    all.addAll(words);
    return all.toArray(String[]::new);
  }

  /** Writes each change of the bridge's entries into a file, with the time, until it is ended. */
  public Process monitor(Path log) throws IOException {
    return host.start(log, ofctl(List.of("--timestamp", "monitor", BRIDGE, "watch:!initial")));
  }

  /** Runs {@code ovs-appctl} with a command of the daemon. */
  String appctl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ovs-appctl", "-t", folder + "/vswitchd.ctl"));
    command.addAll(List.of(arguments));
    return host.run(command.toArray(String[]::new));
  }

  /**
   * Waits until what the switch has cached agrees with its entries: a barrier does not wait for
   * that, so what was decided a moment before still holds for some milliseconds.
   */
  public void settle() throws IOException {
    // The first may end a round that began before the change.
    appctl("revalidator/wait");
    appctl("revalidator/wait");
  }

  /**
   * Lets the switch forget what it has cached: Open vSwitch before 3.1.3 may keep, in its userspace
   * datapath, flows that are wrong since a change of the entries.
   */
  public void forget() throws IOException {
    settle();
    appctl("revalidator/purge");
  }

  /** What is in force, with counters and ages. */
  public List<Flow> flows() throws IOException {
    return ofctl("dump-flows")
        .lines()
        .filter(line -> line.contains("cookie="))
        .map(Flow::of)
        .toList();
  }

  /** Whether an entry speaks of something; false, too, if the switch does not answer. */
  public boolean shows(String text) {
    try {
      return ofctl("dump-flows").contains(text);
    } catch (IOException e) {
      return false;
    }
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
