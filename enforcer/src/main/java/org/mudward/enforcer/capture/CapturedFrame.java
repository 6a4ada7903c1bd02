package org.mudward.enforcer.capture;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One frame where it lies in the window of a reader; the next frame takes its place.
 *
 * <p>Confined to one thread at a time.
 */
public final class CapturedFrame {
  /** A frame is longer than this on no link that has MAC addresses; who says so is damaged. */
  static final int MAX_FRAME = 512 * 1024;

  /** The time of a frame whose record has none. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** The link type of Ethernet. */
  static final int ETHERNET = 1;

  private byte[] octets = {};
  private ByteBuffer bytes = ByteBuffer.wrap(octets);
  private int offset;
  private int captured;
  private int original;
  private int linkType;
  private long micros = NO_TIME;
  private final Ends ends = new Ends();
  private boolean looked;
  private boolean usual;

  CapturedFrame() {}

  /**
   * @param wireLength what the record says; a record that has more octets than that lies
   */
  void set(byte[] newOctets, int from, int length, long wireLength, int link, long time) {
    if (newOctets != octets) {
      octets = newOctets;
      bytes = ByteBuffer.wrap(newOctets);
    }
    offset = from;
    captured = length;
    original = (int) Math.max(length, Math.min(wireLength, Integer.MAX_VALUE - from));
    linkType = link;
    micros = time;
    looked = false;
  }

  /** Becomes a copy of another, whose octets are put into this array. */
  void copy(CapturedFrame other, byte[] into, int at) {
    System.arraycopy(other.octets, other.offset, into, at, other.captured);
    set(into, at, other.captured, other.original, other.linkType, other.micros);
  }

  /** Reads the ends, so that {@link #ends} need not. */
  void look() {
    usual = isEthernet() && ends.read(octets, offset, captured, original);
    looked = true;
  }

  /** Between which ends it is; null if it is not of the usual form. */
  public @Nullable Ends ends() {
    if (!looked) {
      look();
    }
    return usual ? ends : null;
  }

  /** Holds the octets, big-endian; to be read by absolute position and never changed. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** The same octets; to be read and never changed. */
  public byte[] octets() {
    return octets;
  }

  /** Where the frame starts in {@link #bytes}, and in {@link #octets}. */
  public int offset() {
    return offset;
  }

  /** How many of its octets are there. */
  public int captured() {
    return captured;
  }

  /** How many octets it had on the wire; at least {@link #captured}. */
  public int original() {
    return original;
  }

  /** What kind of frame it is (the registry of link types of tcpdump.org). */
  public int linkType() {
    return linkType;
  }

  /** Whether it is of Ethernet. */
  public boolean isEthernet() {
    return linkType == ETHERNET;
  }

  /** Microseconds since 1970, or {@link #NO_TIME}. */
  public long micros() {
    return micros;
  }
}
