package org.mudward.mud.verify;

import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The algorithms a signer may use: SHA-2 of 256 bits or more with RSA, ECDSA or Ed25519. What is
 * not listed is refused, so a new weakness needs no new line.
 */
final class SignatureAlgorithms {
  private static final Map<ASN1ObjectIdentifier, String> DIGESTS =
      Map.of(
          NISTObjectIdentifiers.id_sha256, "SHA-256",
          NISTObjectIdentifiers.id_sha384, "SHA-384",
          NISTObjectIdentifiers.id_sha512, "SHA-512");

  /** Signature algorithms that name their digest. */
  private static final Map<ASN1ObjectIdentifier, ASN1ObjectIdentifier> DIGEST_OF =
      Map.of(
          PKCSObjectIdentifiers.sha256WithRSAEncryption, NISTObjectIdentifiers.id_sha256,
          PKCSObjectIdentifiers.sha384WithRSAEncryption, NISTObjectIdentifiers.id_sha384,
          PKCSObjectIdentifiers.sha512WithRSAEncryption, NISTObjectIdentifiers.id_sha512,
          X9ObjectIdentifiers.ecdsa_with_SHA256, NISTObjectIdentifiers.id_sha256,
          X9ObjectIdentifiers.ecdsa_with_SHA384, NISTObjectIdentifiers.id_sha384,
          X9ObjectIdentifiers.ecdsa_with_SHA512, NISTObjectIdentifiers.id_sha512,
          // RFC 8419 section 3: the digest of the message is SHA-512 here too
          EdECObjectIdentifiers.id_Ed25519, NISTObjectIdentifiers.id_sha512);

  private SignatureAlgorithms() {}

  /**
   * The name of the digest that the signer used.
   *
   * @throws HeldException if it is weak, or the signature is over another one
   */
  static String digest(SignerInfo signer) throws HeldException {
    ASN1ObjectIdentifier digest = signer.getDigestAlgorithm().getAlgorithm();
    String name = DIGESTS.get(digest);
    if (name == null) {
      throw new HeldException("SG-02", "the digest " + digest + " is too weak or unknown");
    }
    AlgorithmIdentifier signature = signer.getDigestEncryptionAlgorithm();
    if (!fits(signature, digest)) {
      throw new HeldException(
          "SG-02",
          "the signature algorithm "
              + signature.getAlgorithm()
              + " is too weak, unknown, or not for "
              + name);
    }
    return name;
  }

  private static boolean fits(AlgorithmIdentifier signature, ASN1ObjectIdentifier digest) {
    ASN1ObjectIdentifier algorithm = signature.getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return true; // RFC 3370 section 3.2: the digest is the signer's digest algorithm
    }
    if (algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      RSASSAPSSparams parameters = RSASSAPSSparams.getInstance(signature.getParameters());
      AlgorithmIdentifier mask =
          AlgorithmIdentifier.getInstance(parameters.getMaskGenAlgorithm().getParameters());
      return parameters.getHashAlgorithm().getAlgorithm().equals(digest)
          && mask.getAlgorithm().equals(digest);
    }
    return digest.equals(DIGEST_OF.get(algorithm));
  }
}
