package org.mudward.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long a daemon runs: until it is told to end, and then until it has cleaned up. */
final class Lifetime {
  /** Longer than the slowest close; then the service manager's patience decides. */
  private static final long CLEAN_UP_SECONDS = 8;

  private Lifetime() {}

  /** Ends the process at once if there is a fault; the service manager starts it again. */
  static void haltOn(@Nullable Throwable fault) {
    if (fault != null) {
      Runtime.getRuntime().halt(ExitCode.FAULT);
    }
  }

  /** Waits for SIGTERM or SIGINT. What the caller does after this has a bounded time. */
  static void await(CountDownLatch end) {
    Thread main = Thread.currentThread();
    Thread hook =
        new Thread(
            () -> {
              end.countDown();
              try {
                main.join(TimeUnit.SECONDS.toMillis(CLEAN_UP_SECONDS));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
