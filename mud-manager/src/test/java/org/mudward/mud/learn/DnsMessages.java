package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** Writes DNS messages for tests, octet by octet; nothing is checked. */
public final class DnsMessages {
  private final ByteBuffer bytes = ByteBuffer.allocate(65535);
  private int answers;

  /** An answer to a question of class IN. */
  public static DnsMessages answer(int id, int flags, String name, int type) {
    DnsMessages message = new DnsMessages();
    message.bytes.putShort((short) id).putShort((short) flags);
    message.bytes.putShort((short) 1).putShort((short) 0).putInt(0);
    return message.name(name).shorts(type, 1);
  }

  public DnsMessages name(String name) {
    for (String label : name.isEmpty() ? new String[0] : name.split("\\.")) {
      label(label);
    }
    bytes.put((byte) 0);
    return this;
  }

  public DnsMessages label(String label) {
    byte[] octets = label.getBytes(StandardCharsets.ISO_8859_1);
    bytes.put((byte) octets.length).put(octets);
    return this;
  }

  public DnsMessages shorts(int... values) {
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return this;
  }

  /** A record of any kind. */
  public DnsMessages record(String owner, int type, int recordClass, int ttl, byte[] data) {
    name(owner);
    bytes.putShort((short) type).putShort((short) recordClass).putInt(ttl);
    bytes.putShort((short) data.length).put(data);
    return counted();
  }

  public DnsMessages address(String owner, int ttl, String address) {
    byte[] octets = IpAddress.parse(address).octets();
    return record(owner, octets.length == 4 ? DnsMessage.A : DnsMessage.AAAA, 1, ttl, octets);
  }

  public DnsMessages alias(String owner, int ttl, String target) {
    DnsMessages data = new DnsMessages().name(target);
    return record(owner, 5, 1, ttl, Arrays.copyOf(data.bytes.array(), data.bytes.position()));
  }

  /** Counts one more answer, written by hand. */
  public DnsMessages counted() {
    bytes.putShort(6, (short) ++answers);
    return this;
  }

  public int position() {
    return bytes.position();
  }

  /** A frame in which a server sends this to somebody. */
  public byte[] frameFrom(String server) {
    MacAddress gateway = MacAddress.parse("02:00:00:00:00:01");
    return Frames.udp(gateway, IpAddress.parse(server), 53, 40_000, octets());
  }

  public byte[] octets() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
