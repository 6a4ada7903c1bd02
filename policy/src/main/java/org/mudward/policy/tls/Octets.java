package org.mudward.policy.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The only way to the octets of a handshake: every step checks that it stays inside. */
final class Octets {
  private final byte[] octets;
  private final int end;
  private int at;

  Octets(byte[] octets) {
    this(octets, 0, octets.length);
  }

  private Octets(byte[] octets, int from, int end) {
    this.octets = octets;
    this.at = from;
    this.end = end;
  }

  boolean isEmpty() {
    return at == end;
  }

  int size() {
    return end - at;
  }

  /** An unsigned number of some octets. */
  int number(int width) {
    require(width);
    int value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | (octets[at++] & 0xFF);
    }
    return value;
  }

  int u8() {
    return number(1);
  }

  int u16() {
    return number(2);
  }

  int u24() {
    return number(3);
  }

  void skip(int length) {
    require(length);
    at += length;
  }

  /** The next octets, apart. */
  Octets part(int length) {
    require(length);
    at += length;
    return new Octets(octets, at - length, at);
  }

  /** A vector: its length, in some octets, and what it holds. */
  Octets vector(int width) {
    return part(number(width));
  }

  /** All that is left, as numbers of some octets each. */
  List<Integer> numbers(int width) {
    List<Integer> numbers = new ArrayList<>();
    while (!isEmpty()) {
      numbers.add(number(width));
    }
    return numbers;
  }

  /** All that is left. */
  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(octets, at, end);
    at = end;
    return rest;
  }

  /** Nothing may be left. */
  void requireEnd(String what) {
    if (!isEmpty()) {
      throw new HandshakeFault(what + " is shorter than it says");
    }
  }

  private void require(int length) {
    if (length > end - at) {
      throw new HandshakeFault("something is longer than what it is in");
    }
  }
}
