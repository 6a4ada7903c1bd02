package org.mudward.cli;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CertSelector;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate was authenticated. The one that was kept on the way may be another, if two
 * devices used one address at once.
 */
final class CertificateIdentity {
  /** RFC 5280 section 4.1.2.2: a serial number has at most 20 octets. */
  private static final int MAX_SERIAL = 2 * 20;

  /** RFC 5280 section 4.2.1.2: a hash; nobody uses a longer one than SHA-512. */
  private static final int MAX_KEY_ID = 64;

  // Tags of ASN.1: AuthorityKeyIdentifier is a SEQUENCE, keyIdentifier its [0].
  private static final int SEQUENCE = 0x30;
  private static final int KEY_IDENTIFIER = 0x80;

  private final X509CertSelector wanted = new X509CertSelector();

  /**
   * @param serial in hexadecimal; null if any will do
   * @param authority the key identifier of the issuer, in hexadecimal; null if any will do
   * @throws CommandFailure if one of them is none, an empty one too
   */
  CertificateIdentity(@Nullable String serial, @Nullable String authority) {
    if (serial != null) {
      if (!serial.matches("[0-9A-Fa-f]{1," + MAX_SERIAL + "}")) {
        throw new CommandFailure(
            ExitCode.WRONG_USE, "--serial: no serial number in hexadecimal: " + serial);
      }
      wanted.setSerialNumber(new BigInteger(serial, 16));
    }
    if (authority != null) {
      demandAuthority(authority);
    }
  }

  private void demandAuthority(String authority) {
    try {
      String hex = authority.strip().toLowerCase(Locale.ROOT).replaceFirst("^keyid:", "");
      byte[] id = HexFormat.of().parseHex(hex.replace(":", ""));
      if (id.length == 0 || id.length > MAX_KEY_ID) {
        throw new IllegalArgumentException("1 to " + MAX_KEY_ID + " octets are expected");
      }
      byte[] value = new byte[4 + id.length];
      value[0] = SEQUENCE;
      value[1] = (byte) (2 + id.length);
      value[2] = (byte) KEY_IDENTIFIER;
      value[3] = (byte) id.length;
      System.arraycopy(id, 0, value, 4, id.length);
      wanted.setAuthorityKeyIdentifier(value);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.WRONG_USE, "--authority: no key identifier in hexadecimal: " + authority);
    }
  }

  /**
   * Looks whether a certificate is this one.
   *
   * @throws CommandFailure if it is another, or none
   */
  void demand(byte[] octets) {
    try {
      var certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(octets));
      if (!wanted.match(certificate)) {
        throw new CommandFailure(
            ExitCode.FINDINGS, "this is not the certificate that was authenticated");
      }
    } catch (CertificateException e) {
      throw new CommandFailure(
          ExitCode.FINDINGS, "no certificate that can be read: " + Table.safe(e.toString()));
    }
  }
}
