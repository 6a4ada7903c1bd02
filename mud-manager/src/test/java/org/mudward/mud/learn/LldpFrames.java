package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mudward.policy.MacAddress;

/** Frames of LLDP (IEEE 802.1AB), TLV by TLV. */
public final class LldpFrames {
  static final MacAddress NEAREST_BRIDGE = MacAddress.parse("01:80:c2:00:00:0e");
  static final byte[] END = {0, 0};

  private LldpFrames() {}

  static byte[] tlv(int type, byte[]... value) {
    byte[] octets = DhcpV6Frames.join(value);
    return ByteBuffer.allocate(2 + octets.length)
        .putShort((short) (type << 9 | octets.length))
        .put(octets)
        .array();
  }

  static byte[] chassis(MacAddress mac) {
    return tlv(1, new byte[] {4}, Frames.octets(mac));
  }

  static byte[] port() {
    return tlv(2, new byte[] {5}, "eth0".getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] timeToLive(int seconds) {
    return tlv(3, DhcpV6Frames.u16(seconds));
  }

  static byte[] url(String text) {
    return tlv(127, new byte[] {0, 0, 0x5E, 1}, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A frame of these TLVs alone. */
  static byte[] raw(MacAddress from, MacAddress to, byte[]... tlvs) {
    byte[] type = {(byte) 0x88, (byte) 0xCC};
    return DhcpV6Frames.join(Frames.octets(to), Frames.octets(from), type, DhcpV6Frames.join(tlvs));
  }

  /** An ordinary frame with these TLVs after the three that have to be there. */
  static byte[] frame(MacAddress from, byte[]... tlvs) {
    byte[] more = DhcpV6Frames.join(tlvs);
    return raw(from, NEAREST_BRIDGE, chassis(from), port(), timeToLive(120), more, END);
  }

  /** A station announces itself with a URL. */
  public static byte[] announcing(MacAddress from, String url) {
    return frame(from, url(url));
  }

  /** A station takes back what it announced. */
  public static byte[] shutdown(MacAddress from) {
    return raw(from, NEAREST_BRIDGE, chassis(from), port(), timeToLive(0), END);
  }
}
