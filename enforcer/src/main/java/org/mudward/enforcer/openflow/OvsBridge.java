package org.mudward.enforcer.openflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The bridge as Open vSwitch's database has it: which controller it listens to, and what it does
 * without one. The only place that starts a process, and never through a shell.
 */
final class OvsBridge {
  /** {@code ovs-vsctl} waits for the daemon to follow; a busy one takes a second. */
  private static final int TIMEOUT_SECONDS = 10;

  /** Its answers are a word or two. */
  private static final int MAX_ANSWER = 16 * 1024;

  private final OpenFlowSettings settings;

  OvsBridge(OpenFlowSettings settings) {
    this.settings = settings;
  }

  /**
   * Makes the bridge ours: without its controller it keeps its entries ({@code fail-mode secure})
   * and never falls back to learning.
   *
   * @throws IOException saying what {@code ovs-vsctl} said
   */
  void takeOver() throws IOException, InterruptedException {
    String bridge = settings.bridge();
    String target =
        "tcp:"
            + settings.listen().getAddress().getHostAddress()
            + ":"
            + settings.listen().getPort();
    // First the fail mode: with a new controller and the old mode the bridge would learn meanwhile.
    run("set-fail-mode", bridge, "secure");
    run(
        "--",
        "set",
        "bridge",
        bridge,
        "protocols=OpenFlow13",
        "other-config:disable-in-band=true",
        "--",
        "set-controller",
        bridge,
        target,
        "--",
        "set",
        "controller",
        bridge,
        "connection-mode=out-of-band",
        "max_backoff=1000",
        "inactivity_probe=5000");
    verify();
  }

  /**
   * Checks that the bridge still fails closed.
   *
   * @throws IOException if it does not, or cannot be asked
   */
  void verify() throws IOException, InterruptedException {
    String mode = run("get-fail-mode", settings.bridge());
    if (!mode.equals("secure")) {
      throw new IOException(
          "bridge "
              + settings.bridge()
              + " has fail-mode \""
              + mode
              + "\" and would open up without its controller");
    }
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("ovs-vsctl");
    settings.ovsdb().ifPresent(db -> command.add("--db=" + db));
    command.add("--timeout=" + TIMEOUT_SECONDS);
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException("ovs-vsctl cannot be started: is openvswitch-switch installed?", e);
    }
    process.getOutputStream().close();
    byte[] answer = process.getInputStream().readNBytes(MAX_ANSWER);
    if (!process.waitFor(TIMEOUT_SECONDS + 2L, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("ovs-vsctl does not come back");
    }
    String text = new String(answer, StandardCharsets.UTF_8).trim();
    if (process.exitValue() != 0) {
      throw new IOException("ovs-vsctl " + String.join(" ", arguments) + ": " + text);
    }
    return text;
  }
}
