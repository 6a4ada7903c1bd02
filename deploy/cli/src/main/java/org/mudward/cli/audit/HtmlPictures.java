package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.Decision;
import org.mudward.policy.MacAddress;

/** The places of everything in the two pictures of the page: who talks to whom, and when. */
final class HtmlPictures {
  /** Pairs of device and peer in a picture; more of them cannot be told apart. */
  static final int MAX_PAIRS = 40;

  private static final int ROW = 22;
  private static final int LABEL = 24;
  private static final int TIMELINE_LABEL = 40;
  private static final int TIMELINE_ROW = 18;
  private static final int TIMELINE_TOP = 18;
  private static final int TIMELINE_LEFT = 240;
  private static final int TIMELINE_WIDTH = 470;
  private static final int TICKS = 3;

  private final AuditReport report;

  HtmlPictures(AuditReport report) {
    this.report = report;
  }

  /** A device and one of its peers. */
  private record Pair(MacAddress device, String peer, String label, List<Flow> flows) {
    long frames() {
      return flows.stream().mapToLong(Flow::frames).sum();
    }

    long dropped() {
      return flows.stream().filter(Pair::isDropped).mapToLong(Flow::frames).sum();
    }

    static boolean isDropped(Flow flow) {
      return flow.decision().outcome() == Decision.Outcome.DROP;
    }

    String verdict() {
      long dropped = dropped();
      return dropped == 0 ? "accept" : dropped == frames() ? "drop" : "mixed";
    }

    String counts() {
      return (frames() - dropped()) + " permitted, " + dropped() + " not";
    }
  }

  void put(Map<String, Object> values) {
    List<Pair> all = new ArrayList<>();
    for (DeviceTally device : report.devices()) {
      device
          .peers()
          .forEach(
              (peer, flows) -> {
                String name = report.peerNames().of(flows.get(0).address());
                all.add(new Pair(device.mac(), peer, name == null ? peer : name, flows));
              });
    }
    all.sort(Comparator.comparingLong(Pair::frames).reversed());
    List<Pair> shown = all.stream().limit(MAX_PAIRS).toList();
    int more = all.size() - shown.size();
    Object rest = more > 0 ? Map.of("count", more) : false;
    values.put("graph", shown.isEmpty() ? false : graph(shown));
    values.put("graph_more", rest);
    boolean timed = report.audit().firstMicros() != CapturedFrame.NO_TIME && !shown.isEmpty();
    values.put("timeline", timed ? timeline(shown) : false);
    values.put("timeline_more", rest);
  }

  private String deviceLabel(MacAddress device) {
    String name = report.identities().name(device);
    return name == null ? device.toString() : name;
  }

  private static String cut(String label, int most) {
    return label.codePointCount(0, label.length()) <= most
        ? label
        : label.substring(0, label.offsetByCodePoints(0, most - 1)) + "\u2026";
  }

  private Map<String, Object> graph(List<Pair> pairs) {
    Map<MacAddress, Integer> left = new LinkedHashMap<>();
    Map<String, Integer> right = new LinkedHashMap<>();
    Map<String, String> labels = new LinkedHashMap<>();
    // A device next to its peers: fewer lines cross.
    List<Pair> ordered = new ArrayList<>(pairs);
    ordered.sort(Comparator.comparing(Pair::device));
    for (Pair pair : ordered) {
      left.putIfAbsent(pair.device(), left.size());
      right.putIfAbsent(pair.peer(), right.size());
      labels.putIfAbsent(pair.peer(), pair.label());
    }
    int height = ROW * Math.max(left.size(), right.size());
    List<Object> edges = new ArrayList<>();
    for (Pair pair : ordered) {
      Map<String, Object> edge = new LinkedHashMap<>();
      edge.put("verdict", pair.verdict());
      edge.put("width", number(1 + Math.log10((double) pair.frames())));
      edge.put("y1", y(left, pair.device(), height));
      edge.put("y2", y(right, pair.peer(), height));
      edge.put("title", deviceLabel(pair.device()) + ", " + pair.label() + ": " + pair.counts());
      edges.add(edge);
    }
    List<Object> devices = new ArrayList<>();
    left.keySet()
        .forEach(mac -> devices.add(node(y(left, mac, height), deviceLabel(mac), mac.toString())));
    List<Object> peers = new ArrayList<>();
    right
        .keySet()
        .forEach(
            peer -> peers.add(node(y(right, peer, height), labels.getOrDefault(peer, peer), peer)));
    return Map.of("height", height, "edges", edges, "left", devices, "right", peers);
  }

