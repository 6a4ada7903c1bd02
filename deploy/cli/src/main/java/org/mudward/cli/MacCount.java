package org.mudward.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.capture.Capture;
import org.mudward.enforcer.capture.CaptureException;
import org.mudward.enforcer.capture.LinkLayer;
import org.mudward.policy.End;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

/** Who is in captures, for whoever asked for a device that is not. */
final class MacCount {
  /** Devices that are told apart; more are in no network of one link, but in a forged capture. */
  private static final int MAX_MACS = 10_000;

  private static final int LISTED = 20;

  private final Map<MacAddress, Long> frames = new HashMap<>();
  private boolean isWhole = true;

  private MacCount() {}

  /** Counts the frames of every device; those of streams cannot be read again. */
  static MacCount of(List<String> captures) {
    MacCount count = new MacCount();
    for (String file : captures) {
      if (Streams.isRepeatable(file)) {
        count.read(file);
      } else {
        count.isWhole = false;
      }
    }
    return count;
  }

  private void read(String file) {
    LinkLayer links = new LinkLayer();
    Packet packet = new Packet();
    try (Capture capture = Capture.open(Path.of(file))) {
      while (capture.next()) {
        links.point(packet, capture.frame());
        if (packet.isEthernet()) {
          count(packet, End.SOURCE);
          count(packet, End.DESTINATION);
        }
      }
    } catch (IOException | CaptureException e) {
      throw AuditRun.refused(file, e);
    }
  }

  private void count(Packet packet, End end) {
    MacAddress mac = new MacAddress(packet.mac(end));
    if (!mac.isMulticast() && (frames.size() < MAX_MACS || frames.containsKey(mac))) {
      frames.merge(mac, 1L, Long::sum);
    }
  }

  /** Says that a device is not there, and who is. */
  String missing(MacAddress device, @Nullable Double fraction) {
    if (frames.containsKey(device)) {
      return "no frame of " + device + " is in the first " + fraction + " of the time";
    }
    String what = "no frame of " + device + " in the capture";
    if (frames.isEmpty()) {
      return isWhole ? what + ": its frames show no MAC addresses" : what;
    }
    String seen =
        frames.entrySet().stream()
            .sorted(
                Map.Entry.<MacAddress, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(LISTED)
            .map(entry -> "\n  " + entry.getKey() + "  " + entry.getValue() + " frames")
            .collect(Collectors.joining());
    int more = frames.size() - LISTED;
    return what + "; seen were:" + seen + (more > 0 ? "\n  and " + more + " more" : "");
  }
}
