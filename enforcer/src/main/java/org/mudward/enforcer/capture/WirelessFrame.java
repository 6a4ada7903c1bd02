package org.mudward.enforcer.capture;

import java.nio.ByteBuffer;
import org.mudward.policy.Packet;

/**
 * The Ethernet frame that a wireless data frame in clear stands for (IEEE 802.11, with or without a
 * radiotap header before it). Encrypted, aggregated and later fragments show none.
 *
 * <p>The frame is put together in a buffer of its own, which the next one overwrites.
 */
final class WirelessFrame {
  private static final int ADDRESSES = 12;
  private static final int MAC = 6;
  private static final int HEADER = 24;
  private static final int LLC_SNAP = 8;

  /** {@code AA AA 03}, and the two organisations whose types are EtherTypes. */
  private static final long SNAP = 0xAAAA_0300_0000_0000L;

  private static final long BRIDGE_TUNNEL = 0xAAAA_0300_00F8_0000L;
  private static final long SNAP_MASK = 0xFFFF_FFFF_FFFF_0000L;

  private static final int DATA = 2;
  private static final int NO_DATA = 0x4;
  private static final int QOS = 0x8;
  private static final int TO_DS = 0x1;
  private static final int FROM_DS = 0x2;
  private static final int PROTECTED = 0x40;
  private static final int ORDER = 0x80;
  private static final int AGGREGATE = 0x80;

  private static final int RADIOTAP_HEAD = 8;
  private static final int RADIOTAP_TIME = 0x1;
  private static final int RADIOTAP_FLAGS = 0x2;
  private static final int RADIOTAP_MORE = 0x80;
  private static final int FLAG_CHECK_SEQUENCE = 0x10;
  private static final int FLAG_PADDED = 0x20;
  private static final int CHECK_SEQUENCE = 4;

  private final ByteBuffer ethernet = ByteBuffer.allocate(CapturedFrame.MAX_FRAME + ADDRESSES);
  private ByteBuffer bytes = ethernet;
  private int at;
  private int end;
  private int missing;
  private boolean padded;

  boolean point(Packet packet, CapturedFrame frame, boolean radiotap) {
    bytes = frame.bytes();
    at = frame.offset();
    end = at + frame.captured();
    missing = frame.original() - frame.captured();
    padded = false;
    boolean shown = (!radiotap || passRadiotap()) && at + HEADER <= end && readData();
    if (!shown) {
      return LinkLayer.nothing(packet);
    }
    int length = ADDRESSES + end - at;
    packet.set(ethernet, 0, length, length + missing);
    return true;
  }

  private int u8(int place) {
    return bytes.get(place) & 0xFF;
  }

  /** Passes the header; its numbers are little-endian. */
  private boolean passRadiotap() {
    if (at + RADIOTAP_HEAD > end || u8(at) != 0) {
      return false;
    }
    int header = u8(at + 2) | u8(at + 3) << 8;
    int present = u8(at + 4);
    if (header < RADIOTAP_HEAD || at + header > end) {
      return false;
    }
    if ((present & RADIOTAP_FLAGS) != 0) {
      int place = RADIOTAP_HEAD;
      while ((u8(at + place - 1) & RADIOTAP_MORE) != 0 && place + 4 <= header) {
        place += 4;
      }
      if ((present & RADIOTAP_TIME) != 0) {
        place = ((place + 7) & ~7) + 8;
      }
      if (place < header) {
        readFlags(u8(at + place));
      }
    }
    at += header;
    return true;
  }

  private void readFlags(int flags) {
    padded = (flags & FLAG_PADDED) != 0;
    if ((flags & FLAG_CHECK_SEQUENCE) != 0 && missing == 0) {
      end = Math.max(at, end - CHECK_SEQUENCE);
    }
  }

  private boolean readData() {
    int control = u8(at);
    int flags = u8(at + 1);
    int subtype = control >>> 4;
    boolean laterFragment = (u8(at + 22) & 15) != 0;
    if ((control >>> 2 & 3) != DATA
        || (subtype & NO_DATA) != 0
        || (flags & PROTECTED) != 0
        || laterFragment) {
      return false;
    }
    boolean fourAddresses = (flags & TO_DS) != 0 && (flags & FROM_DS) != 0;
    int header = HEADER + (fourAddresses ? MAC : 0);
    if ((subtype & QOS) != 0) {
      if (at + header + 2 > end || (u8(at + header) & AGGREGATE) != 0) {
        return false;
      }
      header += (flags & ORDER) != 0 ? 6 : 2;
    }
    header = padded ? (header + 3) & ~3 : header;
    if (at + header + LLC_SNAP > end) {
      return false;
    }
    long snap = bytes.getLong(at + header) & SNAP_MASK;
    if (snap != SNAP && snap != BRIDGE_TUNNEL) {
      return false;
    }
    rebuild(flags, at + header + LLC_SNAP - 2);
    return true;
  }

  /** Who receives, who sends, and what follows the type, which stays where it is. */
  private void rebuild(int flags, int type) {
    int receiver = (flags & TO_DS) != 0 ? at + 16 : at + 4;
    int sender = at + 10;
    if ((flags & FROM_DS) != 0) {
      sender = (flags & TO_DS) != 0 ? at + HEADER : at + 16;
    }
    copy(receiver, MAC, 0);
    copy(sender, MAC, MAC);
    copy(type, end - type, ADDRESSES);
    at = type;
  }

  private void copy(int from, int length, int to) {
    ethernet.put(to, bytes, from, length);
  }
}
