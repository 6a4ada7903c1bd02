package org.mudward.mud.verify;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The rows of {@link ForgeryTable} that are about algorithms and keys, right ones among them. */
final class ForgedAlgorithms {
  private static final KeyPair RSA = TestPki.rsa(2048);
  private static final AlgorithmIdentifier SHA256 = plain(NISTObjectIdentifiers.id_sha256);
  private static final AlgorithmIdentifier SHA1 = plain(OIWObjectIdentifiers.idSHA1);
  private static final String WEAK = "collisions can be made (RFC 8933 and NIST SP 800-131A)";

  private final ForgeryTable table;

  ForgedAlgorithms(ForgeryTable table) {
    this.table = table;
  }

  void all() {
    elliptic();
    edwards();
    rsa();
    pss();
    digests();
    keys();
  }

  private static AlgorithmIdentifier plain(ASN1ObjectIdentifier type) {
    return new AlgorithmIdentifier(type, DERNull.INSTANCE);
  }

  private static CmsForge by(KeyPair keys) {
    return new CmsForge(ForgeryTable.FILE, ForgeryTable.signer().keys(keys).make());
  }

  private static CmsForge digest(CmsForge forge, ASN1ObjectIdentifier type, String name) {
    forge.digestType = type;
    forge.digestName = name;
    return forge;
  }

  private static CmsForge signature(CmsForge forge, AlgorithmIdentifier type, String name) {
    forge.signatureType = type;
    forge.signatureName = name;
    return forge;
  }

  private static CmsForge ec(String curve) {
    return by(TestPki.ec(curve));
  }

  private static CmsForge ec(CmsForge forge, ASN1ObjectIdentifier type, String name) {
    return signature(forge, new AlgorithmIdentifier(type), name);
  }

