package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mudward.cli.audit.HtmlPictures.Pair;
import org.mudward.policy.MacAddress;

/** Who talks to whom: devices on the left, their peers on the right, a line for each pair. */
final class HtmlGraph {
  private static final int ROW = 22;
  private static final int LEFT_LABEL = 18;
  private static final int RIGHT_LABEL = 24;

  private final Map<MacAddress, Integer> left = new LinkedHashMap<>();
  private final Map<String, Integer> right = new LinkedHashMap<>();
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final List<Pair> ordered;

  private HtmlGraph(List<Pair> pairs) {
    // A device next to its peers: fewer lines cross.
    ordered = new ArrayList<>(pairs);
    ordered.sort(Comparator.comparing(Pair::device));
    for (Pair pair : ordered) {
      left.putIfAbsent(pair.device(), left.size());
      right.putIfAbsent(pair.label(), right.size());
      addresses.merge(pair.label(), pair.addresses(), (one, other) -> one);
    }
  }

  /**
   * The places of all its parts.
   *
   * @param pairs at least one
   * @param names of devices
   */
  static Map<String, Object> of(List<Pair> pairs, Identities names) {
    return new HtmlGraph(pairs).values(names);
  }

  private Map<String, Object> values(Identities names) {
    int height = ROW * Math.max(left.size(), right.size());
    List<Object> edges = new ArrayList<>();
    for (Pair pair : ordered) {
      Map<String, Object> edge = new LinkedHashMap<>();
      edge.put("verdict", pair.verdict());
      edge.put("width", HtmlPictures.number(1 + Math.log10((double) pair.frames())));
      edge.put("y1", HtmlPictures.number(y(left, pair.device(), height)));
      edge.put("y2", HtmlPictures.number(y(right, pair.label(), height)));
      edge.put("title", names.label(pair.device()) + ", " + pair.label() + ": " + pair.counts());
      edges.add(edge);
    }
    List<Object> devices = new ArrayList<>();
    left.keySet()
        .forEach(
            mac ->
                devices.add(
                    node(y(left, mac, height), names.label(mac), mac.toString(), LEFT_LABEL)));
    List<Object> peers = new ArrayList<>();
    right
        .keySet()
        .forEach(
            label ->
                peers.add(
                    node(
                        y(right, label, height),
                        label,
                        addresses.getOrDefault(label, ""),
                        RIGHT_LABEL)));
    return Map.of("height", height, "edges", edges, "left", devices, "right", peers);
  }

  /** Rows of a column, spread over the height. */
  private static <T> double y(Map<T, Integer> column, T which, int height) {
    return height * (column.getOrDefault(which, 0) + 0.5) / column.size();
  }

  private static Map<String, Object> node(double y, String label, String address, int most) {
    String title =
        label.equals(address) ? label : String.format(Locale.ROOT, "%s (%s)", label, address);
    return Map.of(
        "y",
        HtmlPictures.number(y),
        "text_y",
        HtmlPictures.number(y + 4),
        "label",
        HtmlPictures.cut(label, most),
        "title",
        title);
  }
}
