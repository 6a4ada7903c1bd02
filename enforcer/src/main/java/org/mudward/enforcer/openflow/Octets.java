package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Octets that are written one after the other, big-endian, into an array that grows. Tens of
 * thousands of entries are encoded at once, by a JVM that does not optimise much: a buffer that is
 * counted and checked at every octet takes three times as long.
 */
final class Octets {
  private byte[] array;
  private int end;

  /**
   * @param room for so many before it has to grow
   */
  Octets(int room) {
    array = new byte[room];
  }

  /** How many there are: where the next one goes. */
  int length() {
    return end;
  }

  /** Makes room, and returns where it begins. */
  private int grow(int more) {
    int at = end;
    end += more;
    if (end > array.length) {
      array = Arrays.copyOf(array, Math.max(end, 2 * array.length));
    }
    return at;
  }

  Octets writeByte(int value) {
    int at = grow(1);
    array[at] = (byte) value;
    return this;
  }

  Octets writeShort(int value) {
    setShort(grow(Short.BYTES), value);
    return this;
  }

  Octets writeInt(int value) {
    int at = grow(Integer.BYTES);
    setShort(at, value >>> 16);
    setShort(at + 2, value);
    return this;
  }

  Octets writeLong(long value) {
    int at = grow(Long.BYTES);
    setLong(at, value);
    return this;
  }

  Octets writeZero(int count) {
    grow(count);
    return this;
  }

  Octets writeBytes(byte[] octets) {
    int at = grow(octets.length);
    System.arraycopy(octets, 0, array, at, octets.length);
    return this;
  }

  /** Writes what can be read from a buffer. */
  Octets writeBytes(ByteBuf octets) {
    int length = octets.readableBytes();
    int at = grow(length);
    octets.readBytes(array, at, length);
    return this;
  }

  /** Overwrites two. */
  Octets setShort(int at, int value) {
    array[at] = (byte) (value >>> 8);
    array[at + 1] = (byte) value;
    return this;
  }

  /** Overwrites eight. */
  Octets setLong(int at, long value) {
    int high = (int) (value >>> 32);
    int low = (int) value;
    setShort(at, high >>> 16);
    setShort(at + 2, high);
    setShort(at + 4, low >>> 16);
    setShort(at + 6, low);
    return this;
  }

  /** Eight of them. */
  long getLong(int at) {
    return ((long) getInt(at) << 32) | (getInt(at + 4) & 0xFFFF_FFFFL);
  }

  private int getInt(int at) {
    return (array[at] << 24)
        | ((array[at + 1] & 0xFF) << 16)
        | ((array[at + 2] & 0xFF) << 8)
        | (array[at + 3] & 0xFF);
  }

  /** The same octets, to be sent; nothing is to be written afterwards. */
  ByteBuf buffer() {
    return Unpooled.wrappedBuffer(array, 0, end);
  }

  /** A copy of all. */
  byte[] toArray() {
    return Arrays.copyOf(array, end);
  }
}
