package org.mudward.cli;

/**
 * A stretch of time, in microseconds since 1970. A frame without a time counts as the first of all.
 *
 * @param from when it begins
 * @param until when it is over
 */
record Span(long from, long until) {
  static final Span ALL = new Span(Long.MIN_VALUE, Long.MAX_VALUE);

  boolean isBefore(long micros) {
    return micros < from;
  }

  boolean isAfter(long micros) {
    return micros >= until;
  }
}
