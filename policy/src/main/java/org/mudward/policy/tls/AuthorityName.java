package org.mudward.policy.tls;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * The distinguished name of a certificate authority in one form, whatever it was written in.
 *
 * <p>A hello has names in DER. The module of RFC 9761 has a string and does not say what is in it;
 * taken here are the text of RFC 4514, and DER in base64 or hexadecimal.
 */
public final class AuthorityName {
  /** How a name starts that a hello holds and that is none; no canonical name starts so. */
  static final String UNREADABLE = "#";

  private AuthorityName() {}

  /** The name that a profile writes; empty if it is none. */
  public static Optional<String> ofText(String text) {
    Optional<byte[]> der = hex(text).or(() -> base64(text));
    Optional<String> decoded = der.flatMap(AuthorityName::ofDer);
    return decoded.isPresent() ? decoded : ofRfc4514(text);
  }

  /** The name that a hello holds; empty if it is none. */
  static Optional<String> ofDer(byte[] der) {
    try {
      return Optional.of(canonical(new X500Principal(der)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> ofRfc4514(String text) {
    try {
      X500Principal name = new X500Principal(text);
      return name.getName().isEmpty() ? Optional.empty() : Optional.of(canonical(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String canonical(X500Principal name) {
    return name.getName(X500Principal.CANONICAL);
  }

  private static Optional<byte[]> hex(String text) {
    try {
      return Optional.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
