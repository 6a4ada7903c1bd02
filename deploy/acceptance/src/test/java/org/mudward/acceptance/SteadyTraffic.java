package org.mudward.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mudward.lab.Host;

/** A stream from one host, in rounds of a few seconds, until it is told that it is enough. */
final class SteadyTraffic {
  private static final int ROUND_SECONDS = 6;

  private final AtomicBoolean enough = new AtomicBoolean();
  private final CompletableFuture<Total> total;

  /** What was sent, what came back, and the longest silence in milliseconds. */
  record Total(int sent, int returned, int longestSilence) {
    Total plus(String answer) {
      String[] words = answer.split(" ", -1);
      return new Total(
          sent + Integer.parseInt(words[1]),
          returned + Integer.parseInt(words[2]),
          Math.max(longestSilence, Integer.parseInt(words[3])));
    }
  }

  /** Starts; {@code command} is a stream without its seconds. */
  SteadyTraffic(Host host, String command) {
    total =
        CompletableFuture.supplyAsync(
            () -> {
              Total sum = new Total(0, 0, 0);
              do {
                sum = sum.plus(ask(host, command));
              } while (!enough.get());
              return sum;
            },
            work -> new Thread(work, "traffic-of-" + host.name()).start());
  }

  private static String ask(Host host, String command) {
    try {
      return host.ask(command + " " + ROUND_SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the round end, and says what came of all. */
  Total end() {
    enough.set(true);
    return total.join();
  }
}
