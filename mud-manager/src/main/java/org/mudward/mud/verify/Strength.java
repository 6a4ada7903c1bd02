package org.mudward.mud.verify;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is too weak to vouch for anything, or too strange to be worth the time (NIST SP 800-131A).
 */
final class Strength {
  private static final int MIN_RSA_BITS = 2048;

  /** Checking time grows with the square; nobody uses more. */
  private static final int MAX_RSA_BITS = 8192;

  /** Everybody uses 65537; a huge exponent only costs time. */
  private static final int MAX_RSA_EXPONENT_BITS = 64;

  private static final int MIN_EC_BITS = 256;
  private static final int MAX_EC_BITS = 521;

  /** How certificates may be signed, as the JDK spells it; RSASSA-PSS is judged by its digest. */
  private static final Set<String> SIGNATURES =
      Set.of(
          "SHA256WITHRSA",
          "SHA384WITHRSA",
          "SHA512WITHRSA",
          "SHA256WITHECDSA",
          "SHA384WITHECDSA",
          "SHA512WITHECDSA",
          "ED25519");

  private static final Set<String> DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");

  private Strength() {}

  /** What is wrong with a key; empty if nothing is. */
  static Optional<String> problem(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      boolean odd = rsa.getPublicExponent().bitLength() > MAX_RSA_EXPONENT_BITS;
      return bits < MIN_RSA_BITS || bits > MAX_RSA_BITS || odd
          ? Optional.of("an RSA key of " + bits + " bits" + (odd ? " with a giant exponent" : ""))
          : Optional.empty();
    }
    if (key instanceof ECPublicKey ec) {
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      return bits < MIN_EC_BITS || bits > MAX_EC_BITS
          ? Optional.of("an elliptic key of " + bits + " bits")
          : Optional.empty();
    }
    if (key instanceof EdECPublicKey edwards
        && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
      return Optional.empty();
    }
    return Optional.of("a key of kind " + key.getAlgorithm());
  }

  /** What is wrong with how a certificate was signed; empty if nothing is. */
  static Optional<String> problem(X509Certificate certificate) {
    String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    boolean strong =
        algorithm.equals("RSASSA-PSS")
            ? hasStrongDigest(certificate)
            : SIGNATURES.contains(algorithm);
    return strong ? Optional.empty() : Optional.of("signed with " + certificate.getSigAlgName());
  }

  private static boolean hasStrongDigest(X509Certificate certificate) {
    byte[] encoded = certificate.getSigAlgParams();
    if (encoded == null) {
      return false;
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(encoded);
      return DIGESTS.contains(
          parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
    } catch (GeneralSecurityException | IOException e) {
      return false;
    }
  }
}
