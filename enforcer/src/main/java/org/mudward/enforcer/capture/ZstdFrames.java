package org.mudward.enforcer.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Passes on what is compressed by zstd, and follows where its frames begin and end (RFC 8878
 * section 3.1): the native code takes a stream whose later frame is cut off for a whole one.
 */
final class ZstdFrames extends FilterInputStream {
  private static final int MAGIC = 0xFD2F_B528;

  /** That of frames which hold nothing of the data; the last four bits are anybody's. */
  private static final int SKIPPABLE = 0x184D_2A50;

  private static final int SKIPPABLE_MASK = 0xFFFF_FFF0;

  private static final int SINGLE_SEGMENT = 0x20;
  private static final int CHECK_SUM = 0x04;
  private static final int[] DICTIONARY_OCTETS = {0, 1, 2, 4};
  private static final int[] SIZE_OCTETS = {0, 2, 4, 8};
  private static final int RUN = 1;

  private Part part = Part.MAGIC;

  /** Octets of the part that were there, and the number that they are, the lowest first. */
  private int found;

  private long number;

  /** Octets that say nothing of what follows. */
  private long skipped;

  private boolean hasSum;

  /** What is looked at; between these are octets that are not. */
  private enum Part {
    MAGIC(4),
    SKIPPABLE_SIZE(4),
    DESCRIPTOR(1),
    BLOCK(3),
    /** None that is known: the native code will say so. */
    LOST(0);

    private final int length;

    Part(int length) {
      this.length = length;
    }
  }

  ZstdFrames(InputStream stream) {
    super(stream);
  }

  /**
   * Whether a capture that starts with these octets is compressed by zstd.
   *
   * @param magic four octets
   */
  static boolean begins(byte[] magic) {
    int number =
        (magic[3] & 0xFF) << 24
            | (magic[2] & 0xFF) << 16
            | (magic[1] & 0xFF) << 8
            | (magic[0] & 0xFF);
    return number == MAGIC || isSkippable(number);
  }

  private static boolean isSkippable(int number) {
    return (number & SKIPPABLE_MASK) == SKIPPABLE;
  }

  /** Whether what was passed on so far ends within a frame. */
  boolean isWithin() {
    return part != Part.LOST && (part != Part.MAGIC || found > 0 || skipped > 0);
  }

  @Override
  public int read(byte[] octets, int offset, int length) throws IOException {
    int count = super.read(octets, offset, length);
    int at = offset;
    int end = offset + Math.max(0, count);
    while (at < end && part != Part.LOST) {
      if (skipped > 0) {
        int step = (int) Math.min(skipped, end - at);
        skipped -= step;
        at += step;
      } else {
        take(octets[at++] & 0xFF);
      }
    }
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 1 ? -1 : one[0] & 0xFF;
  }

  private void take(int octet) {
    number |= (long) octet << (8 * found);
    found++;
    if (found == part.length) {
      Part whole = part;
      long value = number;
      found = 0;
      number = 0;
      part = after(whole, value);
    }
  }

  private Part after(Part whole, long value) {
    return switch (whole) {
      case MAGIC -> afterMagic((int) value);
      case SKIPPABLE_SIZE -> {
        skipped = value;
        yield Part.MAGIC;
      }
      case DESCRIPTOR -> {
        skipped = headerAfter((int) value);
        hasSum = (value & CHECK_SUM) != 0;
        yield Part.BLOCK;
      }
      case BLOCK -> {
        boolean isLast = (value & 1) != 0;
        skipped = (value >> 1 & 3) == RUN ? 1 : value >> 3;
        skipped += isLast && hasSum ? 4 : 0;
        yield isLast ? Part.MAGIC : Part.BLOCK;
      }
      case LOST -> Part.LOST;
    };
  }

  private static Part afterMagic(int magic) {
    if (isSkippable(magic)) {
      return Part.SKIPPABLE_SIZE;
    }
    return magic == MAGIC ? Part.DESCRIPTOR : Part.LOST;
  }

  /** How many octets of the header of a frame come after the first: window, dictionary, size. */
  private static int headerAfter(int descriptor) {
    boolean single = (descriptor & SINGLE_SEGMENT) != 0;
    int size = SIZE_OCTETS[descriptor >> 6];
    return (single ? Math.max(1, size) : 1 + size) + DICTIONARY_OCTETS[descriptor & 3];
  }
}
