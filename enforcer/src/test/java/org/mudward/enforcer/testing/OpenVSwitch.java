package org.mudward.enforcer.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A private Open vSwitch with the userspace datapath, in a network namespace of its own that a veth
 * pair joins to the one of the test.
 */
public final class OpenVSwitch implements AutoCloseable {
  private static final String BRIDGE = "br0";
  private static final Pattern DROPPED =
      Pattern.compile(
          "^Datapath actions: (drop|meter\\(\\d+\\),userspace\\(pid=\\d+,controller\\([^)]*\\)\\))$",
          Pattern.MULTILINE);

  private final Path folder;
  private final String namespace;
  private final String link;
  private final String network;
  private final Deque<Process> daemons = new ArrayDeque<>();

  private OpenVSwitch(Path folder) {
    int number = ThreadLocalRandom.current().nextInt(1 << 14);
    this.folder = folder;
    namespace = "mwof-" + Integer.toHexString(number);
    link = "mwof" + Integer.toHexString(number);
    network = "10.97." + (number >> 6) + "." + (number & 63) * 4;
  }

  /** Starts the database, the daemon, and a bridge that still forwards by itself. */
  public static OpenVSwitch start() throws Exception {
    OpenVSwitch created = new OpenVSwitch(Files.createTempDirectory("mwof"));
    try {
      created.begin();
      return created;
    } catch (Exception | AssertionError e) {
      created.close();
      throw e;
    }
  }

  private void begin() throws Exception {
    run("/usr/sbin/ip", "netns", "add", namespace);
    run(
        "/usr/sbin/ip",
        "link",
        "add",
        link,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        namespace);
    run("/usr/sbin/ip", "addr", "add", host(1) + "/30", "dev", link);
    run("/usr/sbin/ip", "link", "set", link, "up");
    inside("/usr/sbin/ip", "addr", "add", host(2) + "/30", "dev", "eth0");
    inside("/usr/sbin/ip", "link", "set", "eth0", "up");
    inside("/usr/sbin/ip", "link", "set", "lo", "up");
    run(
        "/usr/bin/ovsdb-tool",
        "create",
        folder.resolve("conf.db").toString(),
        "/usr/share/openvswitch/vswitch.ovsschema");
    daemon(
        "/usr/sbin/ovsdb-server",
        folder.resolve("conf.db").toString(),
        "--remote=punix:" + folder.resolve("db.sock"),
        "--unixctl=" + folder.resolve("ovsdb.ctl"),
        "--log-file=" + folder.resolve("ovsdb.log"));
    Eventually.eventually("database", () -> Files.exists(folder.resolve("db.sock")));
    vsctl("--no-wait", "init");
    startDaemon();
    addBridge();
  }

  /** Adds the bridge that {@code del-br} took away. */
  public void addBridge() throws Exception {
    addBridge(BRIDGE);
  }

  /** Adds one more bridge. */
  public void addBridge(String name) throws Exception {
    vsctl("add-br", name, "--", "set", "bridge", name, "datapath_type=netdev");
  }

  /** Adds a port of the host's own to a bridge. */
  public void addPort(String bridge, String name) throws Exception {
    vsctl("add-port", bridge, name, "--", "set", "interface", name, "type=internal");
  }

  /** Joins two bridges, by a port of each that is named after the other. */
  public void join(String one, String other) throws Exception {
    for (String from : List.of(one, other)) {
      String to = from.equals(one) ? other : one;
      String port = "to-" + to;
      vsctl(
          "add-port",
          from,
          port,
          "--",
          "set",
          "interface",
          port,
          "type=patch",
          "options:peer=to-" + from);
    }
  }

  private void startDaemon() throws Exception {
    daemon(
        "/usr/sbin/ovs-vswitchd",
        database(),
        "--unixctl=" + folder.resolve("vswitchd.ctl"),
        "--log-file=" + folder.resolve("vswitchd.log"));
  }

