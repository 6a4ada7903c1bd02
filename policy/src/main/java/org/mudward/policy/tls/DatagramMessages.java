package org.mudward.policy.tls;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Messages from the records of DTLS in datagrams (RFC 6347 section 4), whose fragments may come in
 * any order, more than once, and overlap.
 *
 * <p>Fragments that contradict each other make the rest unknown: nobody can tell which of them the
 * other side believes.
 */
final class DatagramMessages implements MessageSource {
  /** Numbers of messages: with two retries a client needs three, and a server four. */
  private static final int MAX_MESSAGES = 8;

  private static final int VERSION_MAJOR = 0xFE;
  private static final int FIRST_CONTENT = 20;
  private static final int LAST_CONTENT = 26;

  /** The first three bits of a record of DTLS 1.3 that is encrypted (RFC 9147 section 4). */
  private static final int UNIFIED_HEADER = 1;

  private final int limit;
  private final Map<Integer, Fragments> messages = new HashMap<>();
  private final Queue<HandshakeMessage> whole = new ArrayDeque<>();

  /** A fault that shows only after the messages before it. */
  private Optional<HandshakeFault> fault = Optional.empty();

  /**
   * Messages up to a size.
   *
   * @param limit octets of the body of a message; more makes the rest unknown
   */
  DatagramMessages(int limit) {
    this.limit = limit;
  }

  @Override
  public Optional<HandshakeMessage> next() {
    HandshakeMessage next = whole.poll();
    if (next == null && fault.isPresent()) {
      throw fault.get();
    }
    return Optional.ofNullable(next);
  }

  @Override
  public void add(byte[] datagram) {
    try {
      Octets octets = new Octets(datagram);
      while (!octets.isEmpty() && fault.isEmpty()) {
        record(octets);
      }
    } catch (HandshakeFault found) {
      fault = Optional.of(found);
    }
  }

  private void record(Octets octets) {
    int content = octets.u8();
    if (content >>> 5 == UNIFIED_HEADER) {
      octets.skip(octets.size());
      whole.add(HandshakeMessage.other(HandshakeMessage.APPLICATION_DATA));
      return;
    }
    if (content < FIRST_CONTENT || content > LAST_CONTENT || octets.u8() != VERSION_MAJOR) {
      throw new HandshakeFault("it does not start as a record of DTLS does");
    }
    octets.skip(1);
    int epoch = octets.u16();
    octets.skip(6);
    Octets fragment = octets.vector(2);
    if (epoch > 0) {
      whole.add(HandshakeMessage.other(HandshakeMessage.APPLICATION_DATA));
    } else if (content != HandshakeMessage.HANDSHAKE) {
      whole.add(HandshakeMessage.other(content));
    } else {
      handshake(fragment);
    }
  }

  private void handshake(Octets record) {
    if (record.isEmpty()) {
      throw new HandshakeFault("a record without content");
    }
    while (!record.isEmpty()) {
      int type = record.u8();
      int length = record.u24();
      int number = record.u16();
      int offset = record.u24();
      Octets part = record.vector(3);
      if (offset + part.size() > length) {
        throw new HandshakeFault("a fragment that is longer than its message");
      }
      if (length > limit) {
        throw HandshakeFault.unknown(
            "a message of " + length + " octets, more than " + limit + " that are put together");
      }
      if (number >= MAX_MESSAGES) {
        throw HandshakeFault.unknown("message number " + number + ", of which none was expected");
      }
      Fragments message =
          messages.computeIfAbsent(number, key -> new Fragments(type, new byte[length]));
      if (message.add(type, length, offset, part.rest())) {
        whole.add(new HandshakeMessage(HandshakeMessage.HANDSHAKE, type, new Octets(message.body)));
      }
    }
  }

  /** A message that is being put together. */
  private static final class Fragments {
    private final int type;
    private final byte[] body;
    private final boolean[] known;
    private int missing;
    private boolean given;

    Fragments(int type, byte[] body) {
      this.type = type;
      this.body = body;
      this.known = new boolean[body.length];
      this.missing = body.length;
    }

    /** Adds a fragment; true if the message is whole now, which is said once. */
    boolean add(int ofType, int length, int offset, byte[] part) {
      boolean same = ofType == type && length == body.length;
      for (int i = 0; same && i < part.length; i++) {
        int at = offset + i;
        same = !known[at] || body[at] == part[i];
        missing -= known[at] ? 0 : 1;
        known[at] = true;
        body[at] = part[i];
      }
      if (!same) {
        throw HandshakeFault.unknown("fragments that contradict each other");
      }
      boolean first = missing == 0 && !given;
      given |= first;
      return first;
    }
  }
}
