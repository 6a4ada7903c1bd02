package org.mudward.policy.tls;

import java.util.Optional;

/**
 * Finds the hellos of a client in what it sends, piece by piece. Takes any octets; never throws.
 *
 * <p>A client whom the server asks to retry says hello again, and what it offers then counts as
 * well: after a hello, go on adding. One reader is for one connection, and for one thread.
 */
public final class HandshakeReader {
  /** Octets of a hello that is put together; keys of post-quantum groups take 1 to 2 KiB. */
  public static final int MAX_HELLO = 16 * 1024;

  /** The first, one after a cookie and one after another group was asked for. */
  private static final int MAX_HELLOS = 3;

  /** Records between two hellos: early data that the server will not read. */
  private static final int MAX_BETWEEN = 64;

  private static final HelloReading NEEDS_MORE = new HelloReading.NeedsMore();
  private static final HelloReading OVER = new HelloReading.Over();

  private final MessageSource messages;
  private final boolean datagram;
  private int hellos;
  private int between;
  private Optional<HelloReading> end = Optional.empty();

  private HandshakeReader(MessageSource messages, boolean datagram) {
    this.messages = messages;
    this.datagram = datagram;
  }

  /** For the octets that a client sends over TCP, in their order. */
  public static HandshakeReader tls() {
    return new HandshakeReader(new StreamMessages(MAX_HELLO), false);
  }

  /** For the payloads of the datagrams that a client sends. */
  public static HandshakeReader dtls() {
    return new HandshakeReader(new DatagramMessages(MAX_HELLO), true);
  }

  /**
   * Adds octets: any number of a stream, or the payload of one datagram. A hello is told once; what
   * was added with it is read on with the next call, which may add nothing.
   */
  public HelloReading add(byte[] octets) {
    if (end.isPresent()) {
      return end.get();
    }
    try {
      messages.add(octets);
      return next();
    } catch (HandshakeFault fault) {
      return finish(
          fault.isUnknown()
              ? new HelloReading.Unknown(fault.why())
              : new HelloReading.NotTls(fault.why()));
    }
  }

  private HelloReading next() {
    Optional<HandshakeMessage> message = messages.next();
    while (message.isPresent()) {
      HandshakeMessage found = message.get();
      if (found.is(HandshakeMessage.CLIENT_HELLO)) {
        if (hellos++ == MAX_HELLOS) {
          throw HandshakeFault.unknown("more than " + MAX_HELLOS + " hellos");
        }
        return new HelloReading.Hello(ClientHelloReader.read(found.body(), datagram));
      }
      if (hellos == 0) {
        throw new HandshakeFault("it does not start with a hello");
      }
      if (!mayBeBetween(found) || ++between > MAX_BETWEEN) {
        return finish(OVER);
      }
      message = messages.next();
    }
    return NEEDS_MORE;
  }

  /** Early data, and a record that is only there for the eyes of others on the way. */
  private static boolean mayBeBetween(HandshakeMessage message) {
    return message.content() == HandshakeMessage.APPLICATION_DATA
        || message.content() == HandshakeMessage.CHANGE_CIPHER_SPEC;
  }

  private HelloReading finish(HelloReading reading) {
    end = Optional.of(reading);
    return reading;
  }
}
