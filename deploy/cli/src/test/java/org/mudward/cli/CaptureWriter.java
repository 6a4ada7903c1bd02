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
    ByteBuffer message = ByteBuffer.allocate(512);
    message.putShort((short) 7).putShort((short) 0x8180);
    message.putShort((short) 1).putShort((short) 1).putInt(0);
    for (String label : name.split("\\.")) {
      message.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    IpAddress ip = IpAddress.parse(address);
    boolean four = address.indexOf(':') < 0;
    short type = (short) (four ? 1 : 28);
    message.put((byte) 0).putShort(type).putShort((short) 1);
    message.putShort((short) 0xC00C).putShort(type).putShort((short) 1).putInt(60);
    if (four) {
      message.putShort((short) 4).putInt((int) ip.low());
    } else {
      message.putShort((short) 16).putLong(ip.high()).putLong(ip.low());
    }
    byte[] octets = new byte[message.position()];
    message.get(0, octets);
    return octets;
  }
}
