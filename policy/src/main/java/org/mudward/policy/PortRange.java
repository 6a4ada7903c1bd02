package org.mudward.policy;

/**
 * Ports from {@code low} to {@code high}, both included (RFC 8519, port-range-or-operator).
 *
 * @param low 0 to 65535
 * @param high {@code low} to 65535
 */
public record PortRange(int low, int high) implements Comparable<PortRange> {
  public static final int MAX = 65535;

  /**
   * @throws IllegalArgumentException if the ends are out of range or the wrong way round
   */
  public PortRange {
    if (low < 0 || high > MAX || low > high) {
      throw new IllegalArgumentException("not a port range: " + low + " to " + high);
    }
  }

  /** The range of one port. */
  public static PortRange of(int port) {
    return new PortRange(port, port);
  }

  public boolean contains(int port) {
    return port >= low && port <= high;
  }

  @Override
  public int compareTo(PortRange other) {
    int byLow = Integer.compare(low, other.low);
    return byLow != 0 ? byLow : Integer.compare(high, other.high);
  }

  @Override
  public String toString() {
    return low == high ? Integer.toString(low) : low + "-" + high;
  }
}
