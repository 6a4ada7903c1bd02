package org.mudward.enforcer.openflow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The bridge in Open vSwitch's database: who controls it, and what it does without a controller.
 *
 * <p>The only class that starts a process: {@code ovs-vsctl}, without a shell, with a deadline, and
 * with nothing on its command line that did not pass {@link SwitchSettings}.
 */
final class OvsBridge implements SwitchControl {
  private static final String PROGRAM = "/usr/bin/ovs-vsctl";

  /** After this, ovs-vsctl gives up by itself: the daemon does not answer. */
  private static final int TIMEOUT_SECONDS = 10;

  /** After this it is killed. */
  private static final int KILL_SECONDS = TIMEOUT_SECONDS + 5;

  /** Nine lines are expected; a pipe holds this much without anybody reading. */
  private static final int MAX_OUTPUT = 16 * 1024;

  private static final String OVS = "Open_vSwitch";

  /** Open vSwitch looks at this when it starts, until it is gone: then it forwards. */
  private static final String WAIT = "flow-restore-wait";

  /**
   * A controller that is none of the first order: when a bridge gets the first of those, as it does
   * after it has waited, Open vSwitch takes all entries and meters away.
   */
  private static final String SERVICE = "service";

  /** That it was we who said so. */
  private static final String ARMED = "mudward-flow-restore-wait";

  /** How long the switch waits between attempts to connect: a restart should be noticed soon. */
  private static final int MAX_BACKOFF_MILLIS = 1000;

  /**
   * Above what is taken of copies and held frames together. What is more waits at the switch, which
   * lets one port after the other have its turn: a flood from one does not shut out the others.
   */
  private static final int MAX_FRAMES_A_SECOND = 1000;

  private final SwitchSettings settings;
  private final String bridge;

  OvsBridge(SwitchSettings settings, String bridge) {
    this.settings = settings;
    this.bridge = bridge;
  }

  @Override
  public State read(InetSocketAddress controller) throws IOException {
    List<String> lines =
        run(
            List.of(
                "get",
                "bridge",
                bridge,
                "datapath_id",
                "fail_mode",
                "protocols",
                "other_config",
                "datapath_type",
                "--",
                "get",
                OVS,
                ".",
                "ovs_version",
                "other_config",
                "external_ids",
                "--",
                "get-controller",
                bridge));
    if (lines.size() < 8) {
      throw new IOException("ovs-vsctl told too little about bridge " + bridge + ": " + lines);
    }
    List<String> differences = new ArrayList<>();
    expect(differences, "fail-mode", "secure", lines.get(1));
    expect(differences, "protocols", "[OpenFlow13]", lines.get(2).replace("\"", ""));
    if (!lines.get(3).contains("disable-in-band=\"true\"")) {
      differences.add("disable-in-band is not true");
    }
    boolean waits = lines.get(6).contains(WAIT + "=\"true\"");
    boolean armed = lines.get(7).contains(ARMED + "=\"true\"");
    if (settings.restoreWait() ? !(waits && armed) : armed) {
      differences.add(WAIT + " is not " + settings.restoreWait());
    }
    expect(differences, "controllers", List.of(target(controller)), lines.subList(8, lines.size()));
    if (differences.isEmpty()) {
      List<String> way =
          run(
              List.of(
                  "get", "controller", bridge, "connection_mode", "controller_rate_limit", "type"));
      expect(
          differences,
          "connection",
          List.of(
              "out-of-band",
              Integer.toString(MAX_FRAMES_A_SECOND),
              settings.restoreWait() ? SERVICE : "[]"),
          way);
    }
    return new State(
        datapath(lines.get(0)),
        differences,
        StaleCache.of(lines.get(4), lines.get(5)).stream().toList());
  }

  private static void expect(List<String> differences, String what, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      differences.add(what + " is " + found + ", not " + wanted);
    }
  }

  private static long datapath(String text) throws IOException {
    try {
      return Long.parseUnsignedLong(text.replace("\"", ""), 16);
    } catch (NumberFormatException e) {
      throw new IOException("not a datapath: " + text, e);
    }
  }

  @Override
  public void configure(InetSocketAddress controller) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "set-fail-mode",
                bridge,
                "secure",
                "--",
                "set",
                "bridge",
                bridge,
                "protocols=OpenFlow13",
                "other-config:disable-in-band=true",
                "--",
                "set-controller",
                bridge,
                target(controller),
                "--",
                "set",
                "controller",
                bridge,
                "connection-mode=out-of-band",
                "controller-rate-limit=" + MAX_FRAMES_A_SECOND,
                "controller-burst-limit=" + MAX_FRAMES_A_SECOND,
                "max-backoff=" + MAX_BACKOFF_MILLIS));
    words.addAll(waiting());
    run(words);
  }

  /** What others told it of waiting stays, unless we told it to. */
  private List<String> waiting() throws IOException {
    if (settings.restoreWait()) {
      return List.of(
          "type=" + SERVICE,
          "--",
          "set",
          OVS,
          ".",
          "other_config:" + WAIT + "=true",
          "external_ids:" + ARMED + "=true");
    }
    List<String> words = new ArrayList<>(List.of("--", "clear", "controller", bridge, "type"));
    if (run(List.of("get", OVS, ".", "external_ids")).toString().contains(ARMED)) {
      words.addAll(List.of("--", "remove", OVS, ".", "other_config", WAIT));
      words.addAll(List.of("--", "remove", OVS, ".", "external_ids", ARMED));
    }
    return words;
  }

  @Override
  public void restored() throws IOException {
    run(List.of("remove", OVS, ".", "other_config", WAIT));
  }

  private static String target(InetSocketAddress controller) {
    String host = controller.getAddress().getHostAddress();
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return "tcp:" + bracketed + ":" + controller.getPort();
  }

  private List<String> run(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(PROGRAM);
    settings.database().ifPresent(place -> command.add("--db=" + place));
    command.add("--timeout=" + TIMEOUT_SECONDS);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("ovs-vsctl does not end");
      }
      byte[] output = process.getInputStream().readNBytes(MAX_OUTPUT);
      String text = new String(output, StandardCharsets.UTF_8).trim();
      if (process.exitValue() != 0) {
        throw new IOException("ovs-vsctl: " + text);
      }
      return text.lines().toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
