package org.mudward.mud.verify;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Makes the detached signature of a MUD file (RFC 8520 section 13.1): DER, over the octets as they
 * are, with the certificates that a reader needs.
 *
 * <p>It refuses to make what {@link SignatureVerifier} would hold, as far as it can tell.
 */
public final class MudSigner {
  private static final int DIGITAL_SIGNATURE = 0;

  private MudSigner() {}

  /**
   * The signature of a file.
   *
   * @param intermediates from the signer's issuer up to, but not necessarily with, the root
   * @throws IllegalArgumentException if the certificate is not fit to sign MUD files at that time
   * @throws GeneralSecurityException if the key does not fit the certificate, or cannot sign
   */
  public static byte[] sign(
      byte[] file,
      X509Certificate signer,
      PrivateKey key,
      List<X509Certificate> intermediates,
      Instant signingTime)
      throws GeneralSecurityException {
    check(signer, signingTime);
    List<X509Certificate> certificates = new ArrayList<>();
    certificates.add(signer);
    certificates.addAll(intermediates);
    byte[] signature;
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .setSignedAttributeGenerator(
                  new DefaultSignedAttributeTableGenerator(attributes(signingTime)))
              .build(
                  new JcaContentSignerBuilder(algorithm(signer.getPublicKey())).build(key),
                  signer));
      generator.addCertificates(new JcaCertStore(certificates));
      signature =
          generator
              .generate(new CMSProcessableByteArray(file), false)
              .toASN1Structure()
              .getEncoded(ASN1Encoding.DER);
    } catch (CMSException | OperatorCreationException | IOException e) {
      throw new GeneralSecurityException("the key cannot sign: " + e.getMessage(), e);
    }
    checkKeyFits(file, signature, signer, signingTime);
    return signature;
  }

  private static void check(X509Certificate signer, Instant signingTime) {
    boolean[] usage = signer.getKeyUsage();
    if (usage == null || !usage[DIGITAL_SIGNATURE]) {
      throw new IllegalArgumentException(
          "the certificate needs key usage digitalSignature (RFC 8520 section 13.2)");
    }
    Optional<String> weakness = Strength.problem(signer.getPublicKey());
    if (weakness.isPresent()) {
      throw new IllegalArgumentException("the certificate has " + weakness.get());
    }
    if (signingTime.isBefore(signer.getNotBefore().toInstant())
        || signingTime.isAfter(signer.getNotAfter().toInstant())) {
      throw new IllegalArgumentException("the certificate is not valid at " + signingTime);
    }
  }

  private static AttributeTable attributes(Instant signingTime) {
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    attributes.add(
        new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(signingTime)))));
    return new AttributeTable(attributes);
  }

  private static String algorithm(PublicKey key) {
    if (key instanceof RSAPublicKey) {
      return "SHA256withRSA";
    }
    if (key instanceof ECPublicKey ec) {
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      return bits <= 256 ? "SHA256withECDSA" : bits <= 384 ? "SHA384withECDSA" : "SHA512withECDSA";
    }
    return "Ed25519";
  }

  /** A key of another certificate signs without complaint; what comes out is then worthless. */
  private static void checkKeyFits(
      byte[] file, byte[] signature, X509Certificate signer, Instant signingTime)
      throws GeneralSecurityException {
    VerifyResult result =
        new SignatureVerifier(List.of(signer)).verify(file, signature, signingTime);
    if (result instanceof VerifyResult.Held held) {
      throw new GeneralSecurityException(
          "the key does not fit the certificate: " + held.problem().message());
    }
  }
}
