package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

/** Who can sign in a signer's place. */
class SignedByTest {
  private static final byte[] FILE = "{ }\n".getBytes(StandardCharsets.UTF_8);
  private static final KeyPair ROOT_KEYS = TestPki.ec("secp256r1");
  private static final Identity ROOT = new Recipe("Root").keys(ROOT_KEYS).authority().make();
  private static final Identity MIDDLE = new Recipe("Middle").by(ROOT).authority().make();
  private static final String PIN = pin(ROOT, TestPki.signer("Signer", MIDDLE), MIDDLE);

  private static String pin(Identity root, Identity signer, Identity... between) {
    CmsForge forge = new CmsForge(FILE, signer);
    for (Identity middle : between) {
      forge.with(middle.certificate());
    }
    VerifyResult result =
        new SignatureVerifier(List.of(root.certificate())).verify(FILE, forge.make(), TestPki.NOW);
    SignedBy signature =
        assertInstanceOf(VerifyResult.Verified.class, result, result::toString).file().signature();
    assertEquals(signer.certificate(), signature.certificate());
    return signature.pin();
  }

  @Test
  void certificatesAndKeysBelowTheAnchorMayBeRenewed() {
    assertEquals(PIN, pin(ROOT, TestPki.signer("Signer", MIDDLE), MIDDLE));
    Identity renewed = new Recipe("Middle").by(ROOT).authority().make();
    assertEquals(PIN, pin(ROOT, TestPki.signer("Signer", renewed), renewed));
    Identity again = new Recipe("Root").keys(ROOT_KEYS).authority().make();
    assertEquals(PIN, pin(again, TestPki.signer("Signer", MIDDLE), MIDDLE));
  }

  @Test
  void namesCompareAsNames() {
    assertEquals(PIN, pin(ROOT, TestPki.signer("SIGNER", MIDDLE), MIDDLE));
  }

  @Test
  void anotherNameOnTheWayIsAnotherSigner() {
    assertNotEquals(PIN, pin(ROOT, TestPki.signer("Other", MIDDLE), MIDDLE));
    Identity other = new Recipe("Other").by(ROOT).authority().make();
    assertNotEquals(PIN, pin(ROOT, TestPki.signer("Signer", other), other));
    assertNotEquals(PIN, pin(ROOT, TestPki.signer("Signer", ROOT)));
  }

  @Test
  void anotherKeyOfTheAnchorIsAnotherSigner() {
    Identity namesake = TestPki.root("Root");
    Identity middle = new Recipe("Middle").by(namesake).authority().make();
    assertNotEquals(PIN, pin(namesake, TestPki.signer("Signer", middle), middle));
  }
}
