package org.mudward.mud.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
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

  /**
   * The same text for everybody who can sign in this signer's place: the subjects from the signer
   * to the anchor are the same names, and the anchor has the same key
   * (draft-ietf-iotops-mud-acceptable-urls). Certificates and keys below the anchor may be renewed.
   */
  public String pin() {
    MessageDigest digest = SignatureVerifier.sha256();
    digest.update(path.get(path.size() - 1).getPublicKey().getEncoded());
    for (X509Certificate step : path) {
      String name = step.getSubjectX500Principal().getName(X500Principal.CANONICAL);
      byte[] octets = name.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).array());
      digest.update(octets);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