  private void elliptic() {
    table.good(
        "P-384 with SHA-384",
        ec(
                digest(ec("secp384r1"), NISTObjectIdentifiers.id_sha384, "SHA-384"),
                X9ObjectIdentifiers.ecdsa_with_SHA384,
                "SHA384withECDSA")
            .make());
    table.good(
        "P-521 with SHA-512",
        ec(
                digest(ec("secp521r1"), NISTObjectIdentifiers.id_sha512, "SHA-512"),
                X9ObjectIdentifiers.ecdsa_with_SHA512,
                "SHA512withECDSA")
            .make());
    table.bad(
        "attributes signed over SHA-1",
        "SG-02",
        ec(ec("secp256r1"), X9ObjectIdentifiers.ecdsa_with_SHA1, "SHA1withECDSA").make());
    table.bad(
        "attributes signed over another digest than the file's",
        "SG-02",
        ec(ec("secp256r1"), X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA").make());
    table.stricter(
        "a signature of RSA by name, of an elliptic key",
        "SG-02",
        "RFC 5652 section 5.3: the algorithm is the one that it was signed by",
        signature(
                ec("secp256r1"),
                plain(PKCSObjectIdentifiers.sha256WithRSAEncryption),
                "SHA256withECDSA")
            .make());
  }

  private void edwards() {
    CmsForge right =
        ec(
            digest(by(TestPki.ed25519()), NISTObjectIdentifiers.id_sha512, "SHA-512"),
            EdECObjectIdentifiers.id_Ed25519,
            "Ed25519");
    table.wider(
        "Ed25519 with SHA-512",
        "RFC 8419 section 3.1; OpenSSL 3.0 has no CMS with Ed25519",
        right.make());
    table.bad(
        "Ed25519 with SHA-256",
        "SG-02",
        ec(by(TestPki.ed25519()), EdECObjectIdentifiers.id_Ed25519, "Ed25519").make());
  }

  private static CmsForge rsa(ASN1ObjectIdentifier type, String name) {
    return signature(by(RSA), plain(type), name);
  }

  private void rsa() {
    table.good(
        "RSA without a digest in its name",
        rsa(PKCSObjectIdentifiers.rsaEncryption, "SHA256withRSA").make());
    table.good(
        "RSA with SHA-256 in its name",
        rsa(PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA").make());
    table.bad(
        "RSA over SHA-1, which its name says",
        "SG-02",
        rsa(PKCSObjectIdentifiers.sha1WithRSAEncryption, "SHA1withRSA").make());
    table.bad(
        "RSA over SHA-1, which its name does not say",
        "SG-02",
        rsa(PKCSObjectIdentifiers.rsaEncryption, "SHA1withRSA").make());
    table.bad(
        "RSA without the digest's name inside",
        "SG-02",
        rsa(PKCSObjectIdentifiers.sha256WithRSAEncryption, "NONEwithRSA").make());
    table.bad("RSA padding with room for more, exponent 3", "SG-02", cubeRoot());
  }

  /**
   * Bleichenbacher's of 2006: what follows the digest in the padding is not looked at by some, and
   * with an exponent of 3 that is room enough to find a cube without any key.
   */
  private static byte[] cubeRoot() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", TestPki.PROVIDER);
      generator.initialize(new RSAKeyGenParameterSpec(2048, BigInteger.valueOf(3)));
      CmsForge forge =
          signature(
              by(generator.generateKeyPair()),
              plain(PKCSObjectIdentifiers.sha256WithRSAEncryption),
              "SHA256withRSA");
      byte[] padded = new byte[256];
      byte[] info =
          CmsForge.encode(
              new org.bouncycastle.asn1.x509.DigestInfo(
                  SHA256, ForgeryTable.digest(forge.encodedAttributes())));
      padded[1] = 1;
      Arrays.fill(padded, 2, 10, (byte) 0xFF);
      System.arraycopy(info, 0, padded, 11, info.length);
      Arrays.fill(padded, 11 + info.length, padded.length, (byte) 0xFF);
      byte[] root = root(new BigInteger(1, padded)).toByteArray();
      byte[] value = new byte[256];
      System.arraycopy(root, 0, value, 256 - root.length, root.length);
      forge.tamper = octets -> value;
      return forge.make();
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The largest number whose cube is not larger. */
  private static BigInteger root(BigInteger cube) {
    BigInteger root = BigInteger.ZERO;
    for (int bit = cube.bitLength() / 3; bit >= 0; bit--) {
      BigInteger next = root.setBit(bit);
      if (next.pow(3).compareTo(cube) <= 0) {
        root = next;
      }
    }
    return root;
  }

  private static byte[] pss(AlgorithmIdentifier digest, AlgorithmIdentifier mask, int salt) {
    CmsForge forge =
        signature(
            by(RSA),
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_RSASSA_PSS,
                new RSASSAPSSparams(
                    digest,
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, mask),
                    new ASN1Integer(salt),
                    new ASN1Integer(1))),
            "RSASSA-PSS");
    forge.parameters = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
    return forge.make();
  }

  private void pss() {
    table.good("RSASSA-PSS with SHA-256", pss(SHA256, SHA256, 32));
    table.bad("RSASSA-PSS with a mask of SHA-1", "SG-02", pss(SHA256, SHA1, 32));
    table.bad("RSASSA-PSS of SHA-1", "SG-02", pss(SHA1, SHA256, 32));
    table.bad("RSASSA-PSS with another length of salt", "SG-02", pss(SHA256, SHA256, 20));
    table.bad(
        "RSASSA-PSS without parameters",
        "SG-02",
        signature(
                by(RSA),
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS),
                "SHA256withRSA")
            .make());
  }

  private void digests() {
    table.stricter(
        "a digest of MD5", "SG-02", WEAK, rsaOver(PKCSObjectIdentifiers.md5, "MD5", "MD5withRSA"));
    table.stricter(
        "a digest of SHA-1",
        "SG-02",
        WEAK,
        rsaOver(OIWObjectIdentifiers.idSHA1, "SHA-1", "SHA1withRSA"));
    table.stricter(
        "a digest of SHA-224",
        "SG-02",
        "112 bits against collisions, and nobody uses it for this",
        rsaOver(NISTObjectIdentifiers.id_sha224, "SHA-224", "SHA224withRSA"));
    table.stricter(
        "a digest of SHA3-256",
        "SG-02",
        "not among the algorithms of RFC 5754; refused until somebody needs it",
        rsaOver(NISTObjectIdentifiers.id_sha3_256, "SHA3-256", "SHA3-256withRSA"));
    table.bad(
        "a digest that does not exist",
        "SG-02",
        digest(by(TestPki.ec("secp256r1")), new ASN1ObjectIdentifier("2.999.4"), "SHA-256").make());
    table.bad(
        "a digest named as another",
        "SG-02",
        digest(by(TestPki.ec("secp256r1")), NISTObjectIdentifiers.id_sha256, "SHA-512").make());
    String container =
        "RFC 5652 section 5.1 leaves it open: the list is for who hashes before he reads signers";
    CmsForge none = by(TestPki.ec("secp256r1"));
    none.digests = new DERSet();
    table.wider("a container that names no digests", container, none.make());
    CmsForge others = by(TestPki.ec("secp256r1"));
    others.digests = new DERSet(plain(NISTObjectIdentifiers.id_sha512));
    table.wider("a container that names other digests", container, others.make());
  }

  private static byte[] rsaOver(ASN1ObjectIdentifier type, String name, String signature) {
    return digest(rsa(PKCSObjectIdentifiers.rsaEncryption, signature), type, name).make();
  }

  private void keys() {
    String weak = "NIST SP 800-131A: too few bits";
    CmsForge small =
        signature(
            by(TestPki.rsa(1024)),
            plain(PKCSObjectIdentifiers.sha256WithRSAEncryption),
            "SHA256withRSA");
    table.stricter("an RSA key of 1024 bits", "SG-02", weak, small.make());
    table.stricter("a key on P-224", "SG-02", weak, ec("secp224r1").make());
    table.stricter("a key on P-192", "SG-02", weak, ec("secp192r1").make());
  }
}
