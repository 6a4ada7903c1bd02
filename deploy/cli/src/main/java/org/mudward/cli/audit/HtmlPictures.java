package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.Decision;
import org.mudward.policy.MacAddress;

/** What is in the two pictures of the page: who talks to whom, and when. */
final class HtmlPictures {
  /** Pairs of device and peer in a picture; more of them cannot be told apart. */
  static final int MAX_PAIRS = 40;

  private final AuditReport report;

  HtmlPictures(AuditReport report) {
    this.report = report;
  }

  /**
   * A device and one of its peers: a host, or all hosts of one name.
   *
   * @param label the name, or the address
   */
  record Pair(MacAddress device, String label, List<Flow> flows) {
    long frames() {
      return flows.stream().mapToLong(Flow::frames).sum();
    }

    private long dropped() {
      return flows.stream().filter(Pair::isDropped).mapToLong(Flow::frames).sum();
    }

    long firstFrame() {
      return flows.stream().mapToLong(Flow::firstFrame).min().orElse(0);
    }

    static boolean isDropped(Flow flow) {
      return flow.decision().outcome() == Decision.Outcome.DROP;
    }

    /** {@code accept}, {@code drop} or {@code mixed}. */
    String verdict() {
      long dropped = dropped();
      return dropped == 0 ? "accept" : dropped == frames() ? "drop" : "mixed";
    }

    String counts() {
      return (frames() - dropped()) + " permitted, " + dropped() + " not";
    }

    String addresses() {
      Set<String> all =
          flows.stream().map(Flow::peer).collect(Collectors.toCollection(LinkedHashSet::new));
      return Words.few(all);
    }
  }

  void put(Map<String, Object> values) {
    List<Pair> all = pairs();
    List<Pair> shown = all.stream().limit(MAX_PAIRS).toList();
    int more = all.size() - shown.size();
    boolean timed = report.audit().firstMicros() != CapturedFrame.NO_TIME && !shown.isEmpty();
    values.put("graph", shown.isEmpty() ? false : HtmlGraph.of(shown, report.identities()));
    values.put("timeline", timed ? HtmlTimeline.of(shown, report.identities()) : false);
    values.put("pairs_more", more > 0 ? Map.of("count", more) : false);
  }

  /** Most frames first. */
  private List<Pair> pairs() {
    Map<List<Object>, Pair> pairs = new LinkedHashMap<>();
    for (DeviceTally device : report.devices()) {
      for (Flow flow : device.flows()) {
        String label = Words.peer(flow, report.peerNames());
        pairs
            .computeIfAbsent(
                List.of(device.mac(), label),
                key -> new Pair(device.mac(), label, new ArrayList<>()))
            .flows()
            .add(flow);
      }
    }
    return pairs.values().stream()
        .sorted(Comparator.comparingLong(Pair::frames).reversed())
        .toList();
  }

  /** The start of a label that is too long for its place. */
  static String cut(String label, int most) {
    return label.codePointCount(0, label.length()) <= most
        ? label
        : label.substring(0, label.offsetByCodePoints(0, most - 1)) + "\u2026";
  }

  /** A place in a picture. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
