package org.mudward.mud.verify;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.verify.TestPki.Identity;

/**
 * A signature put together piece by piece, so that any piece can be wrong while the rest is right.
 * As it starts out, it is right: ECDSA with SHA-256.
 */
final class CmsForge {
  private final byte[] file;
  private final Identity signer;
  ASN1ObjectIdentifier contentType = CMSObjectIdentifiers.data;
  ASN1ObjectIdentifier signedContentType = CMSObjectIdentifiers.data;
  @Nullable ASN1Encodable content;
  ASN1ObjectIdentifier digestType = NISTObjectIdentifiers.id_sha256;
  String digestName = "SHA-256";
  AlgorithmIdentifier signatureType =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
  String signatureName = "SHA256withECDSA";
  @Nullable AlgorithmParameterSpec parameters;
  boolean withAttributes = true;
  Instant signingTime = TestPki.NOW;
  UnaryOperator<List<Attribute>> attributes = list -> list;
  UnaryOperator<byte[]> tamper = octets -> octets;

  /** Who the signer says that he is; issuer and number of his certificate, if nothing else. */
  @Nullable SignerIdentifier identifier;

  @Nullable ASN1Set unsigned;

  /** What the container says about digests before any signer does. */
  @Nullable ASN1Set digests;

  final List<X509Certificate> certificates = new ArrayList<>();
  final List<SignerInfo> more = new ArrayList<>();

  CmsForge(byte[] file, Identity signer) {
    this.file = file.clone();
    this.signer = signer;
    certificates.add(signer.certificate());
  }

  CmsForge with(X509Certificate... others) {
    certificates.addAll(List.of(others));
    return this;
  }

  static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable... values) {
    return new Attribute(type, new DERSet(values));
  }

  private ASN1Set signedAttributes() throws GeneralSecurityException {
    List<Attribute> all = new ArrayList<>();
    all.add(attribute(CMSAttributes.contentType, signedContentType));
    all.add(attribute(CMSAttributes.signingTime, new Time(Date.from(signingTime))));
    all.add(
        attribute(
            CMSAttributes.messageDigest,
            new DEROctetString(MessageDigest.getInstance(digestName).digest(file))));
    return new DERSet(attributes.apply(all).toArray(new Attribute[0]));
  }

  /** The octets that are signed if there are attributes. */
  byte[] encodedAttributes() throws GeneralSecurityException, IOException {
    return signedAttributes().getEncoded(ASN1Encoding.DER);
  }

  static SignerIdentifier byIssuer(X509Certificate certificate) throws GeneralSecurityException {
    return new SignerIdentifier(
        new IssuerAndSerialNumber(new JcaX509CertificateHolder(certificate).toASN1Structure()));
  }

  SignerInfo signerInfo() {
    try {
      ASN1Set signed = withAttributes ? signedAttributes() : null;
      Signature signing = Signature.getInstance(signatureName, TestPki.PROVIDER);
      if (parameters != null) {
        signing.setParameter(parameters);
      }
      signing.initSign(signer.key());
      signing.update(signed == null ? file : signed.getEncoded(ASN1Encoding.DER));
      return new SignerInfo(
          identifier == null ? byIssuer(signer.certificate()) : identifier,
          new AlgorithmIdentifier(digestType, DERNull.INSTANCE),
          signed,
          signatureType,
          new DEROctetString(tamper.apply(signing.sign())),
          unsigned);
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  ContentInfo contentInfo(List<SignerInfo> signers) {
    ASN1EncodableVector certificateSet = new ASN1EncodableVector();
    try {
      for (X509Certificate certificate : certificates) {
        certificateSet.add(new JcaX509CertificateHolder(certificate).toASN1Structure());
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    SignedData data =
        new SignedData(
            digests == null
                ? new DERSet(new AlgorithmIdentifier(digestType, DERNull.INSTANCE))
                : digests,
            new ContentInfo(contentType, content),
            certificates.isEmpty() ? null : new DERSet(certificateSet),
            null,
            new DERSet(signers.toArray(new SignerInfo[0])));
    return new ContentInfo(CMSObjectIdentifiers.signedData, data);
  }

  byte[] make() {
    List<SignerInfo> signers = new ArrayList<>();
    signers.add(signerInfo());
    signers.addAll(more);
    return encode(contentInfo(signers));
  }

  static byte[] encode(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
