package org.mudward.lab;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** A certificate authority of the lab, and what it can issue: good and bad. */
public final class Pki {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final char[] PASSWORD = "lab".toCharArray();

  private final AtomicLong serial = new AtomicLong(1);
  private final Issued authority;

  /** A certificate with its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {}

  /** A new authority of this name. */
  public Pki(String name) {
    KeyPair pair = keys();
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        builder("CN=" + name, "CN=" + name, pair, now.minus(YEAR), now.plus(YEAR));
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
    authority = new Issued(build(builder, pair.getPrivate()), pair.getPrivate());
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509v3CertificateBuilder builder(
      String issuer, String subject, KeyPair pair, Instant from, Instant to) {
    return new JcaX509v3CertificateBuilder(
        new X500Name(issuer),
        BigInteger.valueOf(serial.getAndIncrement()),
        Date.from(from),
        Date.from(to),
        new X500Name(subject),
        pair.getPublic());
  }

  private static X509Certificate build(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Issued issue(String subject, Instant from, Instant to, Extend extend) {
    KeyPair pair = keys();
    String issuer = authority.certificate().getSubjectX500Principal().getName();
    X509v3CertificateBuilder builder = builder(issuer, subject, pair, from, to);
    try {
      extend.to(builder);
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
    return new Issued(build(builder, authority.key()), pair.getPrivate());
  }

  private interface Extend {
    void to(X509v3CertificateBuilder builder) throws CertIOException;
  }

  /** A server's certificate for these names. */
  public Issued server(String... names) {
    Instant now = Instant.now();
    return issue(
        "CN=" + names[0],
        now.minus(Duration.ofDays(1)),
        now.plus(YEAR),
        builder -> {
          GeneralName[] general = new GeneralName[names.length];
          for (int i = 0; i < names.length; i++) {
            general[i] = new GeneralName(GeneralName.dNSName, names[i]);
          }
          builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(general));
          builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        });
  }

  /** The certificate of somebody who may sign MUD files. */
  public Issued signer(String name) {
    Instant now = Instant.now();
    return issue(
        "CN=" + name,
        now.minus(Duration.ofDays(1)),
        now.plus(YEAR),
        builder ->
            builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)));
  }

  /** A signer whose certificate has run out. */
  public Issued expiredSigner(String name) {
    Instant now = Instant.now();
    return issue(
        "CN=" + name,
        now.minus(Duration.ofDays(30)),
        now.minus(Duration.ofDays(2)),
        builder ->
            builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)));
  }

  /** The detached CMS signature of octets (RFC 8520 section 13.1), in DER. */
  public static byte[] sign(byte[] file, Issued signer) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(signer.key()),
                  signer.certificate()));
      generator.addCertificates(new JcaCertStore(List.of(signer.certificate())));
      return generator
          .generate(new CMSProcessableByteArray(file), false)
          .getEncoded(ASN1Encoding.DER);
    } catch (CMSException | OperatorCreationException | GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the authority's certificate as PEM. */
  public void writeAnchor(Path file) throws IOException {
    try {
      String base64 =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(authority.certificate().getEncoded());
      Files.writeString(
          file,
          "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n",
          StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Writes a server's key and certificate as the store that {@link MudServer} reads. */
  public void writeStore(Path file, Issued server) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          server.key(),
          PASSWORD,
          new Certificate[] {server.certificate(), authority.certificate()});
      try (var out = Files.newOutputStream(file)) {
        store.store(out, PASSWORD);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  static char[] password() {
    return PASSWORD.clone();
  }
}
