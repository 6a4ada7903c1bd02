package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

class MudSignerTest {
  private static final byte[] FILE = "{ }\r\n".getBytes(StandardCharsets.UTF_8);
  private static final Identity ROOT = TestPki.root("Root");
  private static final Identity MIDDLE = new Recipe("Middle").by(ROOT).authority().make();

  private static byte[] sign(Identity signer) throws GeneralSecurityException {
    return MudSigner.sign(
        FILE, signer.certificate(), signer.key(), List.of(MIDDLE.certificate()), TestPki.NOW);
  }

  private static Identity signer(KeyPair keys) {
    return new Recipe("Signer").by(MIDDLE).keys(keys).usage(TestPki.SIGNING).make();
  }

  @Test
  void whatItSignsVerifiesForEveryKindOfKey() throws Exception {
    SignatureVerifier verifier = new SignatureVerifier(List.of(ROOT.certificate()));
    for (KeyPair keys :
        List.of(
            TestPki.rsa(2048),
            TestPki.ec("secp256r1"),
            TestPki.ec("secp384r1"),
            TestPki.ec("secp521r1"),
            TestPki.ed25519())) {
      VerifyResult result = verifier.verify(FILE, sign(signer(keys)), TestPki.NOW);
      VerifiedMudFile file =
          assertInstanceOf(VerifyResult.Verified.class, result, result::toString).file();
      assertEquals("CN=Signer", file.signer());
    }
  }

  @Test
  void aCertificateThatMayNotSignIsRefused() {
    Identity keys = new Recipe("S").by(MIDDLE).usage(KeyUsage.keyEncipherment).make();
    assertRefused("digitalSignature", keys);
    assertRefused("digitalSignature", new Recipe("S").by(MIDDLE).make());
  }

  @Test
  void aCertificateThatIsNotValidThenIsRefused() {
    assertRefused(
        "not valid",
        new Recipe("S")
            .by(MIDDLE)
            .usage(TestPki.SIGNING)
            .valid(TestPki.NOW.minus(TestPki.YEAR), TestPki.NOW.minusSeconds(1))
            .make());
  }

  @Test
  void aWeakKeyIsRefused() {
    assertRefused("1024 bits", signer(TestPki.rsa(1024)));
  }

  private static void assertRefused(String words, Identity signer) {
    String message = assertThrows(IllegalArgumentException.class, () -> sign(signer)).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void aKeyOfAnotherCertificateIsNoticed() {
    Identity signer = signer(TestPki.ec("secp256r1"));
    Identity other = signer(TestPki.ec("secp256r1"));
    String message =
        assertThrows(
                GeneralSecurityException.class,
                () -> sign(new Identity(signer.certificate(), other.key())))
            .getMessage();
    assertTrue(message.contains("does not fit"), message);
    assertThrows(
        GeneralSecurityException.class,
        () -> sign(new Identity(signer.certificate(), TestPki.rsa(2048).getPrivate())));
  }
}
