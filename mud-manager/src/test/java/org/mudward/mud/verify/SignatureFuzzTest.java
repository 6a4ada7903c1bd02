package org.mudward.mud.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.verify.TestPki.Identity;

/** Any octets as a signature give a result, and none but a real one verifies. */
class SignatureFuzzTest {
  private static final byte[] FILE = "{}\n".getBytes(UTF_8);
  private static final byte[] OTHER_FILE = "{ }\n".getBytes(UTF_8);
  private static final Identity ROOT = TestPki.root("Root");
  private static final Identity SIGNER = TestPki.signer("Signer", ROOT);
  private static final SignatureVerifier VERIFIER =
      new SignatureVerifier(List.of(ROOT.certificate()));

  static Stream<byte[]> seeds() {
    return Stream.of(new CmsForge(FILE, SIGNER).make(), new CmsForge(OTHER_FILE, SIGNER).make());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    everySignatureGivesAResult(seed);
  }

  @FuzzTest
  void everySignatureGivesAResult(byte[] signature) {
    VerifyResult result = VERIFIER.verify(FILE, signature, TestPki.NOW);
    if (result instanceof VerifyResult.Verified verified) {
      assertArrayEquals(FILE, verified.file().bytes());
    } else if (result instanceof VerifyResult.Held held) {
      assertFalse(held.problem().message().isBlank());
    }
    VerifyResult other = VERIFIER.verify(OTHER_FILE, signature, TestPki.NOW);
    assertFalse(
        result instanceof VerifyResult.Verified && other instanceof VerifyResult.Verified,
        "what signs one file signs no other");
  }
}
