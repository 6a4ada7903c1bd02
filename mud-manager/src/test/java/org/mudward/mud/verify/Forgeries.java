package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mudward.mud.verify.TestPki.Identity;

/** A file, a right signature of it to make wrong, and what has to come of that. */
abstract class Forgeries {
  static final byte[] FILE = "{\"ietf-mud:mud\": {}}\n".getBytes(StandardCharsets.UTF_8);
  static final byte[] EVIL = "{\"ietf-mud:mud\": {} }".getBytes(StandardCharsets.UTF_8);
  static final Identity ROOT = TestPki.root("Root");
  static final Identity SIGNER = TestPki.signer("MUD Signer", ROOT);
  static final SignatureVerifier VERIFIER = new SignatureVerifier(List.of(ROOT.certificate()));

  static CmsForge forge() {
    return new CmsForge(FILE, SIGNER);
  }

  static VerifyResult verify(byte[] file, byte[] signature) {
    return VERIFIER.verify(file, signature, TestPki.NOW);
  }

  static void assertAccepted(byte[] signature) {
    VerifyResult result = verify(FILE, signature);
    assertInstanceOf(VerifyResult.Verified.class, result, result::toString);
  }

  static void assertHeld(String code, String words, byte[] file, byte[] signature) {
    VerifyResult result = verify(file, signature);
    SignatureProblem problem = assertInstanceOf(VerifyResult.Held.class, result).problem();
    assertEquals(code, problem.code(), problem::message);
    assertTrue(problem.message().contains(words), problem::message);
  }

  static void assertHeld(String code, String words, byte[] signature) {
    assertHeld(code, words, FILE, signature);
  }
}
