package org.mudward.policy.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the certificate of a server in what it sends, piece by piece (RFC 5246 section 7.4.2).
 * Takes any octets; never throws. One reader is for one connection, and for one thread.
 */
public final class ServerReader {
  /** Octets of the message with the certificates; four large ones take 8 KiB. */
  public static final int MAX_CERTIFICATES = 64 * 1024;

  /** Certificates that a server may send; real chains have two to four. */
  private static final int MAX_CHAIN = 10;

  private static final int RANDOM = 32;
  private static final ServerReading NEEDS_MORE = new ServerReading.NeedsMore();

  private final MessageSource messages;
  private final boolean datagram;
  private Optional<Choice> choice = Optional.empty();
  private Optional<ServerReading> end = Optional.empty();

  /** What a server's hello chooses. */
  public record Choice(int version, int suite) {}

  private ServerReader(MessageSource messages, boolean datagram) {
    this.messages = messages;
    this.datagram = datagram;
  }

  /** For the octets that a server sends over TCP, in their order. */
  public static ServerReader tls() {
    return new ServerReader(new StreamMessages(MAX_CERTIFICATES), false);
  }

  /** For the payloads of the datagrams that a server sends. */
  public static ServerReader dtls() {
    return new ServerReader(new DatagramMessages(MAX_CERTIFICATES), true);
  }

  /** Adds octets: any number of a stream, or the payload of one datagram. */
  public ServerReading add(byte[] octets) {
    if (end.isPresent()) {
      return end.get();
    }
    ServerReading reading;
    try {
      messages.add(octets);
      reading = next();
    } catch (HandshakeFault fault) {
      reading =
          fault.isUnknown()
              ? new ServerReading.Unknown(fault.why())
              : new ServerReading.NotTls(fault.why());
    }
    end = Optional.of(reading).filter(found -> !found.equals(NEEDS_MORE));
    return reading;
  }

  /** What the server chose, as soon as that was read. */
  public Optional<Choice> choice() {
    return choice;
  }

  /** The version that the server chose, as soon as that was read. */
  public Optional<Integer> version() {
    return choice.map(Choice::version);
  }

  private ServerReading next() {
    Optional<HandshakeMessage> message = messages.next();
    while (message.isPresent()) {
      HandshakeMessage found = message.get();
      boolean first = choice.isEmpty();
      if (first && found.is(HandshakeMessage.SERVER_HELLO)) {
        Choice made = choice(found.body());
        int chosen = made.version();
        choice = Optional.of(made);
        if (chosen == TlsVersions.TLS_1_3 || chosen == TlsVersions.DTLS_1_3) {
          return new ServerReading.NotShown("from version 1.3 on, certificates are encrypted");
        }
      } else if (!first) {
        return behindHello(found, choice.get().version());
      } else if (found.content() == HandshakeMessage.ALERT) {
        return new ServerReading.NotShown("the server refused the client");
      } else if (!datagram || !mayBeEarly(found)) {
        throw new HandshakeFault("it does not start with the hello of a server");
      }
      message = messages.next();
    }
    return NEEDS_MORE;
  }

  /** A request to come back with a cookie, and records that overtook the hello. */
  private static boolean mayBeEarly(HandshakeMessage message) {
    return message.is(HandshakeMessage.HELLO_VERIFY_REQUEST)
        || message.content() != HandshakeMessage.HANDSHAKE;
  }

  private static ServerReading behindHello(HandshakeMessage message, int version) {
    return message.is(HandshakeMessage.CERTIFICATE)
        ? new ServerReading.Shown(new ServerCertificate(version, chain(message.body())))
        : new ServerReading.NotShown("the server shows no certificate in this handshake");
  }

  /** The version (RFC 8446 section 4.2.1) and the suite that a hello chooses. */
  private Choice choice(Octets hello) {
    int chosen = hello.u16();
    requireKnown(chosen); // drafts of 1.3 had hellos of another form
    hello.skip(RANDOM);
    ClientHelloReader.sessionId(hello);
    int suite = hello.u16();
    hello.u8(); // the method of compression
    Octets extensions = hello.isEmpty() ? hello : hello.vector(2);
    while (!extensions.isEmpty()) {
      int type = extensions.u16();
      Octets data = extensions.vector(2);
      if (type == ClientHelloReader.SUPPORTED_VERSIONS) {
        chosen = data.u16();
      }
    }
    hello.requireEnd("a hello");
    requireKnown(chosen);
    return new Choice(chosen, suite);
  }

  private void requireKnown(int chosen) {
    TlsParameter parameter = datagram ? TlsParameter.DTLS_VERSION : TlsParameter.TLS_VERSION;
    if (TlsRegistry.isUnknown(parameter, chosen)) {
      throw HandshakeFault.unknown(
          String.format("version 0x%04X, which is not known here", chosen));
    }
  }

  private static List<X509Certificate> chain(Octets body) {
    Octets list = body.vector(3);
    body.requireEnd("a message with certificates");
    List<X509Certificate> chain = new ArrayList<>();
    while (!list.isEmpty()) {
      if (chain.size() == MAX_CHAIN) {
        throw HandshakeFault.unknown("more than " + MAX_CHAIN + " certificates");
      }
      chain.add(certificate(list.vector(3).rest()));
    }
    return chain;
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      if (certificate.getEncoded().length != der.length) {
        throw new HandshakeFault("a certificate with something behind it");
      }
      return certificate;
    } catch (CertificateException e) {
      throw new HandshakeFault("a certificate that is none: " + e.getMessage());
    }
  }
}
