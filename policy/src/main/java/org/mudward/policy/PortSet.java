package org.mudward.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The ports that a condition admits: sorted ranges that neither touch nor overlap.
 *
 * <p>{@code neq 0} of RFC 8519 is one range, {@code neq 22} two. A set without ranges admits no
 * port.
 *
 * @param ranges sorted, disjoint and not adjacent
 */
public record PortSet(List<PortRange> ranges) {

  /**
   * @throws IllegalArgumentException if the ranges are not sorted, disjoint and apart
   */
  public PortSet {
    ranges = List.copyOf(ranges);
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i).low() <= ranges.get(i - 1).high() + 1) {
        throw new IllegalArgumentException("port ranges must be sorted and apart: " + ranges);
      }
    }
  }

  /** All ports of one range. */
  public static PortSet of(int low, int high) {
    return new PortSet(List.of(new PortRange(low, high)));
  }

  /** One port. */
  public static PortSet of(int port) {
    return of(port, port);
  }

  /** Every port but one. */
  public static PortSet not(int port) {
    List<PortRange> ranges = new ArrayList<>(2);
    if (port > 0) {
      ranges.add(new PortRange(0, port - 1));
    }
    if (port < PortRange.MAX) {
      ranges.add(new PortRange(port + 1, PortRange.MAX));
    }
    return new PortSet(ranges);
  }

  public boolean contains(int port) {
    for (PortRange range : ranges) {
      if (range.contains(port)) {
        return true;
      }
    }
    return false;
  }

  /** How many ports it holds, 0 to 65,536. */
  public int size() {
    return ranges.stream().mapToInt(range -> range.high() - range.low() + 1).sum();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (PortRange range : ranges) {
      text.append(text.isEmpty() ? "" : ",").append(range);
    }
    return text.toString();
  }
}
