package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.learn.Certificates.MUD_SIGNER;
import static org.mudward.mud.learn.Certificates.MUD_URL;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.verify.TestPki;

/** No octets are too odd for the reader of certificates. */
class CertificateFuzzTest {
  static Stream<byte[]> seeds() {
    TestPki.Recipe both =
        Certificates.with(MUD_URL, new DERIA5String("https://example.com/lamp"))
            .extension(MUD_SIGNER, true, new X500Name("CN=signer,O=maker"));
    TestPki.Identity identity = both.make();
    return Stream.of(Certificates.der(both), identity.pem().getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    CertificateClaim claim = CertificateReader.read(seed);
    assertEquals("https://example.com/lamp", String.valueOf(claim.url()));
    allOctetsGiveAClaim(seed);
  }

  @FuzzTest
  void allOctetsGiveAClaim(byte[] octets) {
    CertificateClaim claim = CertificateReader.read(octets);
    assertTrue(claim.problems().size() <= 4, claim.toString());
    for (String problem : claim.problems()) {
      assertFalse(problem.isBlank());
      assertTrue(problem.length() <= 210 && problem.chars().allMatch(c -> c >= 0x20 && c < 0x7F));
    }
  }
}
