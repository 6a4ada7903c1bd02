package org.mudward.policy.tls;

import java.util.Arrays;

/** Octets that wait to be read, first in, first out. */
final class OctetQueue {
  private byte[] octets = new byte[0];
  private int start;
  private int end;

  int size() {
    return end - start;
  }

  boolean isEmpty() {
    return start == end;
  }

  void add(byte[] more) {
    if (octets.length - end < more.length) {
      int size = size();
      byte[] room = size + more.length > octets.length ? new byte[2 * size + more.length] : octets;
      System.arraycopy(octets, start, room, 0, size);
      octets = room;
      start = 0;
      end = size;
    }
    System.arraycopy(more, 0, octets, end, more.length);
    end += more.length;
  }

  /** An unsigned number at some place behind the first octet; all of it has to be there. */
  int number(int place, int width) {
    int value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | (octets[start + place + i] & 0xFF);
    }
    return value;
  }

  /** Takes the first octets; they have to be there. */
  byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(octets, start, start + count);
    start += count;
    return taken;
  }
}
