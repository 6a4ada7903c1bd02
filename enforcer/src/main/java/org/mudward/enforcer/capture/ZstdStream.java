package org.mudward.enforcer.capture;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * What a stream compressed by zstd holds; tells what is wrong with it in the words that are used of
 * gzip. Its native code keeps one window of the data and no more.
 */
final class ZstdStream extends FilterInputStream {
  /** 32 MiB, which is all that levels up to 20 need; a file may ask for gigabytes. */
  static final int MAX_WINDOW_LOG = 25;

  private final ZstdFrames frames;
  private boolean ended;

  private ZstdStream(ZstdInputStream stream, ZstdFrames frames) {
    super(stream);
    this.frames = frames;
  }

  /**
   * Begins to read a stream.
   *
   * @throws CaptureException if there is no native code for this machine
   */
  static ZstdStream of(InputStream stream) throws IOException, CaptureException {
    ZstdFrames frames = new ZstdFrames(stream);
    try {
      return new ZstdStream(new ZstdInputStream(frames).setLongMax(MAX_WINDOW_LOG), frames);
    } catch (LinkageError e) {
      throw new CaptureException(
          "is compressed by zstd, whose native code does not load here ("
              + e.getMessage()
              + "): zstd -dc FILE | mudward audit -");
    }
  }

  /** The native code must not be asked again after a fault. */
  @Override
  public int read(byte[] octets, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    try {
      int count = super.read(octets, offset, length);
      ended = count < 0;
      if (ended && frames.isWithin()) {
        throw new EOFException("it ends within a frame");
      }
      return count;
    } catch (ZstdIOException e) {
      ended = true;
      throw inCommonWords(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 1 ? -1 : one[0] & 0xFF;
  }

  private static IOException inCommonWords(ZstdIOException fault) {
    long code = fault.getErrorCode();
    if (code == Zstd.errFrameParameterWindowTooLarge()) {
      return new WindowTooLargeException();
    }
    return code == Zstd.errCorruptionDetected() && isCutOff(fault)
        ? new EOFException(fault.getMessage())
        : new ZipException(fault.getMessage());
  }

  private static boolean isCutOff(ZstdIOException fault) {
    return String.valueOf(fault.getMessage()).contains("runcated");
  }

  /** The data can be read only with more memory than is given to one capture. */
  static final class WindowTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    WindowTooLargeException() {
      super(
          "its compressed data needs a window of more than "
              + (1 << (MAX_WINDOW_LOG - 20))
              + " MiB: zstd -dc --long=31 FILE | mudward audit -");
    }
  }
}
