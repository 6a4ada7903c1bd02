package org.mudward.enforcer.audit;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/**
 * Where the data of a TCP segment or UDP datagram lie, and what kind they look to be by their first
 * octets. One object is pointed at packet after packet.
 */
final class PacketData {
  /** The first octet of a record with which a session begins, of TLS as of DTLS. */
  static final int HANDSHAKE = 22;

  private static final int UDP_HEADER = 8;
  private static final int UDP_LENGTH = 4;

  /** Where the length of a TCP header stands, in words. */
  private static final int TCP_LENGTH = 12;

  private static final int TCP_HEADER_WORDS = 5;
  private static final int TLS_HEADER = 5;

  /** A record is no longer: 2^14, and 2,048 more that TLS 1.2 allows for encryption. */
  private static final int TLS_LONGEST_RECORD = (1 << 14) + 2048;

  private static final int FIRST_CONTENT = 20;
  private static final int LAST_CONTENT = 23;
  private static final int TLS_MAJOR = 3;
  private static final int LAST_TLS_MINOR = 4;
  private static final int DTLS_MAJOR = 0xFE;
  private static final int DTLS_1_0_MINOR = 0xFF;
  private static final int DTLS_1_2_MINOR = 0xFD;
  private static final int DTLS_HEADER = 13;
  private static final int QUIC_LONG_HEADER = 0xC0;
  private static final int QUIC_HEADER = 5;
  private static final int QUIC_1 = 1;
  private static final int QUIC_2 = 0x6B33_43CF;

  /** So much of it is looked at to tell text: a line of a request, and its next. */
  private static final int TEXT_LOOK = 64;

  /** Fewer printable octets in a row are found in anything. */
  private static final int SHORTEST_TEXT = 8;

  private static final int MQTT_CONNECT = 0x10;
  private static final int MQTT_NAME = 0x4D51;
  private static final int MQTT_LONGEST_LENGTH = 4;

  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private boolean datagram;
  private int start;
  private int end;

  /** Goes to the data of a packet, which may be none. */
  void point(Packet packet) {
    bytes = packet.bytes();
    start = 0;
    end = 0;
    int protocol = packet.protocol();
    datagram = protocol == Protocol.UDP;
    if (packet.isLaterFragment() || (!datagram && protocol != Protocol.TCP)) {
      return;
    }
    int header = packet.payloadOffset();
    int most = packet.payloadEnd();
    if (datagram && header + UDP_HEADER <= most) {
      start = header + UDP_HEADER;
      end = Math.min(header + (bytes.getShort(header + UDP_LENGTH) & 0xFFFF), most);
    } else if (!datagram && header + TCP_LENGTH < most) {
      int words = bytes.get(header + TCP_LENGTH) >>> 4 & 15;
      start = header + 4 * words;
      end = words >= TCP_HEADER_WORDS ? most : start;
    }
  }

  boolean isEmpty() {
    return start >= end;
  }

  int size() {
    return Math.max(0, end - start);
  }

  boolean isDatagram() {
    return datagram;
  }

  /** A copy, for readers that keep it. */
  byte[] octets() {
    byte[] octets = new byte[size()];
    bytes.get(start, octets);
    return octets;
  }

  private int u8(int at) {
    return bytes.get(start + at) & 0xFF;
  }

  private int u16(int at) {
    return bytes.getShort(start + at) & 0xFFFF;
  }

  /** The type of the handshake message that it starts with, in the clear; -1 if it does not. */
  int handshake() {
    int header = datagram ? DTLS_HEADER : TLS_HEADER;
    if (size() <= header || u8(0) != HANDSHAKE) {
      return -1;
    }
    boolean clear = datagram ? isDtls() && u16(3) == 0 : isTls();
    return clear ? u8(header) : -1;
  }

  private boolean isTls() {
    return size() >= TLS_HEADER
        && u8(0) >= FIRST_CONTENT
        && u8(0) <= LAST_CONTENT
        && u8(1) == TLS_MAJOR
        && u8(2) <= LAST_TLS_MINOR
        && u16(3) <= TLS_LONGEST_RECORD;
  }

  private boolean isDtls() {
    return size() >= DTLS_HEADER
        && u8(0) >= FIRST_CONTENT
        && u8(0) <= LAST_CONTENT
        && u8(1) == DTLS_MAJOR
        && (u8(2) == DTLS_1_0_MINOR || u8(2) == DTLS_1_2_MINOR);
  }

  private boolean isQuic() {
    if (size() < QUIC_HEADER || (u8(0) & QUIC_LONG_HEADER) != QUIC_LONG_HEADER) {
      return false;
    }
    int version = bytes.getInt(start + 1);
    return version == QUIC_1 || version == QUIC_2;
  }

  /** What it looks to be; null if it is empty. */
  @Nullable Content content() {
    if (isEmpty()) {
      return null;
    }
    if (datagram ? isDtls() || isQuic() : isTls()) {
      return Content.ENCRYPTED;
    }
    return isText() || isMqtt() ? Content.READABLE : Content.UNKNOWN;
  }

  private boolean isText() {
    int length = Math.min(size(), TEXT_LOOK);
    for (int i = 0; i < length; i++) {
      int octet = u8(i);
      boolean printable = octet >= 0x20 && octet < 0x7F;
      if (!printable && octet != '\t' && octet != '\r' && octet != '\n') {
        return false;
      }
    }
    return length >= SHORTEST_TEXT;
  }

  /** The message that opens MQTT in the clear: what follows its length is the name, MQTT or MQI. */
  private boolean isMqtt() {
    if (datagram || u8(0) != MQTT_CONNECT) {
      return false;
    }
    int name = 2;
    while (name <= MQTT_LONGEST_LENGTH && name < size() && u8(name - 1) > 0x7F) {
      name++;
    }
    return size() >= name + 4 && u16(name) <= 6 && u16(name + 2) == MQTT_NAME;
  }
}
