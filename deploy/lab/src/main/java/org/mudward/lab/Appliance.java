package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The product, as it is built, running on the gateway of a {@link Network}. */
public final class Appliance implements AutoCloseable {
  private static final long SECONDS_TO_COME_BACK = 60;

  private final Network network;
  private final Path folder;
  private final Path config;
  private final Path log;
  private final Process process;

  /** What a command of the product said, and its exit code. */
  public record Said(int code, String output) {}

  /** Starts {@code mudward run} with this site section and this rule for new devices. */
  public Appliance(Network network, String site, String newDevices) throws IOException {
    this(network, site, newDevices, Duration.ZERO);
  }

  /** The same, on a switch that follows connections. */
  public static Appliance following(Network network, String site, String newDevices)
      throws IOException {
    return new Appliance(
        network, site, newDevices, "run", Duration.ZERO, "connection-tracking: true");
  }

  /** The same, at a time that is so much later; the state of one that was closed is taken up. */
  public Appliance(Network network, String site, String newDevices, Duration later)
      throws IOException {
    this(network, site, newDevices, "run", later, "");
  }

  /** Starts the manager by itself: nothing is enforced, and no switch tells of frames. */
  public static Appliance managerOnly(Network network, String site) throws IOException {
    return new Appliance(network, site, "observe", "manager", Duration.ZERO, "");
  }

  private Appliance(
      Network network, String site, String newDevices, String role, Duration later, String openflow)
      throws IOException {
    this.network = network;
    folder = network.folder().resolve("appliance");
    Files.createDirectories(folder);
    config = folder.resolve("mudward.yaml");
    log = folder.resolve("mudward.log");
    Path jar = Programs.launcher().resolveSibling("cli/target/mudward.jar");
    // The manager runs as nobody, who may not look into the folder that the jar was built in.
    Files.copy(jar, folder.resolve("mudward.jar"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(config, configuration(site, newDevices, openflow));
    List<String> command = command(role, "--config", config.toString());
    command.addAll(1, Later.environment(later));
    process = network.startOnGateway(log, command);
  }

  /** A script for dnsmasq's {@code --dhcp-script} that tells this product, once it is there. */
  public static Path dnsmasqScript(Network network) throws IOException {
    return script(network, "hook dnsmasq", "dhcp-script");
  }

  /** A script that runs a command of this product with what it is given, and its configuration. */
  static Path script(Network network, String command, String name) throws IOException {
    Path folder = network.folder().resolve("appliance");
    Path script = network.folder().resolve(name);
    Files.writeString(
        script,
        """
        #!/bin/sh
        export MUDWARD_JAR=%1$s/mudward.jar
        exec %2$s %3$s "$@" --config %1$s/mudward.yaml
        """
            .formatted(folder, Programs.launcher(), command));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String configuration(String site, String newDevices, String openflow) {
    return """
        site:
        %s
        manager:
          state: %s/manager
          link: %s/run/link.sock
          api: {listen: "127.0.0.1:8520"}
          resolver: %s
          new-devices: %s
          fetch: {trust-anchors: [../tls-ca.pem], allow: [198.51.100.0/24, "2001:db8::/32"]}
        enforcer:
          state: %s/enforcer
          link: %s/run/link.sock
          openflow: {listen: "127.0.0.1:6653", bridge: %s, ovsdb: "%s", %s}
        run: {user: nobody}
        """
        .formatted(
            site.indent(2).stripTrailing(),
            folder,
            folder,
            Network.GATEWAY,
            newDevices,
            folder,
            folder,
            OpenVSwitch.BRIDGE,
            network.vswitch().database(),
            openflow);
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("MUDWARD_JAR=" + folder.resolve("mudward.jar"));
    command.add(Programs.launcher().toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs a command of the product on the gateway. */
  public Said mudward(String... arguments) throws IOException {
    Exec.Ended ended = network.attemptOnGateway(command(arguments));
    return new Said(ended.code(), ended.output());
  }

  /** Runs a command that talks to the running manager. */
  public Said ask(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    return mudward(all.toArray(String[]::new));
  }

  /** Whether the newest revision is in force, waiting for it within a bound. */
  public boolean inForce() {
    return Pause.until(30, () -> code("status") == 0);
  }

  private int code(String word) {
    try {
      return ask(word).code();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Whether a device comes to stand like this, and that is in force, within a bound. */
  public boolean stands(String mac, String standing) {
    return Pause.until(30, () -> device(mac).contains("\"" + standing + "\"")) && inForce();
  }

  /** What the manager says of a device, as JSON; empty if it does not know it. */
  public String device(String mac) {
    try {
      String all = ask("devices", "--json").output();
      int at = all.indexOf(mac);
      int end = at < 0 ? -1 : all.indexOf("last_seen", at);
      return end < 0 ? "" : all.substring(at, end);
    } catch (IOException e) {
      return "";
    }
  }

  /** The processes of manager and enforcer. */
  public Set<Long> roles() {
    return processes().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private Stream<ProcessHandle> processes() {
    return process
        .descendants()
        .filter(child -> child.info().commandLine().orElse("").contains("mudward.jar"))
        .filter(child -> child.children().findAny().isEmpty());
  }

  /**
   * Kills manager and enforcer at once, as a power cut would, and waits until both are back, which
   * they come by themselves.
   *
   * @return whether they came back, and the newest revision is in force again
   */
  public boolean killBoth() {
    List<ProcessHandle> killed = processes().toList();
    Set<Long> gone = killed.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    killed.forEach(ProcessHandle::destroyForcibly);
    return killed.size() == 2
        && Pause.until(
            SECONDS_TO_COME_BACK, () -> roles().size() == 2 && Collections.disjoint(roles(), gone))
        && inForce();
  }

  public Path log() {
    return log;
  }

  @Override
  public void close() {
    Exec.end(process);
  }
}
