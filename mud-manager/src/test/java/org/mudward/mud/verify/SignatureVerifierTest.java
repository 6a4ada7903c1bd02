package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchedMudFile;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

class SignatureVerifierTest {
  private static final MudUrl URL = new MudUrl("https://mud.example.com/lamp");
  private static final byte[] FILE = "{ }\n".getBytes(StandardCharsets.UTF_8);
  private static final Identity ROOT = TestPki.root("Root");
  private static final Identity SIGNER =
      new Recipe("O=Example\\, Inc.,CN=MUD Signer").by(ROOT).usage(TestPki.SIGNING).make();
  private static final SignatureVerifier VERIFIER =
      new SignatureVerifier(List.of(ROOT.certificate()));

  private static FetchedMudFile fetched(byte[] file, byte... signature) {
    return new FetchedMudFile(
        URL, file, signature.length == 0 ? null : signature, TestPki.NOW, "\"7\"");
  }

  private static byte[] signature() {
    return new CmsForge(FILE, SIGNER).make();
  }

  private static Approval approval(byte[] file) {
    return new Approval("ann", TestPki.NOW, SignatureVerifier.sha256(file));
  }

  private static VerifiedMudFile verified(VerifyResult result) {
    return assertInstanceOf(VerifyResult.Verified.class, result, result::toString).file();
  }

  private static String code(VerifyResult result) {
    return assertInstanceOf(VerifyResult.Held.class, result).problem().code();
  }

  @Test
  void aVerifiedFileKnowsWhereItCameFromAndWhoVouches() {
    VerifiedMudFile file = verified(VERIFIER.verify(fetched(FILE, signature()), TestPki.NOW));
    assertEquals(URL, file.url());
    assertArrayEquals(FILE, file.bytes());
    assertEquals("CN=MUD Signer,O=Example\\, Inc.", file.signer());
    assertEquals(TestPki.NOW, file.retrieved());
    assertEquals("\"7\"", file.etag());
    assertNull(file.approval());
  }

  @Test
  void theSubjectThatADeviceNamesIsComparedAsANameNotAsText() {
    VerifiedMudFile file = verified(VERIFIER.verify(fetched(FILE, signature()), TestPki.NOW));
    assertTrue(file.signedBy(new X500Principal("CN=mud  signer, O=\"Example, Inc.\"")));
    assertFalse(file.signedBy(new X500Principal("CN=MUD Signer")));
    assertFalse(file.signedBy(new X500Principal("CN=Other, O=\"Example, Inc.\"")));
    VerifiedMudFile approved = SignatureVerifier.ofOperator(FILE, approval(FILE));
    assertFalse(approved.signedBy(new X500Principal("CN=MUD Signer")));
  }

  @Test
  void aFileWithoutSignatureIsHeld() {
    assertEquals("SG-14", code(VERIFIER.verify(fetched(FILE), TestPki.NOW)));
  }

  @Test
  void aSignatureThatDidNotComeIsHeldWithTheReason() {
    FetchedMudFile file =
        new FetchedMudFile(URL, FILE, null, TestPki.NOW, null, "the signature did not come: 404");
    VerifyResult result = VERIFIER.verify(file, TestPki.NOW);
    assertEquals("SG-01", code(result));
    assertTrue(result.toString().contains("404"));
  }

  @Test
  void anApprovalReleasesExactlyTheOctetsItNames() {
    VerifiedMudFile file = verified(VERIFIER.verify(fetched(FILE), TestPki.NOW, approval(FILE)));
    assertEquals(approval(FILE), file.approval());
    assertNull(file.signer());
    byte[] later = "{  }\n".getBytes(StandardCharsets.UTF_8);
    assertEquals("SG-06", code(VERIFIER.verify(fetched(later), TestPki.NOW, approval(FILE))));
  }

  @Test
  void anApprovalIsNotNeededWhereTheSignatureHolds() {
    VerifiedMudFile file =
        verified(VERIFIER.verify(fetched(FILE, signature()), TestPki.NOW, approval(new byte[1])));
    assertNull(file.approval());
  }

  @Test
  void anApprovalReleasesAFileWhoseSignatureFails() {
    byte[] stranger = new CmsForge(FILE, TestPki.signer("S", TestPki.root("Elsewhere"))).make();
    assertEquals("SG-09", code(VERIFIER.verify(fetched(FILE, stranger), TestPki.NOW)));
    assertEquals(
        approval(FILE),
        verified(VERIFIER.verify(fetched(FILE, stranger), TestPki.NOW, approval(FILE))).approval());
  }

  @Test
  void theOperatorsOwnFileIsVouchedForByTheOperator() {
    VerifiedMudFile file = SignatureVerifier.ofOperator(URL, FILE, approval(FILE));
    assertEquals(URL, file.url());
    assertEquals(approval(FILE), file.approval());
    Approval other = approval(new byte[1]);
    assertThrows(IllegalArgumentException.class, () -> SignatureVerifier.ofOperator(FILE, other));
  }

  @Test
  void aFileThatWasVerifiedCannotBeChangedAfterwards() {
    byte[] octets = FILE.clone();
    VerifiedMudFile file = verified(VERIFIER.verify(fetched(octets, signature()), TestPki.NOW));
    octets[0] = 'X';
    file.bytes()[1] = 'X';
    assertArrayEquals(FILE, file.bytes());
  }

  @Test
  void validityIsJudgedAtTheTimeGiven() {
    byte[] signature = signature();
    assertEquals(
        "SG-10",
        code(VERIFIER.verify(FILE, signature, TestPki.NOW.plus(TestPki.YEAR).plusSeconds(1))));
    assertEquals(
        "SG-10",
        code(VERIFIER.verify(FILE, signature, TestPki.NOW.minus(TestPki.YEAR).minusSeconds(1))));
  }

  @Test
  void aProblemIsOneLineWhateverTheNamesInCertificatesAre() {
    Identity rude = new Recipe("CN=a\\0A\\1B[31mb").by(TestPki.root("X")).usage(1 << 7).make();
    VerifyResult result = VERIFIER.verify(FILE, new CmsForge(FILE, rude).make(), TestPki.NOW);
    String message = assertInstanceOf(VerifyResult.Held.class, result).problem().message();
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
  }
}
