package org.mudward.enforcer.capture;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The part of a capture that is in memory: one array that slides over it, for a file as for a
 * stream. Reading from the page cache into an array that stays in the processor's cache is as fast
 * as mapping, and what is read never counts as memory of this process. An array and no buffer,
 * because an octet of that costs calls until the optimising compiler came by.
 */
final class Window {
  /** Room for the longest frame, and for the head of its record. */
  static final int SIZE = 1024 * 1024;

  /** Octets that are read at once; small enough to stay in the cache of one core. */
  private static final int READ = 128 * 1024;

  private final ReadableByteChannel channel;
  private final byte[] octets = new byte[SIZE];
  private final ByteBuffer bytes = ByteBuffer.wrap(octets);
  private boolean littleEndian;
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
    littleEndian = order == ByteOrder.LITTLE_ENDIAN;
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
      bytes.limit(Math.min(SIZE, bytes.position() + READ));
      ended = read() < 0;
    }
    end = bytes.position();
    bytes.clear();
    return end >= count;
  }

  /**
   * Compressed data that is cut off or damaged ends here, as far as it could be read; and what
   * somebody has had enough of, which is no fault.
   */
  private int read() throws IOException {
    try {
      return channel.read(bytes);
    } catch (AsynchronousCloseException e) {
      return -1;
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

  /** Where the window stands in {@link #octets}. */
  int offset() {
    return at;
  }

  byte[] octets() {
    return octets;
  }

  int u8(int ahead) {
    return octets[at + ahead] & 0xFF;
  }

  int u16(int ahead) {
    int first = u8(ahead);
    int second = u8(ahead + 1);
    return littleEndian ? second << 8 | first : first << 8 | second;
  }

  int i32(int ahead) {
    int first = u16(ahead);
    int second = u16(ahead + 2);
    return littleEndian ? second << 16 | first : first << 16 | second;
  }

  long u32(int ahead) {
    return i32(ahead) & 0xFFFF_FFFFL;
  }

  long i64(int ahead) {
    long first = u32(ahead);
    long second = u32(ahead + 4);
    return littleEndian ? second << 32 | first : first << 32 | second;
  }
}
