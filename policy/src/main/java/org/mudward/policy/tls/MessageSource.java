package org.mudward.policy.tls;

import java.util.Optional;

/** The messages of one side of a handshake, in the order in which they become whole. */
interface MessageSource {
  /** The next message; empty until more octets are added. */
  Optional<HandshakeMessage> next();

  /** More octets: any of a stream, or the payload of one datagram. */
  void add(byte[] octets);
}
