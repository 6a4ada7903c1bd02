package org.mudward.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.audit.CaptureLoss;
import org.mudward.enforcer.capture.LiveCapture;

/** Listening to an interface until the time is over or the user has enough. */
final class LiveSession implements AutoCloseable {
  private final String name;
  private final LiveCapture capture;
  private final @Nullable Duration length;
  private final int limit;
  private final Interruption interruption;

  /**
   * @param length null is without end
   * @param limit of frames; 0 is none
   */
  LiveSession(String name, LiveCapture capture, @Nullable Duration length, int limit) {
    this.name = name;
    this.capture = capture;
    this.length = length;
    this.limit = limit;
    interruption = new Interruption(capture::end);
  }

  /** Judges what arrives. */
  CaptureLoss judge(AuditRun run, PrintWriter err) {
    interruption.await();
    if (length != null) {
      CompletableFuture.delayedExecutor(length.toMillis(), TimeUnit.MILLISECONDS)
          .execute(capture::end);
    }
    err.println("mudward: listening to " + name + "; Ctrl-C ends it and writes the report");
    err.flush();
    return run.listen(name, capture, limit);
  }

  /** Nothing is left to do but to exit with this code. */
  int end(int code) {
    return interruption.end(code);
  }

  @Override
  public void close() {
    interruption.close();
    capture.close();
  }
}
