package org.mudward.policy.tls;

/** What the octets that a client has sent so far come to. */
public sealed interface HelloReading {
  /** The octets may become a hello. */
  record NeedsMore() implements HelloReading {}

  /** The client said hello. */
  record Hello(ClientHello hello) implements HelloReading {}

  /**
   * The client does not speak (D)TLS, or says hello in a way that no server should take.
   *
   * @param why in words for an operator
   */
  record NotTls(String why) implements HelloReading {}

  /**
   * There may be a hello that cannot be read here: alert, and do not block for this alone.
   *
   * @param why in words for an operator
   */
  record Unknown(String why) implements HelloReading {}

  /** After at least one hello the client went on, and will not say hello again in the clear. */
  record Over() implements HelloReading {}
}
