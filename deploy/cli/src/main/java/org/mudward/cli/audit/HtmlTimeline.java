package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.mudward.cli.audit.HtmlPictures.Pair;
import org.mudward.cli.audit.TimeAxis.Span;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.capture.CapturedFrame;

/**
 * When each pair was seen: a row for each, below its device, with what is permitted and what not.
 */
final class HtmlTimeline {
  private static final int LABEL = 22;
  private static final int ROW = 18;
  private static final int TOP = 18;
  private static final int LEFT = 158;
  private static final int WIDTH = 234;

  /** Times that can be read beside each other. */
  private static final int TICKS = 2;

  private final Identities names;
  private final TimeAxis axis;
  private int bottom = TOP;

  private HtmlTimeline(List<Pair> pairs, Identities names) {
    this.names = names;
    axis =
        new TimeAxis(
            pairs.stream()
                .flatMap(pair -> pair.flows().stream())
                .filter(HtmlTimeline::isTimed)
                .map(flow -> new Span(flow.firstMicros(), flow.lastMicros()))
                .toList());
  }

  private static boolean isTimed(Flow flow) {
    return flow.firstMicros() != CapturedFrame.NO_TIME;
  }

  /**
   * The places of all its parts.
   *
   * @param pairs of which one at least has a time
   * @param names of devices
   */
  static Map<String, Object> of(List<Pair> pairs, Identities names) {
    return new HtmlTimeline(pairs, names).values(pairs);
  }

  private Map<String, Object> values(List<Pair> pairs) {
    List<Pair> ordered = new ArrayList<>(pairs);
    ordered.sort(Comparator.comparing(Pair::device).thenComparing(Pair::firstFrame));
    List<Object> heads = new ArrayList<>();
    List<Object> rows = new ArrayList<>();
    Pair before = null;
    for (Pair pair : ordered) {
      if (before == null || !before.device().equals(pair.device())) {
        heads.add(Map.of("label", names.label(pair.device()), "text_y", bottom + 13));
        bottom += ROW;
      }
      rows.add(row(pair));
      bottom += ROW;
      before = pair;
    }
    return Map.of(
        "height",
        bottom + 4,
        "bottom",
        bottom,
        "ticks",
        ticks(),
        "breaks",
        breaks(),
        "heads",
        heads,
        "rows",
        rows);
  }

  private Map<String, Object> row(Pair pair) {
    List<Object> bars = new ArrayList<>();
    for (boolean dropped : new boolean[] {false, true}) {
      List<Flow> flows =
          pair.flows().stream()
              .filter(flow -> Pair.isDropped(flow) == dropped && isTimed(flow))
              .toList();
      if (!flows.isEmpty()) {
        bars.add(bar(flows, dropped));
      }
    }
    return Map.of(
        "label",
        HtmlPictures.cut(pair.label(), LABEL),
        "title",
        pair.label() + " (" + pair.addresses() + ")",
        "text_y",
        bottom + 12,
        "bars",
        bars);
  }

  private Map<String, Object> bar(List<Flow> flows, boolean dropped) {
    long first = flows.stream().mapToLong(Flow::firstMicros).min().orElseThrow();
    long last = flows.stream().mapToLong(Flow::lastMicros).max().orElseThrow();
    long frames = flows.stream().mapToLong(Flow::frames).sum();
    String what = frames + (dropped ? " frames not permitted, " : " frames permitted, ");
    return Map.of(
        "verdict",
        dropped ? "drop" : "accept",
        "x",
        HtmlPictures.number(x(first)),
        "y",
        bottom + (dropped ? 9 : 3),
        "width",
        HtmlPictures.number(Math.max(2, x(last) - x(first))),
        "title",
        what + HtmlReport.time(first) + " to " + HtmlReport.time(last));
  }

  private double x(long micros) {
    return LEFT + WIDTH * axis.place(micros);
  }

  /** The first and the last moment. */
  private List<Object> ticks() {
    List<Span> spans = axis.spans();
    long[] moments = {spans.get(0).first(), spans.get(spans.size() - 1).last()};
    List<Object> ticks = new ArrayList<>();
    for (int i = 0; i < TICKS; i++) {
      ticks.add(
          Map.of(
              "x",
              HtmlPictures.number(x(moments[i])),
              "label",
              HtmlReport.time(moments[i]),
              "anchor",
              i == 0 ? "start" : "end"));
    }
    return ticks;
  }

  /** Where a long stretch without traffic is left out. */
  private List<Object> breaks() {
    return axis.spans().stream()
        .skip(1)
        .<Object>map(
            span ->
                Map.of(
                    "x",
                    HtmlPictures.number(x(span.first())),
                    "title",
                    "from " + HtmlReport.time(span.first())))
        .toList();
  }
}
