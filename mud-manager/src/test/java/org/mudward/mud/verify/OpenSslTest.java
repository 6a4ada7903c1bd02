package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

/** What we sign, the tool that everybody uses verifies, and the other way round. */
class OpenSslTest {
  private static final Identity ROOT = TestPki.root("Root");
  private static final Identity MIDDLE = new Recipe("Middle").by(ROOT).authority().make();

  @TempDir private Path folder;

  @BeforeEach
  void writeAnchors() throws IOException {
    Files.writeString(folder.resolve("root.pem"), ROOT.pem());
    Files.writeString(folder.resolve("middle.pem"), MIDDLE.pem());
    Files.writeString(folder.resolve("mud.json"), "{\n  \"ietf-mud:mud\": {}\n}\n");
  }

  private OpenSsl.Outcome openssl(String... arguments) throws IOException, InterruptedException {
    return new OpenSsl(folder).run(arguments);
  }

  private Identity signer(KeyPair keys) throws IOException {
    Identity signer =
        new Recipe("O=Example,CN=Signer")
            .by(MIDDLE)
            .keys(keys)
            .usage(TestPki.SIGNING)
            .extension(
                Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[] {8, 5}))
            .make();
    Files.writeString(folder.resolve("signer.pem"), signer.pem());
    Files.writeString(folder.resolve("signer.key"), signer.keyPem());
    return signer;
  }

  private byte[] file() throws IOException {
    return Files.readAllBytes(folder.resolve("mud.json"));
  }

  private OpenSsl.Outcome verifyByOpenSsl() throws IOException, InterruptedException {
    return new OpenSsl(folder).verify("mud.p7s", "mud.json", "root.pem");
  }

  /** OpenSSL 3.0 has no CMS signatures with Ed25519, so there is nothing to compare. */
  private static List<KeyPair> keyPairs() {
    return List.of(
        TestPki.rsa(2048),
        TestPki.rsa(3072),
        TestPki.ec("secp256r1"),
        TestPki.ec("secp384r1"),
        TestPki.ec("secp521r1"));
  }

  private byte[] signByUs(KeyPair keys) throws Exception {
    Identity signer = signer(keys);
    return MudSigner.sign(
        file(), signer.certificate(), signer.key(), List.of(MIDDLE.certificate()), TestPki.NOW);
  }

  @ParameterizedTest
  @MethodSource("keyPairs")
  void opensslVerifiesWhatWeSign(KeyPair keys) throws Exception {
    byte[] signature = signByUs(keys);
    Files.write(folder.resolve("mud.p7s"), signature);
    OpenSsl.Outcome outcome = verifyByOpenSsl();
    assertEquals(0, outcome.status(), outcome.said());
    assertVerified(signature);
  }

  /** The file, the digest that was signed, and the signature value, which is at the end. */
  @ParameterizedTest
  @MethodSource("keyPairs")
  void opensslAndWeRefuseOneFlippedBit(KeyPair keys) throws Exception {
    byte[] signature = signByUs(keys);
    byte[] digest = digest(signature, file());
    int place = indexOf(signature, digest);
    assertTrue(place > 0, "the signed attributes hold the digest of the file");
    for (int flipped : new int[] {place, place + digest.length - 1, signature.length - 1}) {
      byte[] forged = signature.clone();
      forged[flipped] ^= 1;
      assertBothRefuse(forged);
    }
    byte[] original = file();
    for (int flipped : new int[] {0, original.length / 2, original.length - 1}) {
      byte[] forged = original.clone();
      forged[flipped] ^= 1;
      Files.write(folder.resolve("mud.json"), forged);
      assertBothRefuse(signature);
    }
  }

  private void assertBothRefuse(byte[] signature) throws IOException, InterruptedException {
    Files.write(folder.resolve("mud.p7s"), signature);
    OpenSsl.Outcome outcome = verifyByOpenSsl();
    assertTrue(outcome.status() != 0, outcome.said());
    assertHeld("SG-02", signature);
  }

  private static byte[] digest(byte[] signature, byte[] file) throws Exception {
    for (String algorithm : List.of("SHA-256", "SHA-384", "SHA-512")) {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(file);
      if (indexOf(signature, digest) > 0) {
        return digest;
      }
    }
    return new byte[0];
  }

  private static int indexOf(byte[] all, byte[] part) {
    String hex = HexFormat.of().formatHex(all);
    return hex.indexOf(HexFormat.of().formatHex(part)) / 2;
  }

  @Test
  void weOpenKeysThatOpensslEncrypted() throws Exception {
    Identity signer = signer(TestPki.ec("secp256r1"));
    for (String form :
        List.of("-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA512", "-scrypt")) {
      List<String> arguments =
          new ArrayList<>(List.of("pkcs8", "-topk8", "-in", "signer.key", "-out", "locked.key"));
      arguments.addAll(List.of(form.split(" ", -1)));
      arguments.addAll(List.of("-passout", "pass:open sesame"));
      OpenSsl.Outcome outcome = openssl(arguments.toArray(new String[0]));
      assertEquals(0, outcome.status(), outcome.said());
      assertEquals(
          signer.key(),
          Pem.privateKey(folder.resolve("locked.key"), "open sesame".toCharArray()),
          form);
    }
  }

  @Test
  void whoSignedAndWhenAndByWhichPathIsTold() throws Exception {
    byte[] signature = signByUs(TestPki.ec("secp384r1"));
    SignedBy by =
        Objects.requireNonNull(
            assertInstanceOf(VerifyResult.Verified.class, verify(signature)).file().signature());
    assertEquals(TestPki.NOW, by.time());
    assertEquals("SHA-384", by.digest());
    assertEquals(
        List.of("CN=Signer,O=Example", "CN=Middle", "CN=Root"),
        by.path().stream().map(one -> one.getSubjectX500Principal().getName()).toList());
  }

  private VerifyResult verify(byte[] signature) throws IOException {
    return SignatureVerifier.ofPem(List.of(folder.resolve("root.pem")))
        .verify(file(), signature, TestPki.NOW.plusSeconds(3600));
  }

  private void assertHeld(String code, byte[] signature) throws IOException {
    VerifyResult result = verify(signature);
    assertEquals(
        code, assertInstanceOf(VerifyResult.Held.class, result).problem().code(), result::toString);
  }

  private byte[] signByOpenSsl(String... more) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "cms",
                "-sign",
                "-binary",
                "-outform",
                "DER",
                "-in",
                "mud.json",
                "-signer",
                "signer.pem",
                "-inkey",
                "signer.key",
                "-out",
                "mud.p7s"));
    arguments.addAll(List.of(more));
    OpenSsl.Outcome outcome = openssl(arguments.toArray(new String[0]));
    assertEquals(0, outcome.status(), outcome.said());
    return Files.readAllBytes(folder.resolve("mud.p7s"));
  }

  private void assertVerified(byte[] signature) throws IOException {
    VerifyResult result = verify(signature);
    VerifiedMudFile file =
        assertInstanceOf(VerifyResult.Verified.class, result, result::toString).file();
    assertEquals("CN=Signer,O=Example", file.signer());
  }

  @Test
  void weVerifyWhatOpensslSigns() throws Exception {
    for (KeyPair keys : keyPairs()) {
      signer(keys);
      assertVerified(signByOpenSsl("-certfile", "middle.pem"));
      assertVerified(signByOpenSsl("-certfile", "middle.pem", "-md", "sha512"));
      assertVerified(signByOpenSsl("-certfile", "middle.pem", "-keyid"));
    }
  }

  @Test
  void weVerifyRsaPssByOpenssl() throws Exception {
    signer(TestPki.rsa(2048));
    assertVerified(
        signByOpenSsl(
            "-certfile",
            "middle.pem",
            "-keyopt",
            "rsa_padding_mode:pss",
            "-keyopt",
            "rsa_pss_saltlen:32"));
  }

  @Test
  void weVerifyTheContentTypeOfMudFilesByOpenssl() throws Exception {
    signer(TestPki.ec("secp256r1"));
    assertVerified(
        signByOpenSsl("-certfile", "middle.pem", "-econtent_type", "1.2.840.113549.1.9.16.1.41"));
    assertHeld(
        "SG-08",
        signByOpenSsl("-certfile", "middle.pem", "-econtent_type", "1.2.840.113549.1.9.16.1.4"));
  }

  @Test
  void weVerifyTwoSignersByOpenssl() throws Exception {
    Identity other = TestPki.signer("Other", TestPki.root("Elsewhere"));
    Files.writeString(folder.resolve("other.pem"), other.pem());
    Files.writeString(folder.resolve("other.key"), other.keyPem());
    signer(TestPki.ec("secp256r1"));
    assertVerified(
        signByOpenSsl("-certfile", "middle.pem", "-signer", "other.pem", "-inkey", "other.key"));
  }

  @Test
  void weHoldWhatOpensslSignsInAFormThatIsNotEnough() throws Exception {
    signer(TestPki.rsa(2048));
    assertHeld("SG-09", signByOpenSsl());
    assertHeld("SG-09", signByOpenSsl("-nocerts"));
    assertHeld("SG-02", signByOpenSsl("-certfile", "middle.pem", "-noattr"));
    assertHeld("SG-02", signByOpenSsl("-certfile", "middle.pem", "-md", "sha1"));
    assertHeld("SG-02", signByOpenSsl("-certfile", "middle.pem", "-md", "md5"));
    assertHeld("SG-08", signByOpenSsl("-certfile", "middle.pem", "-nodetach"));
    assertHeld("SG-02", signByOpenSsl("-certfile", "middle.pem", "-nodetach", "-stream"));
  }

  /** The pitfall of RFC 8520's own example: without -binary, openssl signs other octets. */
  @Test
  void weHoldWhatOpensslSignedAsText() throws Exception {
    signer(TestPki.ec("secp256r1"));
    OpenSsl.Outcome outcome =
        openssl(
            "cms",
            "-sign",
            "-outform",
            "DER",
            "-in",
            "mud.json",
            "-signer",
            "signer.pem",
            "-inkey",
            "signer.key",
            "-certfile",
            "middle.pem",
            "-out",
            "mud.p7s");
    assertEquals(0, outcome.status(), outcome.said());
    assertHeld("SG-02", Files.readAllBytes(folder.resolve("mud.p7s")));
  }
}
