package org.mudward.cli;

import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** Signs of life while captures are read. */
final class Progress {
  private Progress() {}

  /**
   * Tells how many frames were read: on a terminal only, and not among the results. Since Java 22
   * there is a console in any case; then progress goes to standard error wherever that leads.
   */
  @SuppressWarnings("SystemConsoleNull")
  static LongConsumer to(PrintWriter err) {
    if (System.console() == null) {
      return frames -> {};
    }
    return frames -> {
      err.print("\r" + frames + " frames\r");
      err.flush();
    };
  }
}
