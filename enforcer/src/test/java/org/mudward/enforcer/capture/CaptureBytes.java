package org.mudward.enforcer.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes captures octet by octet, sound ones and others. */
final class CaptureBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteOrder order;

  private CaptureBytes(ByteOrder order) {
    this.order = order;
  }

  private ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(order);
  }

  static CaptureBytes pcap(ByteOrder order, int magic, int linkType) {
    CaptureBytes bytes = new CaptureBytes(order);
    bytes.out.writeBytes(
        bytes
            .buffer(24)
            .putInt(magic)
            .putShort((short) 2)
            .putShort((short) 4)
            .putLong(0)
            .putInt(65_535)
            .putInt(linkType)
            .array());
    return bytes;
  }

  CaptureBytes record(int seconds, int fraction, int original, byte[] frame) {
    return raw(
        buffer(16 + frame.length)
            .putInt(seconds)
            .putInt(fraction)
            .putInt(frame.length)
            .putInt(original)
            .put(frame)
            .array());
  }

  static CaptureBytes pcapng(ByteOrder order) {
    return new CaptureBytes(order).section();
  }

  CaptureBytes section() {
    return block(
        0x0A0D0D0A,
        buffer(16).putInt(0x1A2B3C4D).putShort((short) 1).putShort((short) 0).putLong(-1));
  }

  /** An interface with options that are already octets. */
  CaptureBytes interfaceOf(int linkType, int snapLength, byte... options) {
    return block(
        1,
        buffer(8 + options.length)
            .putShort((short) linkType)
            .putShort((short) 0)
            .putInt(snapLength)
            .put(options));
  }

  static byte[] resolution(ByteOrder order, int value) {
    return ByteBuffer.allocate(8)
        .order(order)
        .putShort((short) 9)
        .putShort((short) 1)
        .put((byte) value)
        .array();
  }

  static byte[] offset(ByteOrder order, long seconds) {
    return ByteBuffer.allocate(12)
        .order(order)
        .putShort((short) 14)
        .putShort((short) 8)
        .putLong(seconds)
        .array();
  }

  CaptureBytes enhanced(int number, long time, int original, byte[] frame) {
    return block(
        6,
        buffer(20 + padded(frame.length))
            .putInt(number)
            .putInt((int) (time >>> 32))
            .putInt((int) time)
            .putInt(frame.length)
            .putInt(original)
            .put(frame));
  }

  CaptureBytes old(int number, long time, int original, byte[] frame) {
    return block(
        2,
        buffer(20 + padded(frame.length))
            .putShort((short) number)
            .putShort((short) 0)
            .putInt((int) (time >>> 32))
            .putInt((int) time)
            .putInt(frame.length)
            .putInt(original)
            .put(frame));
  }

  CaptureBytes simple(int original, byte[] frame) {
    return block(3, buffer(4 + padded(frame.length)).putInt(original).put(frame));
  }

  CaptureBytes block(int type, int length) {
    return block(type, buffer(length));
  }

  private CaptureBytes block(int type, ByteBuffer body) {
    int length = 12 + body.capacity();
    return raw(buffer(length).putInt(type).putInt(length).put(body.clear()).putInt(length).array());
  }

  CaptureBytes raw(byte... octets) {
    out.writeBytes(octets);
    return this;
  }

  private static int padded(int length) {
    return (length + 3) & ~3;
  }

  byte[] build() {
    return out.toByteArray();
  }
}
