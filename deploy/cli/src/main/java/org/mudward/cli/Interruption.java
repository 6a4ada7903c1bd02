package org.mudward.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What SIGINT and SIGTERM do to an audit: they end the reading. The process then lives until the
 * report is written, and ends with the code of the report.
 */
final class Interruption implements AutoCloseable {
  /** A report of the largest audit is written in a few seconds. */
  private static final long REPORT_SECONDS = 60;

  /** For the sentence that says why there is no report. */
  private static final long LAST_WORD_MILLIS = 500;

  private final Runnable end;
  private final CompletableFuture<Integer> reported = new CompletableFuture<>();
  private final Thread hook = new Thread(this::interrupted, "interrupted");

  /**
   * Nothing is changed before {@link #await}.
   *
   * @param end ends the reading, from another thread
   */
  Interruption(Runnable end) {
    this.end = end;
  }

  /** From here on until this is closed, a signal ends the reading only. */
  void await() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Nothing is left to do but to exit with this code. */
  int end(int code) {
    reported.complete(code);
    return code;
  }

  private void interrupted() {
    end.run();
    try {
      int code = reported.get(REPORT_SECONDS, TimeUnit.SECONDS);
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
    reported.completeExceptionally(new IllegalStateException("there is no report"));
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook has the last word.
    }
  }
}
