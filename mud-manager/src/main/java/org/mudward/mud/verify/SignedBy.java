package org.mudward.mud.verify;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who signed a file, all checks passed.
 *
 * @param path from the signer's certificate to the trust anchor, both included; one certificate if
 *     the site trusts exactly this signer
 * @param time when, as the signer says, whom nobody checks in this; null if it was not said
 * @param digest the digest algorithm of the signature, such as {@code SHA-256}
 */
public record SignedBy(List<X509Certificate> path, @Nullable Instant time, String digest) {
  public SignedBy {
    path = List.copyOf(path);
  }

  /** The signer's certificate. */
  public X509Certificate certificate() {
    return path.get(0);
  }
}
