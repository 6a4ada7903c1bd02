package org.mudward.benchmarks.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

/** What the frames of a sample carry where an audit looks into it. */
final class SampleMessages {
  private static final int ROOM = 512;
  private static final int QUESTION_AT = 0xC00C;
  private static final int TTL = 60;

  private SampleMessages() {}

  /** A question of the DNS. */
  static byte[] question(String name, Family family) {
    return done(question(0x0100, 0, name, family));
  }

  /** Its answer: an alias, as most names have, and addresses. */
  static byte[] answer(String name, Family family, List<IpAddress> addresses) {
    ByteBuffer out = question(0x8180, 1 + addresses.size(), name, family);
    byte[] alias = FrameWriter.labels("edge." + name);
    out.putShort((short) QUESTION_AT).putShort((short) 5).putShort((short) 1).putInt(TTL);
    int at = out.position() + 2;
    out.putShort((short) alias.length).put(alias);
    for (IpAddress address : addresses) {
      boolean four = family == Family.IPV4;
      out.putShort((short) (0xC000 | at)).putShort((short) (four ? 1 : 28)).putShort((short) 1);
      out.putInt(TTL).putShort((short) (four ? 4 : 16));
      if (four) {
        out.putInt((int) address.low());
      } else {
        out.putLong(address.high()).putLong(address.low());
      }
    }
    return done(out);
  }

  private static ByteBuffer question(int flags, int answers, String name, Family family) {
    ByteBuffer out = ByteBuffer.allocate(ROOM);
    out.putShort((short) name.hashCode()).putShort((short) flags).putShort((short) 1);
    out.putShort((short) answers).putInt(0).put(FrameWriter.labels(name));
    return out.putShort((short) (family == Family.IPV4 ? 1 : 28)).putShort((short) 1);
  }

  /** The hello of a client that asks for a name. */
  static byte[] clientHello(String name, byte[] noise) {
    byte[] host = name.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer body = ByteBuffer.allocate(ROOM);
    body.putShort((short) 0x0303).put(noise, 0, 32).put((byte) 0);
    body.putShort((short) 4).putShort((short) 0x1301).putShort((short) 0xC02F);
    body.put((byte) 1).put((byte) 0);
    body.putShort((short) (host.length + 9 + 7));
    body.putShort((short) 0).putShort((short) (host.length + 5));
    body.putShort((short) (host.length + 3)).put((byte) 0).putShort((short) host.length).put(host);
    body.putShort((short) 43).putShort((short) 3).put((byte) 2).putShort((short) 0x0304);
    return record(1, done(body));
  }

  /** The hello of its server. */
  static byte[] serverHello(byte[] noise) {
    ByteBuffer body = ByteBuffer.allocate(ROOM);
    body.putShort((short) 0x0303).put(noise, 0, 32).put((byte) 0).putShort((short) 0x1301);
    body.put((byte) 0).putShort((short) 6);
    body.putShort((short) 43).putShort((short) 2).putShort((short) 0x0304);
    return record(2, done(body));
  }

  private static byte[] record(int type, byte[] body) {
    ByteBuffer out = ByteBuffer.allocate(9 + body.length);
    out.put((byte) 22).putShort((short) 0x0303).putShort((short) (4 + body.length));
    return out.putInt(type << 24 | body.length).put(body).array();
  }

  /** A record with data, as far as its first octets. */
  static byte[] encrypted(byte[] noise) {
    byte[] data = noise.clone();
    if (data.length >= 5) {
      ByteBuffer.wrap(data)
          .put((byte) 23)
          .putShort((short) 0x0303)
          .putShort((short) (data.length - 5));
    }
    return data;
  }

  /** A device asks for a lease, and shows its MUD URL. */
  static byte[] dhcp(Station device, String url) {
    ByteBuffer out = ByteBuffer.allocate(ROOM);
    out.put((byte) 1).put((byte) 1).put((byte) 6).put((byte) 0).putInt(1).putInt(0);
    out.putLong(0).putLong(0);
    out.putShort((short) (device.mac().bits() >>> 32)).putInt((int) device.mac().bits());
    out.position(236).putInt(0x6382_5363);
    out.put((byte) 53).put((byte) 1).put((byte) 3);
    out.put((byte) 161).put((byte) url.length()).put(url.getBytes(StandardCharsets.US_ASCII));
    return done(out.put((byte) 255));
  }

  private static byte[] done(ByteBuffer out) {
    byte[] octets = new byte[out.position()];
    out.get(0, octets);
    return octets;
  }
}
