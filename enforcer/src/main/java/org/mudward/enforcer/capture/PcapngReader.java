package org.mudward.enforcer.capture;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks of the new form (draft-ietf-opsawg-pcapng): sections with their own byte order, interfaces
 * with their own link type and clock, and three kinds of blocks that hold a frame. Other blocks are
 * passed over.
 */
final class PcapngReader implements FrameReader {
  /** The type of a section header; a palindrome, so that it reads the same in both orders. */
  static final int SECTION = 0x0A0D_0D0A;

  private static final int ORDER_MAGIC = 0x1A2B_3C4D;
  private static final int INTERFACE = 1;
  private static final int OLD_PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;

  /** Type and length before the body. */
  private static final int HEAD = 8;

  /** The smallest block: head and the length again. */
  private static final int MIN_BLOCK = 12;

  /** Room for the longest frame with its options; other blocks may be longer and are not held. */
  private static final int MAX_HELD = Window.SIZE;

  /** Interfaces of one section; a capture with more is made to fill the memory. */
  static final int MAX_INTERFACES = 4096;

  private static final int OPTION_RESOLUTION = 9;
  private static final int OPTION_OFFSET = 14;

  private final Window window;
  private final Losses losses;
  private final List<Interface> interfaces = new ArrayList<>();

  /** The block of the last frame: to pass it may move the window, and the frame lies there. */
  private long unpassed;

  /** Where frames were captured. */
  private record Interface(int linkType, long snapLength, Clock clock) {}

  private PcapngReader(Window window, Losses losses) {
    this.window = window;
    this.losses = losses;
  }

  static PcapngReader of(Window window, Losses losses) throws IOException, CaptureException {
    PcapngReader reader = new PcapngReader(window, losses);
    if (!window.has(MIN_BLOCK) || !reader.isFirstBlockThere()) {
      throw new CaptureException("ends within the first block of a pcapng file");
    }
    return reader;
  }

  /** What no window holds, or makes no sense, is looked at where it is read. */
  private boolean isFirstBlockThere() throws IOException {
    return !newSection() || window.u32(4) > MAX_HELD || window.has(window.i32(4));
  }

  @Override
  public boolean next(CapturedFrame frame) throws IOException {
    window.skip(unpassed);
    unpassed = 0;
    while (window.has(MIN_BLOCK)) {
      long start = window.position();
      boolean section = window.i32(0) == SECTION;
      if (section && !newSection()) {
        losses.damage("at octet " + start + " a section whose byte order is not told");
        return false;
      }
      int type = window.i32(0);
      long length = window.u32(4);
      if (length < MIN_BLOCK) {
        losses.damage("at octet " + start + " a block of " + length + " octets");
        return false;
      }
      long padded = (length + 3) & ~3L;
      if (!holdsSomething(type)) {
        if (window.skip(padded) < length) {
          losses.cutOff();
          return false;
        }
        continue;
      }
      if (padded > MAX_HELD) {
        losses.damage("at octet " + start + " a block of " + length + " octets");
        return false;
      }
      if (!window.has((int) length)) {
        losses.cutOff();
        return false;
      }
      if (read(type, (int) length, frame)) {
        unpassed = padded;
        return true;
      }
      window.skip(padded);
    }
    if (window.has(1)) {
      losses.cutOff();
    }
    return false;
  }

  private static boolean holdsSomething(int type) {
    return type == INTERFACE
        || type == ENHANCED_PACKET
        || type == SIMPLE_PACKET
        || type == OLD_PACKET;
  }

  /** Sets the byte order of what follows; the block itself is passed over like others. */
  private boolean newSection() {
    interfaces.clear();
    window.order(ByteOrder.BIG_ENDIAN);
    int magic = window.i32(8);
    if (magic == Integer.reverseBytes(ORDER_MAGIC)) {
      window.order(ByteOrder.LITTLE_ENDIAN);
    }
    return magic == ORDER_MAGIC || magic == Integer.reverseBytes(ORDER_MAGIC);
  }

  /** Reads a block that is in the window; whether it holds a frame. */
  private boolean read(int type, int length, CapturedFrame frame) {
    int end = length - 4;
    if (window.u32(end) != length) {
      losses.brokenRecord();
      return false;
    }
    return switch (type) {
      case INTERFACE -> readInterface(end);
      case ENHANCED_PACKET -> enhanced(window.u32(HEAD), end, frame);
      case OLD_PACKET -> enhanced(window.u16(HEAD), end, frame);
      default -> simple(end, frame);
    };
  }

  private boolean broken() {
    losses.brokenRecord();
    return false;
  }

  /** The old kind differs only in the width of its interface number. */
  private boolean enhanced(long number, int end, CapturedFrame frame) {
    int room = end - HEAD - 20;
    if (room < 0 || number >= interfaces.size()) {
      return broken();
    }
    long captured = window.u32(HEAD + 12);
    if (captured > room || captured > CapturedFrame.MAX_FRAME) {
      return broken();
    }
    Interface at = interfaces.get((int) number);
    long time = window.u32(HEAD + 4) << 32 | window.u32(HEAD + 8);
    frame.set(
        window.octets(),
        window.offset() + HEAD + 20,
        (int) captured,
        window.u32(HEAD + 16),
        at.linkType(),
        at.clock().micros(time));
    return true;
  }

  /**
   * No time and no captured length: that is what the interface allows and the block has room for.
   */
  private boolean simple(int end, CapturedFrame frame) {
    int room = end - HEAD - 4;
    if (room < 0 || interfaces.isEmpty()) {
      return broken();
    }
    Interface at = interfaces.get(0);
    long original = window.u32(HEAD);
    long captured = at.snapLength() == 0 ? original : Math.min(original, at.snapLength());
    if (captured > room || captured > CapturedFrame.MAX_FRAME) {
      return broken();
    }
    frame.set(
        window.octets(),
        window.offset() + HEAD + 4,
        (int) captured,
        original,
        at.linkType(),
        CapturedFrame.NO_TIME);
    return true;
  }

  /** Holds no frame, so the answer is false. */
  private boolean readInterface(int end) {
    if (end < HEAD + 8 || interfaces.size() >= MAX_INTERFACES) {
      return broken();
    }
    int resolution = Clock.DEFAULT.resolution();
    long offset = 0;
    int at = HEAD + 8;
    while (at + 4 <= end) {
      int option = window.u16(at);
      int length = window.u16(at + 2);
      if (option == 0 || at + 4 + length > end) {
        break;
      }
      if (option == OPTION_RESOLUTION && length == 1) {
        resolution = window.u8(at + 4);
      } else if (option == OPTION_OFFSET && length == 8) {
        offset = window.i64(at + 4);
      }
      at += 4 + ((length + 3) & ~3);
    }
    interfaces.add(
        new Interface(window.u16(HEAD), window.u32(HEAD + 4), new Clock(resolution, offset)));
    return false;
  }
}
