package org.mudward.benchmarks.appliance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mudward.lab.Network;
import org.mudward.lab.Pause;

/** What the gateway's wires and the switch itself said, with the time by the machine's clock. */
final class Trail {
  /** When the switch says it changed something, in whole milliseconds of UTC. */
  private static final Pattern MONITOR_TIME =
      Pattern.compile("^(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}): ");

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  /** The entries that give a sender its policy. */
  private static final String SENDERS = " table=1 ";

  /** Those that hold answers are added again every ten seconds, whoever comes. */
  private static final String HOLDING = " table=14 hard_timeout=";

  /** Headers, and options in front; with the usual length the buffer has room for eight frames. */
  private static final String SNAP_LENGTH = "512";

  /** What comes in to a server, once, though it goes out at every port; and what one answers. */
  private static final String FRAMES = "udp and (src port 67 or (inbound and dst port 67))";

  private static final long START_SECONDS = 10;

  /** Longer than any two of a device's changes are apart. */
  private static final long QUIET_MILLIS = 250;

  private static final int MAX_SHOWN = 2000;

  private final Path packets;
  private final Path changes;
  private long packetsRead;
  private long changesRead;

  /**
   * The arrival of a device, in milliseconds since its first packet.
   *
   * @param rules until its last policy was in force
   * @param last until the last entry was changed on its account
   * @param lease until the DHCP server acknowledged its lease
   */
  record Arrival(double rules, double last, double lease) {}

  /** Starts to listen on the gateway, and to the switch. */
  Trail(Network network) throws IOException {
    packets = network.folder().resolve("dhcp.txt");
    changes = network.folder().resolve("changes.txt");
    network.startOnGateway(
        packets,
        List.of(
            "tcpdump",
            "-l",
            "-n",
            "-e",
            "-tt",
            "-i",
            "any",
            "--immediate-mode",
            "-s",
            SNAP_LENGTH,
            FRAMES));
    network.vswitch().monitor(changes);
    if (!Pause.until(START_SECONDS, () -> size(packets) > 0 && size(changes) >= 0)) {
      throw new IOException("tcpdump does not start");
    }
    Pause.millis(1000);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Waits until the switch has not changed anything for a while. */
  void settle() {
    long before;
    do {
      before = size(changes);
      Pause.millis(QUIET_MILLIS);
    } while (before != size(changes));
  }

  /** What comes from here on belongs to one device. */
  void begin() {
    packetsRead = size(packets);
    changesRead = size(changes);
  }

  /**
   * What came since, of this device.
   *
   * @throws IOException if it did not arrive
   */
  Arrival end(String mac) throws IOException {
    double first = Double.MAX_VALUE;
    double lease = 0;
    for (String line : since(packets, packetsRead)) {
      if (line.contains("BOOTP/DHCP, Request from " + mac)) {
        first = Math.min(first, packetTime(line));
      } else if (line.contains("BOOTP/DHCP, Reply")) {
        lease = packetTime(line);
      }
    }
    double now = 0;
    double rules = 0;
    double last = 0;
    for (String line : since(changes, changesRead)) {
      Matcher time = MONITOR_TIME.matcher(line);
      if (time.find()) {
        now = LocalDateTime.parse(time.group(1), MILLIS).toInstant(ZoneOffset.UTC).toEpochMilli();
      } else if (line.contains("event=") && !line.contains(HOLDING)) {
        last = now;
        rules = line.contains(SENDERS) && line.contains("dl_src=" + mac) ? now : rules;
      }
    }
    if (rules == 0 || lease == 0) {
      String seen = since(packets, packetsRead) + " " + since(changes, changesRead);
      throw new IOException(
          "no trail of " + mac + ": " + seen.substring(0, Math.min(seen.length(), MAX_SHOWN)));
    }
    return new Arrival(rules - first, last - first, lease - first);
  }

  private static List<String> since(Path file, long offset) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int start = (int) offset;
    return new String(all, start, all.length - start, StandardCharsets.UTF_8).lines().toList();
  }

  private static double packetTime(String line) {
    return Double.parseDouble(line.substring(0, line.indexOf(' '))) * 1000;
  }
}
