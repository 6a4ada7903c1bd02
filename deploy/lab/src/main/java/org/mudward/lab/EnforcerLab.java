package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@link FrameRig} with an enforcer and no manager: a snapshot is laid where the enforcer keeps
 * its last one, and it puts it in force at its start.
 */
public final class EnforcerLab implements AutoCloseable {
  private static final long START_SECONDS = 60;

  private final Path folder;
  private final FrameRig rig;
  private final Path config;
  private final String settings;

  /** Builds the switch; needs root. The folder goes with it when it is closed. */
  public EnforcerLab(Path folder) throws IOException {
    this(folder, "");
  }

  /**
   * The same.
   *
   * @param settings more for the enforcer's part {@code openflow}, as {@code key: value}
   */
  public EnforcerLab(Path folder, String settings) throws IOException {
    this.folder = folder;
    this.settings = settings;
    rig = new FrameRig(folder);
    config = folder.resolve("mudward.yaml");
    try {
      Files.createDirectories(folder.resolve("enforcer"));
      Files.writeString(config, configuration());
    } catch (IOException e) {
      rig.close();
      throw e;
    }
  }

  private String configuration() {
    return """
        manager: {new-devices: allow}
        enforcer:
          state: %s/enforcer
          link: %s
          openflow: {listen: "127.0.0.1:6653", bridge: %s, ovsdb: "%s", %s}
        """
        .formatted(folder, link(), OpenVSwitch.BRIDGE, rig.vswitch().database(), settings);
  }

  public FrameRig rig() {
    return rig;
  }

  /** The socket at which the enforcer looks for a manager, all the time. */
  public Path link() {
    return folder.resolve("no-manager.sock");
  }

  /** Starts the enforcer as it is built; it is the caller's to end. */
  public Process start(Path log) throws IOException {
    return rig.host()
        .start(log, Programs.launcher().toString(), "enforcer", "--config", config.toString());
  }

  /** Lets nothing through between switch and enforcer any more, and tells neither of them. */
  public void silence() throws IOException {
    rig.host().run("nft", "add table inet silence");
    rig.host().run("nft", "add chain inet silence in { type filter hook input priority 0; }");
    rig.host().run("nft", "add rule inet silence in tcp dport 6653 drop");
    rig.host().run("nft", "add rule inet silence in tcp sport 6653 drop");
  }

  /** Ends the silence. */
  public void letThrough() throws IOException {
    rig.host().run("nft", "delete table inet silence");
  }

  /**
   * Puts a snapshot in force, through the enforcer as it is built, and kills the enforcer: the
   * switch keeps it, however its enforcer ends.
   *
   * @throws IOException if the enforcer does not say that this revision is in force
   */
  public void enforce(byte[] snapshot, long revision) throws IOException {
    Files.write(folder.resolve("enforcer/snapshot.json"), snapshot);
    Files.deleteIfExists(folder.resolve("enforcer/class-ids.json"));
    // A switch that has lost its controller waits up to 8 seconds before it tries again; told of a
    // new one, it tries at once.
    rig.vswitch().vsctl("del-controller", OpenVSwitch.BRIDGE);
    Path log = Files.createTempFile(folder, "enforcer", ".log");
    Process enforcer = start(log);
    String sign = "event=policy.applied revision=" + revision + " ";
    boolean applied = Pause.until(START_SECONDS, () -> says(log, sign));
    enforcer.destroyForcibly();
    Exec.end(enforcer);
    if (!applied) {
      throw new IOException("the snapshot did not come in force:\n" + Files.readString(log));
    }
  }

  private static boolean says(Path log, String sign) {
    try {
      return Files.readString(log).contains(sign);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    rig.close();
  }
}
