package org.mudward.benchmarks.appliance;

import java.util.Arrays;

/** Measured times, in order; in milliseconds. */
record Distribution(double[] sorted) {
  Distribution {
    sorted = sorted.clone();
    Arrays.sort(sorted);
  }

  double median() {
    return quantile(0.5);
  }

  /** The smallest measured time that this part of all is not above. */
  double quantile(double part) {
    int index = (int) Math.ceil(part * sorted.length) - 1;
    return sorted[Math.max(0, index)];
  }

  @Override
  public double[] sorted() {
    return sorted.clone();
  }

  @Override
  public String toString() {
    return "p50 %6.1f  p90 %6.1f  p99 %6.1f  max %6.1f ms"
        .formatted(median(), quantile(0.9), quantile(0.99), quantile(1));
  }
}
