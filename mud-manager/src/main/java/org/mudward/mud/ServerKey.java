package org.mudward.mud;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * By which key a file server proved who it is, and who vouched for that (RFC 8520 section 16).
 *
 * @param sha256 of the certificate's SubjectPublicKeyInfo, 64 lower-case hexadecimal digits:
 *     another certificate for the same key is no news
 * @param issuer the name of who issued the certificate (RFC 2253), shortened if it is long
 */
public record ServerKey(String sha256, String issuer) {
  /** A name with six ordinary parts; it is kept and shown, never compared by its parts. */
  private static final int MAX_ISSUER = 300;

  public ServerKey {
    issuer = issuer.length() > MAX_ISSUER ? issuer.substring(0, MAX_ISSUER) : issuer;
  }

  /** What a certificate says. */
  public static ServerKey of(X509Certificate certificate) {
    try {
      byte[] key = certificate.getPublicKey().getEncoded();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return new ServerKey(
          HexFormat.of().formatHex(digest), certificate.getIssuerX500Principal().getName());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }
}
