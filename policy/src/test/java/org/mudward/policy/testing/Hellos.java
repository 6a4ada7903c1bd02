package org.mudward.policy.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The smallest hellos of TLS, of any version, as records; for frames that carry them. */
public final class Hellos {
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int CLIENT = 1;
  private static final int SERVER = 2;

  private Hellos() {}

  /** A client that offers nothing newer than a version, and asks for a name. */
  public static byte[] client(int version, String name) {
    return client(version, name, 0);
  }

  /** The same with so many octets of padding (RFC 7685). */
  public static byte[] client(int version, String name, int padding) {
    ByteBuffer extensions = ByteBuffer.allocate(600 + padding);
    byte[] host = name.getBytes(StandardCharsets.ISO_8859_1);
    extensions.putShort((short) 0).putShort((short) (host.length + 5));
    extensions.putShort((short) (host.length + 3)).put((byte) 0);
    extensions.putShort((short) host.length).put(host);
    if (version > 0x0303) {
      extensions.putShort((short) SUPPORTED_VERSIONS).putShort((short) 3);
      extensions.put((byte) 2).putShort((short) version);
    }
    if (padding > 0) {
      extensions.putShort((short) 21).putShort((short) padding).put(new byte[padding]);
    }
    ByteBuffer body = ByteBuffer.allocate(1000 + padding);
    body.putShort((short) Math.min(version, 0x0303)).put(new byte[32]).put((byte) 0);
    body.putShort((short) 2).putShort((short) 0x1301).put((byte) 1).put((byte) 0);
    return record(CLIENT, withExtensions(body, extensions));
  }

  /** A client that offers these cipher suites and nothing else but its version. */
  public static byte[] offering(int version, int... suites) {
    return record(CLIENT, body(version, suites));
  }

  /** The same by DTLS, in one fragment. */
  public static byte[] datagram(int version, int... suites) {
    byte[] body = body(version, suites);
    ByteBuffer record = ByteBuffer.allocate(25 + body.length);
    record.put((byte) 22).putShort((short) 0xFEFF).putLong(0).putShort((short) (12 + body.length));
    record.putInt(CLIENT << 24 | body.length).putShort((short) 0);
    putThree(record, 0);
    putThree(record, body.length);
    return record.put(body).array();
  }

  private static void putThree(ByteBuffer buffer, int number) {
    buffer.put((byte) (number >>> 16)).putShort((short) number);
  }

  private static byte[] body(int version, int... suites) {
    boolean datagram = version > 0xFE00;
    ByteBuffer body = ByteBuffer.allocate(200);
    body.putShort((short) version).put(new byte[32]).put((byte) 0);
    if (datagram) {
      body.put((byte) 0);
    }
    body.putShort((short) (2 * suites.length));
    for (int suite : suites) {
      body.putShort((short) suite);
    }
    return octets(body.put((byte) 1).put((byte) 0));
  }

  /** A server that chooses a version, and the suite that every client here offers. */
  public static byte[] server(int version) {
    return server(version, 0x1301);
  }

  /** A server that chooses a version and a cipher suite. */
  public static byte[] server(int version, int suite) {
    ByteBuffer extensions = ByteBuffer.allocate(20);
    if (version > 0x0303) {
      extensions.putShort((short) SUPPORTED_VERSIONS).putShort((short) 2);
      extensions.putShort((short) version);
    }
    ByteBuffer body = ByteBuffer.allocate(200);
    body.putShort((short) Math.min(version, 0x0303)).put(new byte[32]).put((byte) 0);
    body.putShort((short) suite).put((byte) 0);
    return record(SERVER, withExtensions(body, extensions));
  }

  private static byte[] withExtensions(ByteBuffer body, ByteBuffer extensions) {
    body.putShort((short) extensions.position()).put(octets(extensions));
    return octets(body);
  }

  private static byte[] record(int type, byte[] body) {
    ByteBuffer record = ByteBuffer.allocate(9 + body.length);
    record.put((byte) 22).putShort((short) 0x0301).putShort((short) (4 + body.length));
    return record.putInt(type << 24 | body.length).put(body).array();
  }

  private static byte[] octets(ByteBuffer buffer) {
    byte[] octets = new byte[buffer.position()];
    buffer.get(0, octets);
    return octets;
  }
}