  /** Rows of a column, spread over the height. */
  private static <T> String y(Map<T, Integer> column, T which, int height) {
    int index = column.getOrDefault(which, 0);
    return number(height * (index + 0.5) / column.size());
  }

  private static Map<String, Object> node(String y, String label, String address) {
    String title = label.equals(address) ? label : label + " (" + address + ")";
    String textY = number(Double.parseDouble(y) + 4);
    return Map.of("y", y, "text_y", textY, "label", cut(label, LABEL), "title", title);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private Map<String, Object> timeline(List<Pair> pairs) {
    List<Pair> ordered = new ArrayList<>(pairs);
    ordered.sort(
        Comparator.comparingLong(
            pair -> pair.flows().stream().mapToLong(Flow::firstFrame).min().orElse(0)));
    List<Object> rows = new ArrayList<>();
    for (Pair pair : ordered) {
      int top = TIMELINE_TOP + TIMELINE_ROW * rows.size();
      String label = deviceLabel(pair.device()) + " \u2013 " + pair.label();
      List<Object> bars = new ArrayList<>();
      for (boolean dropped : new boolean[] {false, true}) {
        Map<String, Object> bar = bar(pair, dropped, top + (dropped ? 9 : 3));
        if (bar != null) {
          bars.add(bar);
        }
      }
      rows.add(
          Map.of(
              "label",
              cut(label, TIMELINE_LABEL),
              "title",
              label,
              "text_y",
              top + 12,
              "bars",
              bars));
    }
    int bottom = TIMELINE_TOP + TIMELINE_ROW * rows.size();
    return Map.of("height", bottom + 4, "bottom", bottom, "ticks", ticks(), "rows", rows);
  }

  private @Nullable Map<String, Object> bar(Pair pair, boolean dropped, int y) {
    List<Flow> flows =
        pair.flows().stream()
            .filter(flow -> Pair.isDropped(flow) == dropped)
            .filter(flow -> flow.firstMicros() != CapturedFrame.NO_TIME)
            .toList();
    if (flows.isEmpty()) {
      return null;
    }
    long first = flows.stream().mapToLong(Flow::firstMicros).min().orElseThrow();
    long last = flows.stream().mapToLong(Flow::lastMicros).max().orElseThrow();
    long frames = flows.stream().mapToLong(Flow::frames).sum();
    String what = frames + (dropped ? " frames not permitted, " : " frames permitted, ");
    return Map.of(
        "verdict",
        dropped ? "drop" : "accept",
        "x",
        number(x(first)),
        "y",
        y,
        "width",
        number(Math.max(2, x(last) - x(first))),
        "title",
        what + HtmlReport.time(first) + " to " + HtmlReport.time(last));
  }

  private double x(long micros) {
    long from = report.audit().firstMicros();
    double whole = Math.max(1, report.audit().lastMicros() - from);
    return TIMELINE_LEFT + TIMELINE_WIDTH * (micros - from) / whole;
  }

  private List<Object> ticks() {
    List<Object> ticks = new ArrayList<>();
    long from = report.audit().firstMicros();
    long step = (report.audit().lastMicros() - from) / (TICKS - 1);
    List<String> anchors = List.of("start", "mid", "end");
    for (int i = 0; i < TICKS; i++) {
      long at = from + i * step;
      String time = HtmlReport.time(at);
      // The day is said once, and where there is room for it.
      String label = i == 0 ? time : time.substring(time.indexOf(' ') + 1);
      double x = TIMELINE_LEFT + (double) TIMELINE_WIDTH * i / (TICKS - 1);
      ticks.add(Map.of("x", number(x), "label", label, "anchor", anchors.get(i)));
    }
    return ticks;
  }
}
