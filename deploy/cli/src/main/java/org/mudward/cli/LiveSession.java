package org.mudward.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.audit.CaptureLoss;
import org.mudward.enforcer.capture.LiveCapture;

/**
 * Listening to an interface until the time is over or the user has enough (SIGINT, SIGTERM). The
 * process then lives until the report is written, and ends with the code of the report.
 */
final class LiveSession implements AutoCloseable {
  /** A report of the largest audit is written in a few seconds. */
  private static final long REPORT_SECONDS = 60;

  /** For the sentence that says why there is no report. */
  private static final long LAST_WORD_MILLIS = 500;

  private final String name;
  private final LiveCapture capture;
  private final @Nullable Duration length;
  private final int limit;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  /**
   * @param length null is without end
   * @param limit of frames; 0 is none
   */
  LiveSession(String name, LiveCapture capture, @Nullable Duration length, int limit) {
    this.name = name;
    this.capture = capture;
    this.length = length;
    this.limit = limit;
  }

  /** Judges what arrives. */
  CaptureLoss judge(AuditRun run, PrintWriter err) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted, "interrupted"));
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
    ended.complete(code);
    return code;
  }

  private void interrupted() {
    capture.end();
    try {
      int code = ended.get(REPORT_SECONDS, TimeUnit.SECONDS);
      // The process is ending already, with the code of the signal; this one says more.
      Runtime.getRuntime().halt(code);
    } catch (ExecutionException e) {
      pause();
    } catch (InterruptedException | TimeoutException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LAST_WORD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.completeExceptionally(new IllegalStateException("there is no report"));
    capture.close();
  }
}
