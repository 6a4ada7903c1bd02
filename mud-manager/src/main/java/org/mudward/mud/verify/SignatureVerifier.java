package org.mudward.mud.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.Selector;
import org.mudward.mud.Approval;
import org.mudward.mud.fetch.FetchedMudFile;

/**
 * Checks the detached CMS signature of a MUD file over its octets as they came (RFC 8520 section
 * 13).
 *
 * <p>One signer whose every check passes is enough; others do not spoil it. Revocation is not asked
 * for: the RFC names no way, and a manager that dials wherever a certificate says would be a tool
 * for others.
 */
public final class SignatureVerifier {
  /** id-ct-mudtype, RFC 8520 section 11. */
  private static final ASN1ObjectIdentifier MUD_TYPE =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.41");

  /** SHA-2 and SHA-3 of 256 bits and more; MD5 and SHA-1 can be forged. */
  private static final Set<ASN1ObjectIdentifier> DIGESTS =
      Set.of(
          NISTObjectIdentifiers.id_sha256,
          NISTObjectIdentifiers.id_sha384,
          NISTObjectIdentifiers.id_sha512,
          NISTObjectIdentifiers.id_sha3_256,
          NISTObjectIdentifiers.id_sha3_384,
          NISTObjectIdentifiers.id_sha3_512);

  private static final int MIN_RSA_BITS = 2048;
  private static final int MIN_EC_BITS = 256;

  /** More signers than a few only cost time. */
  private static final int MAX_SIGNERS = 8;

  private final Set<TrustAnchor> anchors;

