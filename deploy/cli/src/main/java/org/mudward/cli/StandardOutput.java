package org.mudward.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, which remembers that it could not be written: what was asked for is not there
 * then, and a printer would not say so.
 */
final class StandardOutput extends OutputStream {
  /** Whoever reads has seen enough, as {@code head} does: nobody wants to hear of that. */
  private static final String ENOUGH = "Broken pipe";

  private final OutputStream out;
  private @Nullable IOException failure;

  StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int from, int count) throws IOException {
    try {
      out.write(octets, from, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * The exit code of a command that ended with another: not fine, if what it said was lost.
   *
   * @param err is told
   */
  int code(int otherwise, PrintWriter err) {
    IOException reason = failure;
    if (reason == null) {
      return otherwise;
    }
    String message = String.valueOf(reason.getMessage());
    if (!message.contains(ENOUGH)) {
      err.println("mudward: standard output cannot be written: " + message);
    }
    return otherwise == ExitCode.FAULT ? otherwise : ExitCode.UNREACHABLE;
  }
}
