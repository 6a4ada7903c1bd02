package org.mudward.enforcer.openflow;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A piece of conversation with a switch: what is asked, and what is made of the answers.
 *
 * <p>Runs on the event loop of its session; only {@link #result} is for others.
 */
abstract class Exchange<T> {
  private final CompletableFuture<T> result = new CompletableFuture<>();

  /** Asks. */
  abstract void begin(SwitchSession.Outlet out);

  /**
   * Works out what there is to send, on the thread of whoever wants the result and after this has
   * been handed to its session.
   *
   * @param loop runs something on the event loop, one after the other and after {@link #begin}
   */
  void feed(Consumer<Runnable> loop) {}

  /** Hears a message; completes the result with the last. */
  abstract void hear(SwitchMessage message);

  final CompletableFuture<T> result() {
    return result;
  }

  final void finish(T value) {
    result.complete(value);
  }

  final void fail(String reason) {
    result.completeExceptionally(new SwitchGoneException(reason));
  }

  /** The switch did not answer as it should; what it holds is unknown until it is read again. */
  static final class SwitchGoneException extends Exception {
    private static final long serialVersionUID = 1L;

    SwitchGoneException(String reason) {
      super(reason);
    }
  }
}
