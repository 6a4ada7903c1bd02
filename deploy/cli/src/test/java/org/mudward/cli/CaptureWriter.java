package org.mudward.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mudward.policy.IpAddress;

/** Writes captures of Ethernet frames, a second and 250 microseconds apart, and DNS answers. */
final class CaptureWriter {
  private CaptureWriter() {}

  /** Classic form; frames are cut at so many octets. */
  static byte[] pcap(int snapLength, List<byte[]> frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putLong(0);
    out.writeBytes(header.putInt(snapLength).putInt(1).array());
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = frames.get(i);
      int captured = Math.min(snapLength, frame.length);
      ByteBuffer record = ByteBuffer.allocate(16 + captured).order(ByteOrder.LITTLE_ENDIAN);
      record.putInt(1_700_000_000 + i).putInt(250 * i).putInt(captured).putInt(frame.length);
      out.writeBytes(record.put(frame, 0, captured).array());
    }
    return out.toByteArray();
  }

  /** An answer that gives a name one address. */
  static byte[] answer(String name, String address) {
    return answer(name, name, address);
  }

  /** An answer that gives a name one address, by way of another name if that is not the same. */
  static byte[] answer(String name, String alias, String address) {
    IpAddress ip = IpAddress.parse(address);
    boolean four = address.indexOf(':') < 0;
    short type = (short) (four ? 1 : 28);
    boolean direct = alias.equals(name);
    ByteBuffer message = ByteBuffer.allocate(1024);
    message.putShort((short) 7).putShort((short) 0x8180);
    message.putShort((short) 1).putShort((short) (direct ? 1 : 2)).putInt(0);
    message.put(name(name)).putShort(type).putShort((short) 1);
    if (!direct) {
      message.put(name(name)).putShort((short) 5).putShort((short) 1).putInt(60);
      message.putShort((short) name(alias).length).put(name(alias));
    }
    message.put(name(alias)).putShort(type).putShort((short) 1).putInt(60);
    message.putShort((short) ip.octets().length).put(ip.octets());
    byte[] octets = new byte[message.position()];
    message.get(0, octets);
    return octets;
  }

  private static byte[] name(String name) {
    ByteBuffer labels = ByteBuffer.allocate(name.length() + 2);
    for (String label : name.split("\\.")) {
      labels.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    return labels.put((byte) 0).array();
  }
}
