package org.mudward.enforcer.capture;

import java.nio.ByteBuffer;
import org.mudward.policy.Family;
import org.mudward.policy.Packet;

/**
 * Finds the packet in frames of every kind that is read (the registry of link types of
 * tcpdump.org). Only Ethernet, and wireless frames whose payload is in clear, show who sends and
 * who receives on the link; the others have no devices.
 */
public final class LinkLayer {
  private static final int NULL = 0;
  private static final int RAW_OLD = 12;
  private static final int RAW_BSD = 14;
  private static final int RAW = 101;
  private static final int WIRELESS = 105;
  private static final int LOOP = 108;
  private static final int COOKED = 113;
  private static final int RADIOTAP = 127;
  private static final int RAW_IPV4 = 228;
  private static final int RAW_IPV6 = 229;
  private static final int COOKED_2 = 276;

  private static final int COOKED_HEADER = 16;
  private static final int COOKED_2_HEADER = 20;
  private static final int LOOP_HEADER = 4;

  /** Nobody's EtherType: the packet has no family, and matches nothing. */
  private static final int NO_IP = 0;

  private final WirelessFrame wireless = new WirelessFrame();

  /**
   * Points a view at the packet of a frame. If it shows none, the view is of an empty frame.
   *
   * @return whether frames of this kind are read and this one's payload is in clear
   */
  public boolean point(Packet packet, CapturedFrame frame) {
    ByteBuffer bytes = frame.bytes();
    int at = frame.offset();
    int captured = frame.captured();
    return switch (frame.linkType()) {
      case CapturedFrame.ETHERNET -> {
        packet.set(bytes, at, captured, frame.original());
        yield true;
      }
      case COOKED -> typed(packet, frame, COOKED_HEADER, COOKED_HEADER - 2);
      case COOKED_2 -> typed(packet, frame, COOKED_2_HEADER, 0);
      case RAW, RAW_OLD, RAW_BSD, RAW_IPV4, RAW_IPV6 ->
          payload(packet, frame, 0, captured < 1 ? NO_IP : byVersion(bytes.get(at)));
      case NULL, LOOP ->
          payload(
              packet,
              frame,
              LOOP_HEADER,
              captured < LOOP_HEADER ? NO_IP : byAddressFamily(bytes.getInt(at)));
      case WIRELESS -> wireless.point(packet, frame, false);
      case RADIOTAP -> wireless.point(packet, frame, true);
      default -> nothing(packet);
    };
  }

  /** Whether frames of a kind show who sends and who receives on the link. */
  public static boolean showsDevices(int linkType) {
    return linkType == CapturedFrame.ETHERNET || linkType == WIRELESS || linkType == RADIOTAP;
  }

  static boolean nothing(Packet packet) {
    packet.set(ByteBuffer.allocate(0), 0, 0, 0);
    return false;
  }

  private static boolean typed(Packet packet, CapturedFrame frame, int header, int typeAt) {
    int type =
        frame.captured() < header
            ? NO_IP
            : frame.bytes().getShort(frame.offset() + typeAt) & 0xFFFF;
    return payload(packet, frame, header, type);
  }

  private static boolean payload(Packet packet, CapturedFrame frame, int header, int etherType) {
    if (frame.captured() < header) {
      nothing(packet);
    } else {
      packet.setPayload(
          etherType,
          frame.bytes(),
          frame.offset() + header,
          frame.captured() - header,
          frame.original() - header);
    }
    return true;
  }

  private static int byVersion(byte first) {
    return switch (first >>> 4 & 15) {
      case 4 -> Family.IPV4.etherType();
      case 6 -> Family.IPV6.etherType();
      default -> NO_IP;
    };
  }

  /** In the byte order of whoever captured; the numbers for IPv6 are those of five systems. */
  private static int byAddressFamily(int word) {
    int number = (word & 0xFFFF_0000) == 0 ? word : Integer.reverseBytes(word);
    return switch (number) {
      case 2 -> Family.IPV4.etherType();
      case 10, 23, 24, 28, 30 -> Family.IPV6.etherType();
      default -> NO_IP;
    };
  }
}
