package org.mudward.mud.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.jspecify.annotations.Nullable;

/**
 * A signature file whose form is right: one DER ContentInfo with SignedData (RFC 5652 section 5),
 * without content, about data or a MUD file. Whether it holds is still open.
 *
 * @param contentType what it is about
 * @param signers at least one
 * @param certificates what came along, the signer's usually among them; believed in nothing
 */
record DetachedSignature(
    ASN1ObjectIdentifier contentType,
    List<SignerInformation> signers,
    List<X509CertificateHolder> certificates) {
  /** A signature with a chain of three certificates has 5 KiB. */
  static final int MAX_OCTETS = 64 * 1024;

  /** More would only cost time: one for an old and one for a new algorithm are two. */
  private static final int MAX_SIGNERS = 4;

  /** Longer chains than these are not in use. */
  private static final int MAX_CERTIFICATES = 12;

  /** RFC 8520 section 17: for a file inside a signature; met in detached ones as well. */
  static final ASN1ObjectIdentifier MUD_TYPE =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.41");

  private static final Set<ASN1ObjectIdentifier> CONTENT_TYPES =
      Set.of(CMSObjectIdentifiers.data, MUD_TYPE);

  DetachedSignature {
    signers = List.copyOf(signers);
    certificates = List.copyOf(certificates);
  }

  static DetachedSignature read(byte[] signature, byte[] file) throws HeldException {
    if (signature.length > MAX_OCTETS) {
      throw new HeldException("SG-02", "the signature has more than " + MAX_OCTETS + " octets");
    }
    try {
      return read(ContentInfo.getInstance(DerShape.read(signature)), file);
    } catch (IOException | CMSException | RuntimeException e) {
      // Bouncy Castle reports malformed values by IllegalArgumentException and its like.
      throw new HeldException("SG-02", "this is no DER signature: " + e.getMessage());
    }
  }

  private static DetachedSignature read(ContentInfo info, byte[] file)
      throws HeldException, CMSException {
    if (!info.getContentType().equals(CMSObjectIdentifiers.signedData)) {
      throw new HeldException(
          "SG-02", "this is CMS of type " + info.getContentType() + ", no signature");
    }
    SignedData data = SignedData.getInstance(info.getContent());
    ASN1ObjectIdentifier type = data.getEncapContentInfo().getContentType();
    if (!CONTENT_TYPES.contains(type)) {
      throw new HeldException(
          "SG-08", "the signature is about content of type " + type + ", no MUD file");
    }
    if (data.getEncapContentInfo().getContent() != null) {
      // Even if it were the same octets: a reader who trusts one copy and uses the other is lost.
      throw new HeldException(
          "SG-08", "the signature has content inside; it has to be detached from the file");
    }
    int signers = data.getSignerInfos().size();
    if (signers == 0 || signers > MAX_SIGNERS) {
      throw new HeldException("SG-13", "the signature has " + signers + " signers");
    }
    CMSSignedData signed = new CMSSignedData(new CMSProcessableByteArray(type, file), info);
    return new DetachedSignature(
        type,
        new ArrayList<>(signed.getSignerInfos().getSigners()),
        certificates(data.getCertificates()));
  }

  private static List<X509CertificateHolder> certificates(@Nullable ASN1Set set)
      throws HeldException {
    List<X509CertificateHolder> certificates = new ArrayList<>();
    if (set == null) {
      return certificates;
    }
    if (set.size() > MAX_CERTIFICATES) {
      throw new HeldException("SG-02", "the signature brings " + set.size() + " certificates");
    }
    for (ASN1Encodable entry : set) {
      if (entry.toASN1Primitive() instanceof ASN1Sequence certificate) {
        certificates.add(new X509CertificateHolder(Certificate.getInstance(certificate)));
      }
    }
    return certificates;
  }
}
