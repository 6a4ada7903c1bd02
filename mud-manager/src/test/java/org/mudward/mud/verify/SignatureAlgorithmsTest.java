package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

class SignatureAlgorithmsTest {
  private static final byte[] FILE = {'{', '}'};
  private static final Identity ROOT = TestPki.root("Root");
  private static final KeyPair RSA = TestPki.rsa(2048);

  private static CmsForge by(KeyPair keys) {
    return new CmsForge(FILE, new Recipe("S").by(ROOT).keys(keys).usage(TestPki.SIGNING).make());
  }

  private static VerifyResult verify(CmsForge forge) {
    return new SignatureVerifier(List.of(ROOT.certificate()))
        .verify(FILE, forge.make(), TestPki.NOW);
  }

  private static void assertAccepted(CmsForge forge) {
    VerifyResult result = verify(forge);
    assertInstanceOf(VerifyResult.Verified.class, result, result::toString);
  }

  private static void assertHeld(String words, CmsForge forge) {
    SignatureProblem problem = assertInstanceOf(VerifyResult.Held.class, verify(forge)).problem();
    assertEquals("SG-02", problem.code());
    assertTrue(problem.message().contains(words), problem::message);
  }

  private static CmsForge rsa(AlgorithmIdentifier type, String name) {
    CmsForge forge = by(RSA);
    forge.signatureType = type;
    forge.signatureName = name;
    return forge;
  }

  private static CmsForge pss(AlgorithmIdentifier digest, AlgorithmIdentifier mask) {
    CmsForge forge =
        rsa(
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_RSASSA_PSS,
                new RSASSAPSSparams(
                    digest,
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, mask),
                    new ASN1Integer(32),
                    new ASN1Integer(1))),
            "RSASSA-PSS");
    forge.parameters = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
    return forge;
  }

  private static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
  private static final AlgorithmIdentifier SHA1 =
      new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE);

  @Test
  void rsaWithAndWithoutTheDigestInItsName() {
    assertAccepted(
        rsa(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            "SHA256withRSA"));
    assertAccepted(
        rsa(
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE),
            "SHA256withRSA"));
  }

  @Test
  void rsaPss() {
    assertAccepted(pss(SHA256, SHA256));
  }

  @Test
  void rsaPssWithAWeakMask() {
    assertHeld("too weak", pss(SHA256, SHA1));
    assertHeld("too weak", pss(SHA1, SHA256));
  }

  @Test
  void ellipticCurvesUpTo521Bits() {
    assertAccepted(elliptic("secp384r1", 384));
    assertAccepted(elliptic("secp521r1", 512));
  }

  private static CmsForge elliptic(String curve, int digest) {
    CmsForge forge = by(TestPki.ec(curve));
    boolean middle = digest == 384;
    forge.digestType = middle ? NISTObjectIdentifiers.id_sha384 : NISTObjectIdentifiers.id_sha512;
    forge.digestName = "SHA-" + digest;
    forge.signatureType =
        new AlgorithmIdentifier(
            middle ? X9ObjectIdentifiers.ecdsa_with_SHA384 : X9ObjectIdentifiers.ecdsa_with_SHA512);
    forge.signatureName = "SHA" + digest + "withECDSA";
    return forge;
  }

  @Test
  void edwards25519() {
    CmsForge forge = by(TestPki.ed25519());
    forge.digestType = NISTObjectIdentifiers.id_sha512;
    forge.digestName = "SHA-512";
    forge.signatureType = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
    forge.signatureName = "Ed25519";
    assertAccepted(forge);
  }

  @Test
  void aDigestWithSha1() {
    CmsForge forge = by(TestPki.ec("secp256r1"));
    forge.digestType = OIWObjectIdentifiers.idSHA1;
    forge.digestName = "SHA-1";
    assertHeld("digest", forge);
  }

  @Test
  void aDigestWithMd5() {
    CmsForge forge = by(TestPki.ec("secp256r1"));
    forge.digestType = PKCSObjectIdentifiers.md5;
    forge.digestName = "MD5";
    assertHeld("digest", forge);
  }

  @Test
  void aDigestWithSha224() {
    CmsForge forge = by(TestPki.ec("secp256r1"));
    forge.digestType = NISTObjectIdentifiers.id_sha224;
    forge.digestName = "SHA-224";
    assertHeld("digest", forge);
  }

  @Test
  void aSignatureOverSha1OfStrongAttributes() {
    CmsForge forge = by(TestPki.ec("secp256r1"));
    forge.signatureType = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA1);
    forge.signatureName = "SHA1withECDSA";
    assertHeld("signature algorithm", forge);
  }

  @Test
  void anRsaSignatureOverSha1() {
    assertHeld(
        "signature algorithm",
        rsa(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.sha1WithRSAEncryption, DERNull.INSTANCE),
            "SHA1withRSA"));
  }

  @Test
  void aSignatureForAnotherDigestThanTheFiles() {
    CmsForge forge = by(TestPki.ec("secp256r1"));
    forge.signatureType = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA512);
    forge.signatureName = "SHA512withECDSA";
    assertHeld("not for SHA-256", forge);
  }

  @Test
  void rsaWithTooFewBits() {
    CmsForge forge = by(TestPki.rsa(1024));
    forge.signatureType = new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption);
    forge.signatureName = "SHA256withRSA";
    assertHeld("RSA key of 1024 bits", forge);
  }

  @Test
  void ellipticWithTooFewBits() {
    assertHeld("the signer has", by(TestPki.ec("secp224r1")));
    assertHeld("the signer has", by(TestPki.ec("secp192r1")));
  }

  @Test
  void aKeyOfAnotherKindThanTheSignature() {
    CmsForge forge = by(TestPki.ec("secp256r1"));
    forge.signatureType =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
    assertHeld("cannot be checked", forge);
  }
}
