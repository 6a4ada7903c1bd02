package org.mudward.mud.manager;

import java.nio.ByteBuffer;
import org.mudward.policy.DropStage;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.link.LinkMessage;

/** Frames of IPv4 as a switch samples them. */
public final class DroppedFrames {
  private static final int SYN = 2;

  private DroppedFrames() {}

  /** A TCP segment that opens a connection. */
  public static LinkMessage.FrameDropped syn(
      DropStage stage, MacAddress from, MacAddress to, String source, String target, int port) {
    return tcp(stage, from, to, source, target, 50_000, port, SYN);
  }

  static LinkMessage.FrameDropped tcp(
      DropStage stage,
      MacAddress from,
      MacAddress to,
      String source,
      String target,
      int sourcePort,
      int targetPort,
      int flags) {
    ByteBuffer frame = ByteBuffer.allocate(54);
    mac(frame, to);
    mac(frame, from);
    frame.putShort((short) 0x0800).putInt(0x4500_0028).putInt(0).putInt(0x4006_0000);
    frame.putInt((int) ipv4(source)).putInt((int) ipv4(target));
    frame.putShort((short) sourcePort).putShort((short) targetPort).putLong(0);
    frame.putShort((short) (0x5000 | flags)).putShort((short) 0).putInt(0);
    return new LinkMessage.FrameDropped("lan1", stage, 54, frame.array());
  }

  private static long ipv4(String text) {
    IpAddress address = IpAddress.parse(text);
    if (address.family() != Family.IPV4) {
      throw new IllegalArgumentException(text);
    }
    return address.low();
  }

  private static void mac(ByteBuffer frame, MacAddress mac) {
    frame.putShort((short) (mac.bits() >>> 32)).putInt((int) mac.bits());
  }
}
