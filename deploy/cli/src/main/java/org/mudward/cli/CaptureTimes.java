package org.mudward.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mudward.enforcer.capture.Capture;
import org.mudward.enforcer.capture.CaptureException;
import org.mudward.enforcer.capture.CapturedFrame;

/**
 * When the first and the last frame of captures were.
 *
 * @param first microseconds since 1970
 * @param last not before the first
 */
record CaptureTimes(long first, long last) {

  /**
   * Reads all captures, which costs little.
   *
   * @throws CommandFailure if one cannot be read, or no frame has a time
   */
  static CaptureTimes of(List<String> captures) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (String file : captures) {
      try (Capture capture = Capture.open(Path.of(file))) {
        while (capture.next()) {
          long micros = capture.frame().micros();
          if (micros != CapturedFrame.NO_TIME) {
            first = Math.min(first, micros);
            last = Math.max(last, micros);
          }
        }
      } catch (IOException | CaptureException e) {
        throw AuditRun.refused(file, e);
      }
    }
    if (first >= last) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, "--holdout needs frames of different times, and there are none");
    }
    return new CaptureTimes(first, last);
  }

  /** When this part of the time is over. */
  long at(double fraction) {
    return first + Math.max(1, Math.round(fraction * (last - first)));
  }
}
