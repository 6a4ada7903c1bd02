package org.mudward.enforcer.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * What a stream compressed by gzip holds, member after member (RFC 1952). That of the JDK is silent
 * about what follows a member and is none, and takes a pipe for ended where nothing waits in it.
 * Zeros at the end are padding, as gzip itself has it.
 */
final class GzipStream extends InputStream {
  private static final int BUFFER = 64 * 1024;
  private static final int FIRST = 0x1F;
  private static final int SECOND = 0x8B;
  private static final int DEFLATE = 8;
  private static final int HEADER_SUM = 0x02;
  private static final int EXTRA = 0x04;
  private static final int NAME = 0x08;
  private static final int COMMENT = 0x10;
  private static final int RESERVED_BITS = 0xE0;

  /** Time, extra flags, and operating system. */
  private static final int UNUSED_HEADER = 6;

  private final InputStream source;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] octets = new byte[BUFFER];
  private int at;
  private int end;
  private boolean ended;

  private GzipStream(InputStream source) {
    this.source = source;
  }

  /**
   * Begins to read a stream.
   *
   * @throws ZipException if it is not compressed by gzip
   * @throws EOFException if it is, and too short
   */
  static GzipStream of(InputStream source) throws IOException {
    GzipStream stream = new GzipStream(source);
    stream.header(stream.octet());
    return stream;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, source.read(octets));
    return end > 0;
  }

  private int octet() throws IOException {
    if (at == end && !fill()) {
      throw new EOFException("cut off");
    }
    int octet = octets[at++] & 0xFF;
    sum.update(octet);
    return octet;
  }

  private int u16() throws IOException {
    int low = octet();
    return octet() << 8 | low;
  }

  private long u32() throws IOException {
    long low = u16();
    return (long) u16() << 16 | low;
  }

  private void header(int first) throws IOException {
    if (first != FIRST || octet() != SECOND || octet() != DEFLATE) {
      throw new ZipException("no member of gzip");
    }
    sum.reset();
    sum.update(new byte[] {(byte) FIRST, (byte) SECOND, DEFLATE});
    int flags = octet();
    pass(UNUSED_HEADER);
    if ((flags & EXTRA) != 0) {
      pass(u16());
    }
    if ((flags & NAME) != 0) {
      passText();
    }
    if ((flags & COMMENT) != 0) {
      passText();
    }
    int seen = (int) sum.getValue() & 0xFFFF;
    if ((flags & RESERVED_BITS) != 0 || ((flags & HEADER_SUM) != 0 && u16() != seen)) {
      throw new ZipException("a header of gzip that makes no sense");
    }
    inflater.reset();
    sum.reset();
  }

  private void pass(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      octet();
    }
  }

  private void passText() throws IOException {
    while (octet() != 0) {}
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int count = inflate(to, offset, length);
      if (count > 0) {
        sum.update(to, offset, count);
        return count;
      }
      if (inflater.finished()) {
        trailer();
        next();
      } else if (!fill()) {
        throw new EOFException("cut off");
      }
    }
    return -1;
  }

  private int inflate(byte[] to, int offset, int length) throws ZipException {
    inflater.setInput(octets, at, end - at);
    try {
      int count = inflater.inflate(to, offset, length);
      at = end - inflater.getRemaining();
      return count;
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage());
    }
  }

  private void trailer() throws IOException {
    long seen = sum.getValue();
    long size = inflater.getBytesWritten() & 0xFFFF_FFFFL;
    if (u32() != seen || u32() != size) {
      throw new ZipException("another check sum or size");
    }
  }

  /** Goes to the next member, or to the end. */
  private void next() throws IOException {
    if (isAtEnd()) {
      return;
    }
    int first = octet();
    if (first != 0) {
      header(first);
      return;
    }
    while (!isAtEnd()) {
      if (octet() != 0) {
        throw new ZipException("something behind the padding");
      }
    }
  }

  private boolean isAtEnd() throws IOException {
    ended = at == end && !fill();
    return ended;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 1 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int available() {
    return ended ? 0 : end - at;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    source.close();
  }
}