  private String host(int last) {
    int dot = network.lastIndexOf('.');
    return network.substring(0, dot + 1) + (Integer.parseInt(network.substring(dot + 1)) + last);
  }

  /** Where a controller can be reached from the switch; the port is free to choose. */
  public InetSocketAddress controllerAddress() throws IOException {
    return new InetSocketAddress(InetAddress.getByName(host(1)), 0);
  }

  /** Where the database listens. */
  public String database() {
    return "unix:" + folder.resolve("db.sock");
  }

  public String bridge() {
    return BRIDGE;
  }

  /** Runs ovs-vsctl on this switch and returns what it prints. */
  public String vsctl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add("/usr/bin/ovs-vsctl");
    command.add("--db=" + database());
    command.add("--timeout=20");
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** Runs an ovs-ofctl command on the bridge and returns what it prints. */
  public String ofctl(String verb, String... arguments) throws Exception {
    return ofctlOf(BRIDGE, verb, arguments);
  }

  private String ofctlOf(String bridge, String verb, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/usr/bin/ovs-ofctl", "-O", "OpenFlow13", verb));
    command.add("unix:" + folder.resolve(bridge + ".mgmt"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** The flows without what changes by itself: times and counts. */
  public List<String> flows() throws Exception {
    return flows(BRIDGE);
  }

  /** The flows of any bridge. */
  public List<String> flows(String bridge) throws Exception {
    return ofctlOf(bridge, "dump-flows", "--no-stats").lines().map(String::trim).toList();
  }

  /** What the switch would do with a packet, step by step. */
  public String trace(String packet) throws Exception {
    return trace(BRIDGE, packet);
  }

  /** What any bridge would do with a packet. */
  public String trace(String bridge, String packet) throws Exception {
    return run(
        "/usr/bin/ovs-appctl",
        "--target=" + folder.resolve("vswitchd.ctl"),
        "ofproto/trace",
        bridge,
        packet);
  }

  /** Takes away what the datapath can do, as one that never could. */
  public void without(String ability) throws Exception {
    run(
        "/usr/bin/ovs-appctl",
        "--target=" + folder.resolve("vswitchd.ctl"),
        "dpif/set-dp-features",
        BRIDGE,
        ability,
        "false");
  }

  /** Whether a bridge would let nothing of a packet out but samples. */
  public boolean drops(String bridge, String packet) throws Exception {
    return DROPPED.matcher(trace(bridge, packet)).find();
  }

  /** Runs a command in the namespace of the switch. */
  public String inside(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/usr/sbin/ip", "netns", "exec", namespace));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** Kills the daemon as a crash would, and starts it again: the flows are gone. */
  public void restartDaemon() throws Exception {
    Process daemon = daemons.removeLast();
    daemon.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    Path management = folder.resolve(BRIDGE + ".mgmt");
    Files.deleteIfExists(management);
    startDaemon();
    Eventually.eventually("the bridge is back", () -> Files.exists(management));
  }

  private void daemon(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/usr/sbin/ip", "netns", "exec", namespace));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = builder(command);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    daemons.add(builder.start());
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    for (String variable : List.of("OVS_RUNDIR", "OVS_DBDIR", "OVS_LOGDIR", "OVS_SYSCONFDIR")) {
      builder.environment().put(variable, folder.toString());
    }
    return builder;
  }

  private String run(String... command) throws IOException {
    Path output = Files.createTempFile(folder, "out", ".txt");
    Process process = builder(List.of(command)).redirectOutput(output.toFile()).start();
    boolean ended = ends(process);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + text);
    }
    return text;
  }

  private static boolean ends(Process process) {
    try {
      return process.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    while (!daemons.isEmpty()) {
      Process daemon = daemons.removeLast();
      daemon.destroy();
      try {
        if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
          daemon.destroyForcibly();
        }
      } catch (InterruptedException e) {
        daemon.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    if (Files.exists(Path.of("/run/netns", namespace))) {
      run("/usr/sbin/ip", "netns", "del", namespace);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
