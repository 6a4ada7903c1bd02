package org.mudward.cli.learn;

/**
 * How a file that was learnt from the first part of captures does in the rest.
 *
 * @param fraction of the time that was learnt from
 * @param untilMicros when that part was over
 * @param rest the device after that, judged by the file
 */
public record Holdout(double fraction, long untilMicros, Watched rest) {}
