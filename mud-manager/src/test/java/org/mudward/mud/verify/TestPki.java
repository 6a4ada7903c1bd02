package org.mudward.mud.verify;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Certificates made to order: right ones, and ones with exactly one thing wrong. */
public final class TestPki {
  /** Real, because TLS and openssl go by the clock of the machine. */
  public static final Instant NOW = now();

  public static final Duration YEAR = Duration.ofDays(365);
  public static final int SIGNING = KeyUsage.digitalSignature;

  /** For what the JDK does not have (any more). */
  static final Provider PROVIDER = new BouncyCastleProvider();

  private static final AtomicLong SERIAL = new AtomicLong(1000);

  private TestPki() {}

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** A certificate with its key. */
  public record Identity(X509Certificate certificate, PrivateKey key) {
    public String pem() {
      return TestPki.pem(certificate);
    }

    public String keyPem() {
      return pemOf("PRIVATE KEY", key.getEncoded());
    }
  }

  public static String pem(X509Certificate certificate) {
    try {
      return pemOf("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String pemOf(String type, byte[] octets) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }

  /** A root authority. */
  public static Identity root(String name) {
    return new Recipe(name).authority().make();
  }

  /** A signer of MUD files, as it should be. */
  public static Identity signer(String name, Identity issuer) {
    return new Recipe(name).by(issuer).usage(SIGNING).make();
  }

  public static KeyPair ec(String curve) {
    return keys("EC", generator -> generator.initialize(new ECGenParameterSpec(curve)));
  }

  public static KeyPair rsa(int bits) {
    return keys("RSA", generator -> generator.initialize(bits));
  }

  public static KeyPair ed25519() {
    return keys("Ed25519", generator -> {});
  }

  private interface Initializer {
    void on(KeyPairGenerator generator) throws GeneralSecurityException;
  }

  private static KeyPair keys(String algorithm, Initializer initializer) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, PROVIDER);
      initializer.on(generator);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** What a certificate is to be; self-signed unless somebody issues it. */
  public static final class Recipe {
    private final String name;
    private KeyPair keys = ec("secp256r1");
    private @Nullable Identity issuer;
    private Instant from = NOW.minus(YEAR);
    private Instant to = NOW.plus(YEAR);
    private @Nullable String algorithm;
    private final List<Extension> extensions = new ArrayList<>();

    public Recipe(String name) {
      this.name = name.contains("=") ? name : "CN=" + name;
    }

    public Recipe by(Identity authority) {
      issuer = authority;
      return this;
    }

    public Recipe keys(KeyPair pair) {
      keys = pair;
      return this;
    }

    public Recipe valid(Instant notBefore, Instant notAfter) {
      from = notBefore;
      to = notAfter;
      return this;
    }

    public Recipe signedWith(String name) {
      algorithm = name;
      return this;
    }

    public Recipe usage(int bits) {
      return extension(Extension.keyUsage, true, new KeyUsage(bits));
    }

    public Recipe authority() {
      return extension(Extension.basicConstraints, true, new BasicConstraints(true))
          .usage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
    }

    public Recipe authority(int pathLength) {
      return extension(Extension.basicConstraints, true, new BasicConstraints(pathLength))
          .usage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
    }

    public Recipe hosts(String... names) {
      GeneralName[] all = new GeneralName[names.length];
      for (int i = 0; i < names.length; i++) {
        boolean address = names[i].matches("[0-9.]+|.*:.*");
        all[i] = new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
      }
      return extension(Extension.subjectAlternativeName, false, new GeneralNames(all));
    }

    public Recipe extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
      try {
        return extension(type, critical, value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** One whose value is these octets, whatever they are. */
    public Recipe extension(ASN1ObjectIdentifier type, boolean critical, byte[] value) {
      extensions.add(new Extension(type, critical, value));
      return this;
    }

    public Identity make() {
      Identity by = issuer;
      PrivateKey key = by == null ? keys.getPrivate() : by.key();
      X500Name issuerName =
          by == null
              ? new X500Name(name)
              : X500Name.getInstance(by.certificate().getSubjectX500Principal().getEncoded());
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuerName,
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(from),
              Date.from(to),
              new X500Name(name),
              keys.getPublic());
      try {
        for (Extension extension : extensions) {
          builder.addExtension(extension);
        }
        return new Identity(
            new JcaX509CertificateConverter()
                .getCertificate(
                    builder.build(
                        new JcaContentSignerBuilder(algorithm(by))
                            .setProvider(PROVIDER)
                            .build(key))),
            keys.getPrivate());
      } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    private String algorithm(@Nullable Identity by) {
      if (algorithm != null) {
        return algorithm;
      }
      var key = by == null ? keys.getPublic() : by.certificate().getPublicKey();
      return key instanceof RSAPublicKey
          ? "SHA256withRSA"
          : key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519";
    }
  }
}
