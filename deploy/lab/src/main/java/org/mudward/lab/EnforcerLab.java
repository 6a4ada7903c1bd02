package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A switch with an enforcer and no manager: a snapshot is laid where the enforcer keeps its last
 * one, and it puts it in force at its start.
 */
public final class EnforcerLab implements AutoCloseable {
  private final Path folder;
  private final Namespace host;
  private final OpenVSwitch vswitch;
  private final Path config;
  private final Path log;
  private int runs;

  /** Builds the switch; needs root. */
  public EnforcerLab(Path folder) throws IOException {
    this.folder = folder;
    host = new Namespace("mwe" + ProcessHandle.current().pid() % 100_000);
    vswitch = new OpenVSwitch(host, folder.resolve("ovs"));
    log = folder.resolve("enforcer.log");
    config = folder.resolve("mudward.yaml");
    Files.createDirectories(folder.resolve("enforcer"));
    host.run("ip", "link", "add", "in0", "type", "veth", "peer", "name", "in1");
    host.run("ip", "link", "set", "in0", "up");
    vswitch.addPort("in0");
    Files.writeString(
        config,
        """
        manager: {new-devices: allow}
        enforcer:
          state: %s/enforcer
          link: %s/no-manager.sock
          openflow: {listen: "127.0.0.1:6653", bridge: %s, ovsdb: "%s"}
        """
            .formatted(folder, folder, OpenVSwitch.BRIDGE, vswitch.database()));
  }

  /** Puts a snapshot in force, through the enforcer as it is built. */
  public void enforce(byte[] snapshot) throws IOException {
    Files.write(folder.resolve("enforcer/snapshot.json"), snapshot);
    Files.deleteIfExists(folder.resolve("enforcer/class-ids.json"));
    runs++;
    Process enforcer =
        host.start(log, Programs.launcher().toString(), "enforcer", "--config", config.toString());
    boolean applied = Pause.until(30, () -> appliedSoFar() >= runs);
    Exec.end(enforcer);
    if (!applied) {
      throw new IOException("the snapshot did not come in force:\n" + Files.readString(log));
    }
  }

  private long appliedSoFar() {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(
              line ->
                  line.contains("event=policy.applied revision=") && !line.contains(" changes=0 "))
          .count();
    } catch (IOException e) {
      return 0;
    }
  }

  /** What the switch would do with a frame, by its own account, table by table. */
  public String trace(String hex) throws IOException {
    return host.run(
        "ovs-appctl",
        "-t",
        folder.resolve("ovs/vswitchd.ctl").toString(),
        "ofproto/trace",
        OpenVSwitch.BRIDGE,
        "in_port=in0",
        hex);
  }

  @Override
  public void close() throws IOException {
    vswitch.close();
    host.close();
  }
}
