package org.mudward.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.capture.Capture;
import org.mudward.enforcer.capture.CaptureException;

/**
 * What can be read only once among captures, and never ends perhaps: standard input, and pipes. All
 * but {@link #end} is for the thread that reads.
 */
final class Streams {
  /** What names standard input among the captures. */
  static final String STANDARD_INPUT = "-";

  /** Whoever writes to a pipe is often ended by the same Ctrl-C, and writes what it held back. */
  private static final long GRACE_MILLIS = 500;

  private final InputStream standardInput;
  private volatile @Nullable EndableStream current;
  private volatile boolean ending;
  private volatile boolean ended;

  Streams(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  /** Whether this is none of them, but a file that can be read a second time. */
  static boolean isRepeatable(String file) {
    return !file.equals(STANDARD_INPUT) && !isPipe(Path.of(file));
  }

  private static boolean isPipe(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  /** Begins to read one. */
  Capture open(String file) throws IOException, CaptureException {
    EndableStream stream = EndableStream.start(source(file));
    current = stream;
    if (ended) {
      stream.end(0);
    }
    return Capture.open(stream);
  }

  private EndableStream.Source source(String file) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return () -> standardInput;
    }
    Path pipe = Path.of(file);
    if (!Files.isReadable(pipe)) {
      throw new AccessDeniedException(file);
    }
    return () -> new FileInputStream(pipe.toFile());
  }

  /** Has the reading end: of a stream that is waited for, and of all captures. */
  void end() {
    ending = true;
    EndableStream before = current;
    if (before != null) {
      before.end(GRACE_MILLIS);
    }
    ended = true;
    EndableStream stream = current;
    if (stream != null) {
      stream.end(0);
    }
  }

  /** Whether no other capture shall be begun. */
  boolean isEnding() {
    return ending;
  }

  /** Whether nothing more shall be read, of files too. */
  boolean isEnded() {
    return ended;
  }

  /** Whether the last stream was ended before its end. */
  boolean isCut() {
    EndableStream stream = current;
    return stream != null && stream.isCut();
  }
}
