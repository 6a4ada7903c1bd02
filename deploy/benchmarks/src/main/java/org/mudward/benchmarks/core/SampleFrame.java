package org.mudward.benchmarks.core;

import java.nio.ByteBuffer;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** Frames of the devices of a {@link SampleSite}. */
final class SampleFrame {
  private static final int LENGTH = 54;
  private static final int SYN = 0x02;

  private SampleFrame() {}

  /** A device opens a TCP connection to port 443 of a host behind the gateway, over IPv4. */
  static byte[] tcp(int device, IpAddress host) {
    ByteBuffer frame = ByteBuffer.allocate(LENGTH);
    put(frame, SampleSite.GATEWAY);
    put(frame, SampleSite.device(device));
    frame.putShort((short) 0x0800);
    frame.put((byte) 0x45).put((byte) 0).putShort((short) 40).putInt(0);
    frame.put((byte) 64).put((byte) 6).putShort((short) 0);
    frame.putInt((int) SampleSite.address(device).low()).putInt((int) host.low());
    frame.putShort((short) 50_000).putShort((short) 443).putInt(1).putInt(0);
    frame.put((byte) 0x50).put((byte) SYN).putShort((short) 1000).putInt(0);
    return frame.array();
  }

  private static void put(ByteBuffer frame, MacAddress mac) {
    frame.putShort((short) (mac.bits() >>> 32)).putInt((int) mac.bits());
  }
}