  /** Trusts signers that lead to one of these. */
  public SignatureVerifier(Collection<X509Certificate> anchors) {
    this.anchors =
        anchors.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toSet());
  }

  /**
   * Trusts signers that lead to a certificate of these files.
   *
   * @throws IOException naming the file that cannot be used
   */
  public static SignatureVerifier ofPem(Collection<Path> files) throws IOException {
    return new SignatureVerifier(Pem.certificates(files));
  }

  /** Verifies a fetched file at a moment. */
  public VerifyResult verify(FetchedMudFile file, Instant now) {
    byte[] signature = file.signature();
    if (signature == null) {
      return held("SG-14", "the file names no mud-signature, so nobody vouches for it");
    }
    return verify(file.bytes(), signature, now, file.retrieved());
  }

  /** Verifies a fetched file, or takes a person's word for exactly these octets. */
  public VerifyResult verify(FetchedMudFile file, Instant now, Approval approval) {
    if (sha256(file.bytes()).equals(approval.sha256())) {
      return new VerifyResult.Verified(
          new VerifiedMudFile(file.bytes(), null, approval, file.retrieved()));
    }
    return verify(file, now);
  }

  /** Verifies octets and a signature that came by other ways. */
  public VerifyResult verify(byte[] file, byte[] signature, Instant now) {
    return verify(file, signature, now, now);
  }

  /**
   * A file that the operator names, and vouches for by naming it.
   *
   * @throws IllegalArgumentException if the approval is for other octets
   */
  public static VerifiedMudFile ofOperator(byte[] file, Approval approval) {
    if (!sha256(file).equals(approval.sha256())) {
      throw new IllegalArgumentException("the approval is for other octets (SG-06)");
    }
    return new VerifiedMudFile(file, null, approval, approval.at());
  }

  /** The SHA-256 of octets, as approvals write it. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }

  private static VerifyResult held(String code, String message) {
    return new VerifyResult.Held(new SignatureProblem(code, message));
  }

  private VerifyResult verify(byte[] file, byte[] signature, Instant now, Instant retrieved) {
    CMSSignedData data;
    try {
      data = new CMSSignedData(new CMSProcessableByteArray(file), signature);
      if (new CMSSignedData(signature).getSignedContent() != null) {
        return held("SG-08", "the signature carries content of its own; it has to be detached");
      }
    } catch (CMSException | RuntimeException e) {
      return held("SG-02", "the signature is no CMS SignedData: " + e.getMessage());
    }
    ASN1ObjectIdentifier type = new ASN1ObjectIdentifier(data.getSignedContentTypeOID());
    if (!type.equals(PKCSObjectIdentifiers.data) && !type.equals(MUD_TYPE)) {
      return held("SG-08", "the signature is about content of type " + type);
    }
    List<SignerInformation> signers = new ArrayList<>(data.getSignerInfos().getSigners());
    if (signers.isEmpty() || signers.size() > MAX_SIGNERS) {
      return held("SG-13", "the signature has " + signers.size() + " signers");
    }
    VerifyResult last = held("SG-13", "no signer");
    for (SignerInformation signer : signers) {
      last = verify(data, signer, type, now, file, retrieved);
      if (last instanceof VerifyResult.Verified) {
        return last;
      }
    }
    return last;
  }

  private VerifyResult verify(
      CMSSignedData data,
      SignerInformation signer,
      ASN1ObjectIdentifier type,
      Instant now,
      byte[] file,
      Instant retrieved) {
    try {
      checkAttributes(signer, type);
      X509Certificate certificate = certificateOf(data, signer);
      checkKey(certificate);
      if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate))) {
        throw new RefusedException("SG-02", "the file is not what was signed");
      }
      checkSigningTime(signer, certificate);
      checkPath(data, certificate, now);
      String subject = certificate.getSubjectX500Principal().getName();
      return new VerifyResult.Verified(new VerifiedMudFile(file, subject, null, retrieved));
    } catch (RefusedException e) {
      return held(e.code, String.valueOf(e.getMessage()));
    } catch (CMSException
        | OperatorCreationException
        | GeneralSecurityException
        | RuntimeException e) {
      return held("SG-02", "the signature does not verify: " + e.getMessage());
    }
  }

  /** A check that did not pass. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String code;

    RefusedException(String code, String message) {
      super(message);
      this.code = code;
    }
  }

  /** Without signed attributes, a signature over attributes could pass for one over a file. */
  private static void checkAttributes(SignerInformation signer, ASN1ObjectIdentifier type)
      throws RefusedException {
    AttributeTable attributes = signer.getSignedAttributes();
    Attribute content = attributes == null ? null : attributes.get(CMSAttributes.contentType);
    Attribute digest = attributes == null ? null : attributes.get(CMSAttributes.messageDigest);
    if (content == null || digest == null) {
      throw new RefusedException("SG-02", "the signature has no signed attributes");
    }
    if (content.getAttrValues().size() != 1
        || !type.equals(content.getAttrValues().getObjectAt(0))) {
      throw new RefusedException("SG-08", "the signed content type is another one");
    }
    if (!DIGESTS.contains(signer.getDigestAlgorithmID().getAlgorithm())) {
      throw new RefusedException(
          "SG-02", "the digest " + signer.getDigestAlgOID() + " is too weak");
    }
  }

  private static X509Certificate certificateOf(CMSSignedData data, SignerInformation signer)
      throws RefusedException, GeneralSecurityException {
    @SuppressWarnings("unchecked") // a signer's id selects certificates
    Selector<X509CertificateHolder> wanted = signer.getSID();
    for (X509CertificateHolder holder : data.getCertificates().getMatches(wanted)) {
      return new JcaX509CertificateConverter().getCertificate(holder);
    }
    throw new RefusedException("SG-09", "the signer's certificate is not in the signature");
  }

  private static void checkKey(X509Certificate certificate) throws RefusedException {
    boolean[] usage = certificate.getKeyUsage();
    if (usage == null || !usage[0]) {
      throw new RefusedException(
          "SG-03", "the signer's certificate has no key usage digitalSignature");
    }
    boolean weak =
        (certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < MIN_RSA_BITS)
            || (certificate.getPublicKey() instanceof ECPublicKey ec
                && ec.getParams().getCurve().getField().getFieldSize() < MIN_EC_BITS);
    if (weak) {
      throw new RefusedException("SG-02", "the signer's key is too short");
    }
  }

  private static void checkSigningTime(SignerInformation signer, X509Certificate certificate)
      throws RefusedException {
    Attribute time = signer.getSignedAttributes().get(CMSAttributes.signingTime);
    if (time == null) {
      return;
    }
    Instant at = Time.getInstance(time.getAttrValues().getObjectAt(0)).getDate().toInstant();
    if (at.isBefore(certificate.getNotBefore().toInstant())
        || at.isAfter(certificate.getNotAfter().toInstant())) {
      throw new RefusedException(
          "SG-10", "it was signed when the signer's certificate was not valid");
    }
  }

  private void checkPath(CMSSignedData data, X509Certificate certificate, Instant now)
      throws RefusedException, GeneralSecurityException {
    if (anchors.isEmpty()) {
      throw new RefusedException(
          "SG-04", "the site names no trust-anchors, so no signer is trusted");
    }
    Set<X509Certificate> others = new HashSet<>();
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    for (X509CertificateHolder holder : data.getCertificates().getMatches(null)) {
      others.add(converter.getCertificate(holder));
    }
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(certificate);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    try {
      CertPathBuilder.getInstance("PKIX").build(parameters);
    } catch (GeneralSecurityException e) {
      boolean expired = now.isAfter(certificate.getNotAfter().toInstant());
      throw new RefusedException(
          expired ? "SG-10" : "SG-04",
          expired
              ? "the signer's certificate has expired"
              : "the signer "
                  + certificate.getSubjectX500Principal().getName()
                  + " does not lead to a trust anchor of the site");
    }
  }
}
