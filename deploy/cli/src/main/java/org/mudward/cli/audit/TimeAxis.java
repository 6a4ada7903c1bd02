package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a moment is in a picture. Stretches without any traffic that are long beside the others,
 * such as between two captures, take but a little room.
 */
final class TimeAxis {
  /** Of the time with traffic: a pause longer than that is made this long. */
  private static final double LONGEST_PAUSE = 0.05;

  private static final double LEAST_SPAN = 1000;

  private final List<Span> spans = new ArrayList<>();
  private final double pause;
  private final double whole;

  /** Some time, in microseconds since 1970. */
  record Span(long first, long last) {}

  /**
   * Of times with traffic.
   *
   * @param seen in any order; there has to be one
   */
  TimeAxis(List<Span> seen) {
    List<Span> ordered = new ArrayList<>(seen);
    ordered.sort(Comparator.comparingLong(Span::first));
    List<Span> busy = joined(ordered, 0);
    double total = busy.stream().mapToDouble(span -> span.last() - span.first()).sum();
    pause = Math.max(LEAST_SPAN, total) * LONGEST_PAUSE;
    spans.addAll(joined(busy, pause));
    double length = spans.stream().mapToDouble(span -> span.last() - span.first()).sum();
    whole = Math.max(LEAST_SPAN, length + pause * (spans.size() - 1));
  }

  private static List<Span> joined(List<Span> ordered, double gap) {
    List<Span> joined = new ArrayList<>();
    for (Span span : ordered) {
      Span before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (before != null && span.first() - before.last() <= gap) {
        joined.set(
            joined.size() - 1, new Span(before.first(), Math.max(before.last(), span.last())));
      } else {
        joined.add(span);
      }
    }
    return joined;
  }

  /** The stretches with traffic, apart from each other. */
  List<Span> spans() {
    return List.copyOf(spans);
  }

  /** From 0 at the start to 1 at the end. */
  double place(long micros) {
    double before = 0;
    for (Span span : spans) {
      if (micros <= span.last()) {
        return (before + Math.max(0, micros - span.first())) / whole;
      }
      before += span.last() - span.first() + pause;
    }
    return 1;
  }
}
