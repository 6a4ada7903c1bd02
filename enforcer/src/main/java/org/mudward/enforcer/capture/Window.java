package org.mudward.enforcer.capture;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The part of a capture that is in memory: one buffer that slides over it, for a file as for a
 * stream. Reading from the page cache into a buffer that stays in the processor's cache is as fast
 * as mapping, and what is read never counts as memory of this process.
 */
final class Window {
  /** Several reads of the disk; small enough to stay in the processor's cache. */
  static final int SIZE = 1024 * 1024;

  private final ReadableByteChannel channel;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE);
  private final ByteBuffer little = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  private ByteBuffer inOrder = bytes;
  private int at;
  private int end;
  private long before;
  private boolean ended;
  private @Nullable String fault;

  Window(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /** How the numbers of the headers are written from here on; frames are always big-endian. */
  void order(ByteOrder order) {
    inOrder = order == ByteOrder.BIG_ENDIAN ? bytes : little;
  }

  /**
   * Whether so many octets follow; brings them into the window.
   *
   * @param count at most {@link #SIZE}
   */
  boolean has(int count) throws IOException {
    return end - at >= count || fill(count);
  }

  private boolean fill(int count) throws IOException {
    bytes.limit(end).position(at);
    before += at;
    bytes.compact();
    at = 0;
    while (!ended && bytes.position() < count) {
      ended = read() < 0;
    }
    end = bytes.position();
    bytes.clear();
    return end >= count;
  }

  /** Compressed data that is cut off or damaged ends here, as far as it could be read. */
  private int read() throws IOException {
    try {
      return channel.read(bytes);
    } catch (EOFException e) {
      fault = "its compressed data is cut off";
    } catch (ZipException e) {
      fault = "its compressed data is damaged";
    } catch (ZstdStream.WindowTooLargeException e) {
      fault = e.getMessage();
    }
    return -1;
  }

  /** Why the data ended before its end; null if it did not. */
  @Nullable String fault() {
    return fault;
  }

  /** Passes octets that are in the window. */
  void advance(int count) {
    at += count;
  }

  /** Passes octets, in the window or not; returns how many were there to pass. */
  long skip(long count) throws IOException {
    long left = count;
    while (left > 0 && has(1)) {
      int step = (int) Math.min(left, end - at);
      at += step;
      left -= step;
    }
    return count - left;
  }

  /** Where the window stands in the capture. */
  long position() {
    return before + at;
  }

  /** Where the window stands in {@link #bytes}. */
  int offset() {
    return at;
  }

  ByteBuffer bytes() {
    return bytes;
  }

  int u8(int ahead) {
    return bytes.get(at + ahead) & 0xFF;
  }

  int u16(int ahead) {
    return inOrder.getShort(at + ahead) & 0xFFFF;
  }

  int i32(int ahead) {
    return inOrder.getInt(at + ahead);
  }

  long u32(int ahead) {
    return inOrder.getInt(at + ahead) & 0xFFFF_FFFFL;
  }

  long i64(int ahead) {
    return inOrder.getLong(at + ahead);
  }
}
