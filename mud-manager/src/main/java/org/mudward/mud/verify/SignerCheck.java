package org.mudward.mud.verify;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignerDigestMismatchException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Everything that one signer has to pass (RFC 8520 section 13.2, RFC 5652 section 5.6). The order
 * is from cheap to dear, and what is about the file comes before what is about the signer.
 */
final class SignerCheck {
  private static final int DIGITAL_SIGNATURE = 0;

  /** Not registered with the JVM. The JDK has RSASSA-PSS under names that do not fit here. */
  private static final Provider PROVIDER = new BouncyCastleProvider();

  private final DetachedSignature signature;
  private final List<X509Certificate> anchors;
  private final Instant now;

  SignerCheck(DetachedSignature signature, Collection<X509Certificate> anchors, Instant now) {
    this.signature = signature;
    this.anchors = List.copyOf(anchors);
    this.now = now;
  }

  /** Who the signer is, all checks passed. */
  SignedBy pass(SignerInformation signer) throws HeldException {
    try {
      String digest = SignatureAlgorithms.digest(signer.toASN1Structure());
      AttributeTable attributes = attributes(signer);
      X509Certificate certificate = certificate(signer);
      Optional<Instant> time = signingTime(attributes, certificate);
      checkKey(certificate);
      checkSignature(signer, certificate);
      checkUsage(certificate);
      checkValidity(certificate);
      return new SignedBy(
          TrustPath.find(certificate, certificates(), anchors, now), time.orElse(null), digest);
    } catch (CMSException
        | OperatorCreationException
        | GeneralSecurityException
        | RuntimeException e) {
      // Bouncy Castle and the JDK report malformed values by IllegalArgumentException and its like.
      throw new HeldException("SG-02", "the signature cannot be checked: " + e.getMessage());
    }
  }

  /**
   * The signed attributes, which have to be there: a signature without them is over bare octets,
   * and the encoded attributes of one signature can be passed off as the bare octets of another
   * (draft-ietf-lamps-cms-euf-cma-signeddata).
   */
  private AttributeTable attributes(SignerInformation signer) throws HeldException {
    AttributeTable attributes = signer.getSignedAttributes();
    if (attributes == null) {
      throw new HeldException("SG-02", "the signature has no signed attributes");
    }
    checkOrder(signer.toASN1Structure().getAuthenticatedAttributes());
    ASN1Encodable type = required(attributes, CMSAttributes.contentType, "content-type");
    if (!signature.contentType().equals(type)) {
      throw new HeldException(
          "SG-08",
          "the signer signed content of type "
              + type
              + ", the signature says "
              + signature.contentType());
    }
    ASN1Encodable digest = required(attributes, CMSAttributes.messageDigest, "message-digest");
    if (!(digest instanceof ASN1OctetString)) {
      throw new HeldException("SG-02", "the signed attribute message-digest is malformed");
    }
    return attributes;
  }

  /**
   * RFC 5652 section 5.3: these are DER, whatever the rest is. {@link DerShape} cannot see their
   * order: it does not know which of the values without a type of their own are sets.
   */
  private static void checkOrder(ASN1Set attributes) throws HeldException {
    try {
      byte[] inOrder = attributes.getEncoded(ASN1Encoding.DER);
      if (!Arrays.equals(inOrder, attributes.getEncoded(ASN1Encoding.DL))) {
        throw new HeldException("SG-02", "the signed attributes are not in the order of DER");
      }
    } catch (IOException e) {
      throw new HeldException("SG-02", "the signed attributes cannot be read: " + e.getMessage());
    }
  }

  private static ASN1Encodable required(
      AttributeTable attributes, ASN1ObjectIdentifier type, String name) throws HeldException {
    return optional(attributes, type, name)
        .orElseThrow(
            () -> new HeldException("SG-02", "the signature lacks the signed attribute " + name));
  }

  /** RFC 5652 section 11: at most one such attribute, with exactly one value. */
  private static Optional<ASN1Encodable> optional(
      AttributeTable attributes, ASN1ObjectIdentifier type, String name) throws HeldException {
    ASN1EncodableVector all = attributes.getAll(type);
    if (all.size() == 0) {
      return Optional.empty();
    }
    Attribute first = Attribute.getInstance(all.get(0));
    if (all.size() > 1 || first.getAttrValues().size() != 1) {
      throw new HeldException("SG-02", "the signed attribute " + name + " is there twice");
    }
    return Optional.of(first.getAttrValues().getObjectAt(0));
  }

  private X509Certificate certificate(SignerInformation signer)
      throws HeldException, GeneralSecurityException {
    List<X509Certificate> found = new ArrayList<>();
    for (X509CertificateHolder holder : signature.certificates()) {
      if (signer.getSID().match(holder)) {
        found.add(new JcaX509CertificateConverter().getCertificate(holder));
      }
    }
    for (X509Certificate anchor : anchors) {
      if (signer.getSID().match(new JcaX509CertificateHolder(anchor))) {
        found.add(anchor);
      }
    }
    if (found.isEmpty()) {
      throw new HeldException("SG-09", "the signer's certificate did not come with the signature");
    }
    return found.get(0);
  }

  private List<X509Certificate> certificates() throws GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (X509CertificateHolder holder : signature.certificates()) {
      certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
    }
    return certificates;
  }

  /** The signer's own claim; one that contradicts the certificate is no good in any case. */
  private static Optional<Instant> signingTime(
      AttributeTable attributes, X509Certificate certificate) throws HeldException {
    Optional<ASN1Encodable> value = optional(attributes, CMSAttributes.signingTime, "signing-time");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Instant time = Time.getInstance(value.get()).getDate().toInstant();
    if (time.isBefore(certificate.getNotBefore().toInstant())
        || time.isAfter(certificate.getNotAfter().toInstant())) {
      throw new HeldException(
          "SG-10", "it was signed on " + time + ", when the signer's certificate was not valid");
    }
    return Optional.of(time);
  }

  private static void checkKey(X509Certificate certificate) throws HeldException {
    Optional<String> problem = Strength.problem(certificate.getPublicKey());
    if (problem.isPresent()) {
      throw new HeldException("SG-02", "the signer has " + problem.get());
    }
  }

  private static void checkSignature(SignerInformation signer, X509Certificate certificate)
      throws HeldException, CMSException, OperatorCreationException {
    boolean holds;
    try {
      // By key, not by certificate: times are judged here, not there.
      holds =
          signer.verify(
              new JcaSimpleSignerInfoVerifierBuilder()
                  .setProvider(PROVIDER)
                  .build(certificate.getPublicKey()));
    } catch (CMSSignerDigestMismatchException e) {
      throw new HeldException("SG-02", "the file is not the one that was signed");
    }
    if (!holds) {
      throw new HeldException("SG-02", "the signature is not by the key of its certificate");
    }
  }

  private static void checkUsage(X509Certificate certificate) throws HeldException {
    boolean[] usage = certificate.getKeyUsage();
    if (usage == null || !usage[DIGITAL_SIGNATURE]) {
      throw new HeldException(
          "SG-03",
          "the signer's certificate is not for digital signatures: "
              + (usage == null ? "it has no key usage" : "its key usage lacks digitalSignature"));
    }
  }

  private void checkValidity(X509Certificate certificate) throws HeldException {
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw new HeldException(
          "SG-10", "the signer's certificate expired on " + certificate.getNotAfter().toInstant());
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw new HeldException(
          "SG-10",
          "the signer's certificate is not valid before " + certificate.getNotBefore().toInstant());
    }
  }
}
