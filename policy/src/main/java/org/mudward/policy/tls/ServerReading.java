package org.mudward.policy.tls;

import org.jspecify.annotations.Nullable;

/** What the octets that a server has sent so far come to. */
public sealed interface ServerReading {
  /** The octets may become a certificate. */
  record NeedsMore() implements ServerReading {}

  /** The server showed its certificate. */
  record Shown(ServerCertificate certificate) implements ServerReading {}

  /**
   * No certificate is to be seen in this handshake: it is encrypted, as in (D)TLS 1.3, or none is
   * needed, as with a session that goes on.
   *
   * @param why in words for an operator
   */
  record NotShown(String why) implements ServerReading {
    // Written out here: what the JDK makes for records is slow until the optimising compiler came
    // by.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof NotShown not && why.equals(not.why);
    }

    @Override
    public int hashCode() {
      return why.hashCode();
    }
  }

  /**
   * The server does not speak (D)TLS, or shows something that no client should take.
   *
   * @param why in words for an operator
   */
  record NotTls(String why) implements ServerReading {}

  /**
   * There may be a certificate that cannot be read here: alert, and do not block for this alone.
   *
   * @param why in words for an operator
   */
  record Unknown(String why) implements ServerReading {}
}
