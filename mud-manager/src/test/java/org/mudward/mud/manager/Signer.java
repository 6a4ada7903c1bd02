package org.mudward.mud.manager;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Someone who signs MUD files, with an authority that says so. */
public final class Signer {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  private final X509Certificate anchor;
  private final X509Certificate certificate;
  private final KeyPair keys;
  private final KeyPair authority;

  /** A signer whose certificate is good for so long after the start of 2026. */
  public Signer(String name, Duration validity) {
    try {
      authority = keys();
      keys = keys();
      anchor =
          certificate(
              "CN=CA of " + name,
              authority,
              "CN=CA of " + name,
              authority,
              true,
              validity.plusDays(3650));
      certificate = certificate("CN=" + name, keys, "CN=CA of " + name, authority, false, validity);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public Signer(String name) {
    this(name, Duration.ofDays(3650));
  }

  private Signer(String name, Signer other) {
    try {
      anchor = other.anchor;
      authority = other.authority;
      keys = keys();
      String issuer = anchor.getSubjectX500Principal().getName();
      certificate =
          certificate("CN=" + name, keys, issuer, authority, false, Duration.ofDays(3650));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another signer of this name, by the same authority: the same name is a renewed certificate. */
  public Signer beside(String name) {
    return new Signer(name, this);
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(
      String subject, KeyPair own, String issuer, KeyPair by, boolean authority, Duration validity)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(System.nanoTime()),
            Date.from(FROM),
            Date.from(FROM.plus(validity)),
            new X500Name(subject),
            own.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
    ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  public X509Certificate anchor() {
    return anchor;
  }

  /** A detached signature over these octets. */
  public byte[] sign(byte[] bytes) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(signedAt()))
              .build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()),
                  certificate));
      generator.addCertificates(new JcaCertStore(List.of(certificate)));
      return generator.generate(new CMSProcessableByteArray(bytes), false).getEncoded("DER");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Not now: what the machine's clock says must not decide a test. */
  private static AttributeTable signedAt() {
    Attribute time =
        new Attribute(
            CMSAttributes.signingTime,
            new DERSet(new Time(Date.from(FROM.plus(Duration.ofDays(1))))));
    return new AttributeTable(new DERSet(time));
  }
}
