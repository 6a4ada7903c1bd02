package org.mudward.policy.tls;

import java.util.Optional;

/**
 * Messages from the records of TLS in a stream (RFC 8446 section 5.1), however the stream is cut
 * into segments, and the messages into records.
 */
final class StreamMessages implements MessageSource {
  /** Octets of a record: 2^14, and 2,048 more that TLS 1.2 allows for encryption. */
  private static final int MAX_RECORD = (1 << 14) + 2048;

  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int MAJOR_VERSION = 3;

  private final int limit;
  private final OctetQueue stream = new OctetQueue();
  private final OctetQueue message = new OctetQueue();

  /**
   * Messages up to a size.
   *
   * @param limit octets of the body of a message; more makes the rest unknown
   */
  StreamMessages(int limit) {
    this.limit = limit;
  }

  @Override
  public void add(byte[] octets) {
    stream.add(octets);
  }

  @Override
  public Optional<HandshakeMessage> next() {
    while (true) {
      if (isWhole()) {
        int type = message.number(0, 1);
        int length = message.number(1, 3);
        message.take(MESSAGE_HEADER);
        return Optional.of(
            new HandshakeMessage(
                HandshakeMessage.HANDSHAKE, type, new Octets(message.take(length))));
      }
      checkHeader();
      int length = stream.size() < RECORD_HEADER ? 0 : stream.number(3, 2);
      if (stream.size() < RECORD_HEADER + length) {
        return Optional.empty();
      }
      int content = stream.number(0, 1);
      stream.take(RECORD_HEADER);
      byte[] fragment = stream.take(length);
      if (content == HandshakeMessage.HANDSHAKE) {
        message.add(fragment);
      } else {
        return Optional.of(HandshakeMessage.other(content));
      }
    }
  }

  private boolean isWhole() {
    if (message.size() < MESSAGE_HEADER) {
      return false;
    }
    int length = message.number(1, 3);
    if (length > limit) {
      throw HandshakeFault.unknown(
          "a message of " + length + " octets, more than " + limit + " that are put together");
    }
    return message.size() >= MESSAGE_HEADER + length;
  }

  /** Looks at as much of the next record's header as is there. */
  private void checkHeader() {
    if (stream.isEmpty()) {
      return;
    }
    int content = stream.number(0, 1);
    if (content < HandshakeMessage.CHANGE_CIPHER_SPEC
        || content > HandshakeMessage.APPLICATION_DATA) {
      throw new HandshakeFault("it does not start as a record of TLS does");
    }
    if (stream.size() > 1 && stream.number(1, 1) != MAJOR_VERSION) {
      throw new HandshakeFault("it has no version that a record of TLS has");
    }
    if (stream.size() < RECORD_HEADER) {
      return;
    }
    int length = stream.number(3, 2);
    if (length == 0 && content != HandshakeMessage.APPLICATION_DATA) {
      throw new HandshakeFault("a record without content");
    }
    if (length > MAX_RECORD) {
      throw new HandshakeFault("a record of " + length + " octets");
    }
    if (content != HandshakeMessage.HANDSHAKE && !message.isEmpty()) {
      throw new HandshakeFault("a record of another kind within a message");
    }
  }
}
