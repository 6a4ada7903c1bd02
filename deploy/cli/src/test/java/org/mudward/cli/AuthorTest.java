package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the author of a MUD file does: fmt, sign, verify, with keys and certificates of openssl. */
class AuthorTest {
  private static final String LAMP =
      """
      {"ietf-access-control-list:acls": {"acl": [{"name": "from", "type": "ipv6-acl-type",
        "aces": {"ace": [{"name": "cloud",
          "actions": {"forwarding": "accept"},
          "matches": {"ipv6": {"destination-ipv6-network": "2001:DB8:0::/48"}}}]}}]},
       "ietf-mud:mud": {"mud-version": 1, "mud-url": "https://lamp.example/v1",
        "mud-signature": "lamp.p7s", "example:maker": "Lampe \u00e9toile",
        "last-update": "2026-01-01T00:00:00Z", "is-supported": true,
        "from-device-policy": {"access-lists": {"access-list": [{"name": "from"}]}}}}
      """;
  private static final String OLD =
      LAMP.replace("ipv6-acl-type", "ipv6-acl").replace("true", "\"true\"");

  @TempDir private Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private Ran openssl(String line) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(line.split(" ", -1)));
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      return fail("this test needs the program openssl on the PATH (apt install openssl): " + e);
    }
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "openssl hangs");
    return new Ran(process.exitValue(), said, "");
  }

  private void must(String line) throws Exception {
    Ran ran = openssl(line);
    assertEquals(0, ran.code(), ran.out());
  }

  /** A root, and a signer below it: {@code ca.pem}, {@code signer.key}, {@code signer.pem}. */
  private void keys(String algorithm, String usage) throws Exception {
    must(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem"
            + " -days 30 -subj /CN=Root -addext keyUsage=critical,keyCertSign");
    must(
        "req -newkey "
            + algorithm
            + " -nodes -keyout signer.key -out signer.csr -subj /O=Maker/CN=Signer");
    file("usage", "keyUsage=critical," + usage + "\n");
    must(
        "x509 -req -in signer.csr -CA ca.pem -CAkey ca.key -days 20 -extfile usage -out signer.pem");
  }

  private Ran sign(String file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "sign", file, "--key", path("signer.key"), "--certificate", path("signer.pem")));
    arguments.addAll(List.of(more));
    return Ran.mudward(arguments.toArray(new String[0]));
  }

  private Ran verify(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "verify",
                path("lamp.json"),
                "--signature",
                path("lamp.p7s"),
                "--trust",
                path("ca.pem")));
    arguments.addAll(List.of(more));
    return Ran.mudward(arguments.toArray(new String[0]));
  }

  @Test
  void fmtPrintsTheCanonicalFormAndNamesWhatItDoesNotKnow() throws Exception {
    String lamp = file("lamp.json", LAMP);
    Ran ran = Ran.mudward("fmt", lamp);
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    assertTrue(
        ran.out().startsWith("{\n  \"ietf-mud:mud\": {\n    \"mud-version\": 1,\n"), ran.out());
    assertTrue(ran.out().contains("\"2001:db8::/48\"") && ran.out().contains("\u00e9"), ran.out());
    assertEquals(lamp + ": kept, but not known here: /ietf-mud:mud/example:maker\n", ran.err());
    assertEquals(LAMP, Files.readString(Path.of(lamp)));
  }

  @Test
  void fmtCheckNamesTheFilesThatWouldChangeAndWriteChangesThem() throws Exception {
    String lamp = file("lamp.json", LAMP);
    Files.setPosixFilePermissions(Path.of(lamp), PosixFilePermissions.fromString("rw-r-----"));
    String good = file("good.json", Ran.mudward("fmt", lamp).out());
    Ran check = Ran.mudward("fmt", "--check", good, lamp);
    assertEquals(ExitCode.FINDINGS, check.code());
    assertEquals(lamp + " would change\n", check.out());
    assertEquals(ExitCode.FINE, Ran.mudward("fmt", "--check", good).code());
    Ran write = Ran.mudward("fmt", "--write", good, lamp);
    assertEquals(ExitCode.FINE, write.code(), write.err());
    assertTrue(write.out().startsWith(lamp + " was changed"), write.out());
    assertEquals(Files.readString(Path.of(good)), Files.readString(Path.of(lamp)));
    assertEquals(
        "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(lamp))));
    try (var left = Files.list(folder)) {
      assertEquals(2, left.count(), "nothing is left behind");
    }
  }

  @Test
  void fmtRefusesAnOldFileAndRenewsItWhenAsked() throws Exception {
    String old = file("old.json", OLD);
    Ran strict = Ran.mudward("fmt", "--write", old);
    assertEquals(ExitCode.FINDINGS, strict.code());
    assertTrue(strict.err().contains("AC-01 at /"), strict.err());
    assertEquals(OLD, Files.readString(Path.of(old)), "a refused file is left alone");
    Ran lenient = Ran.mudward("fmt", "--lenient", old);
    assertEquals(Ran.mudward("fmt", file("lamp.json", LAMP)).out(), lenient.out());
    assertTrue(lenient.err().contains("AC-01") && lenient.err().contains("MF-11"), lenient.err());
  }

  @Test
  void fmtAsJsonHasOneObjectAFile() throws Exception {
    String lamp = file("lamp.json", LAMP);
    String old = file("old.json", OLD);
    JsonNode both = new ObjectMapper().readTree(Ran.mudward("fmt", "--json", lamp, old).out());
    assertTrue(
        both.get(0).get("valid").booleanValue() && both.get(0).get("changed").booleanValue());
    assertEquals(Ran.mudward("fmt", lamp).out(), both.get(0).get("text").textValue());
    assertEquals("/ietf-mud:mud/example:maker", both.get(0).get("unknown").get(0).textValue());
    assertFalse(both.get(1).get("valid").booleanValue());
    assertEquals("AC-01", both.get(1).get("problems").get(0).get("code").textValue());
    assertEquals(ExitCode.WRONG_USE, Ran.mudward("fmt", lamp, old).code(), "two texts are no text");
    assertEquals(ExitCode.WRONG_USE, Ran.mudward("fmt", "--check", "--write", lamp).code());
    assertEquals(ExitCode.BAD_INPUT, Ran.mudward("fmt", path("none.json")).code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa:2048",
        "ec -pkeyopt ec_paramgen_curve:P-256",
        "ec -pkeyopt ec_paramgen_curve:P-384",
        "ec -pkeyopt ec_paramgen_curve:P-521"
      })
  void whatSignSignsVerifyAndOpensslAccept(String algorithm) throws Exception {
    keys(algorithm, "digitalSignature");
    String lamp = file("lamp.json", LAMP);
    Ran signed = sign(lamp);
    assertEquals(ExitCode.FINE, signed.code(), signed.err());
    assertEquals("", signed.err());
    Ran verified = verify("--mudsigner", "CN=signer, O=Maker");
    assertEquals(ExitCode.FINE, verified.code(), verified.out());
    assertTrue(verified.out().contains("signed by  CN=Signer,O=Maker"), verified.out());
    must(
        "cms -verify -binary -inform DER -in lamp.p7s -content lamp.json -CAfile ca.pem -purpose any"
            + " -out verified.json");
    file("lamp.json", LAMP.replace("v1", "v2"));
    Ran tampered = verify();
    assertEquals(ExitCode.FINDINGS, tampered.code());
    assertTrue(tampered.out().contains("SG-02"), tampered.out());
  }

  @Test
  void verifyTellsTheReasonAsJsonToo() throws Exception {
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature");
    file("lamp.json", LAMP);
    must(
        "cms -sign -binary -outform DER -in lamp.json -signer signer.pem -inkey signer.key"
            + " -out lamp.p7s");
    JsonNode good = new ObjectMapper().readTree(verify("--json").out());
    assertTrue(good.get("verified").booleanValue() && good.get("signed").isTextual());
    assertEquals("CN=Root", good.get("path").get(1).get("subject").textValue());
    assertEquals("SG-05", code(verify("--json", "--mudsigner", "CN=Other")));
    assertEquals("SG-10", code(verify("--json", "--at", "2019-01-28T11:20:51+01:00")));
    must("req -x509 -key ca.key -out ca.pem -days 30 -subj /CN=Stranger");
    assertEquals("SG-09", code(verify("--json")));
  }

  private static String code(Ran ran) throws IOException {
    assertEquals(ExitCode.FINDINGS, ran.code(), ran.out() + ran.err());
    JsonNode object = new ObjectMapper().readTree(ran.out());
    assertFalse(object.get("verified").booleanValue());
    return object.get("code").textValue();
  }

  @Test
  void verifyNeedsItsInputs() throws Exception {
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature");
    file("lamp.json", LAMP);
    assertEquals(ExitCode.BAD_INPUT, verify().code(), "no signature");
    file("lamp.p7s", "no signature");
    Ran verify = verify();
    assertEquals(ExitCode.FINDINGS, verify.code());
    assertTrue(verify.out().contains("SG-02"), verify.out());
    assertEquals(ExitCode.BAD_INPUT, verify("--trust", path("none.pem")).code());
    assertEquals(ExitCode.BAD_INPUT, verify("--trust", path("lamp.json")).code());
    assertEquals(ExitCode.WRONG_USE, verify("--mudsigner", "nobody").code());
    assertEquals(ExitCode.WRONG_USE, verify("--at", "yesterday").code());
    assertEquals(ExitCode.WRONG_USE, Ran.mudward("verify", path("lamp.json")).code());
  }

  @Test
  void signTakesAnEncryptedKeyWithItsPassphrase() throws Exception {
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature");
    must("pkcs8 -topk8 -in signer.key -out locked.key -passout pass:sesame");
    Files.move(
        folder.resolve("locked.key"),
        folder.resolve("signer.key"),
        StandardCopyOption.REPLACE_EXISTING);
    String lamp = file("lamp.json", LAMP);
    Ran closed = sign(lamp);
    assertEquals(ExitCode.BAD_INPUT, closed.code());
    assertTrue(closed.err().contains("--passphrase-file"), closed.err());
    String wrong = file("wrong", "sesam\n");
    assertEquals(ExitCode.BAD_INPUT, sign(lamp, "--passphrase-file", wrong).code());
    String right = file("right", "sesame\n");
    assertEquals(ExitCode.FINE, sign(lamp, "--passphrase-file", right).code());
    assertEquals(ExitCode.FINE, verify().code());
  }

  @Test
  void signRefusesWhatAManagerWouldRefuse() throws Exception {
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "keyEncipherment");
    String lamp = file("lamp.json", LAMP);
    assertRefused(ExitCode.BAD_INPUT, "digitalSignature", sign(lamp));
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature");
    assertRefused(ExitCode.FINDINGS, "MF-11", sign(file("old.json", OLD)));
    must(
        "x509 -req -in signer.csr -CA ca.pem -CAkey ca.key -days -1 -extfile usage -out signer.pem");
    assertRefused(ExitCode.BAD_INPUT, "not valid at", sign(lamp));
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature");
    must("genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out signer.key");
    assertRefused(ExitCode.BAD_INPUT, "does not fit", sign(lamp));
    file("signer.key", "no key");
    assertRefused(ExitCode.BAD_INPUT, "no private key", sign(lamp));
    Files.delete(folder.resolve("signer.key"));
    assertRefused(ExitCode.BAD_INPUT, "no such file", sign(lamp));
    assertFalse(Files.exists(folder.resolve("lamp.p7s")));
  }

  private static void assertRefused(int code, String words, Ran ran) {
    assertEquals(code, ran.code(), ran.err());
    assertTrue(ran.err().contains(words), ran.err());
  }

  @Test
  void signNeverWritesOverItsInputs() throws Exception {
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature");
    String lamp = file("lamp.json", LAMP);
    for (String input : List.of("lamp.json", "signer.key", "signer.pem")) {
      byte[] before = Files.readAllBytes(folder.resolve(input));
      assertEquals(ExitCode.WRONG_USE, sign(lamp, "--out", path(input)).code());
      assertEquals(
          List.of(before.length), List.of(Files.readAllBytes(folder.resolve(input)).length));
    }
  }

  @Test
  void signNeedsAFolderToWriteTo() throws Exception {
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature");
    String lamp = file("lamp.json", LAMP);
    assertRefused(ExitCode.BAD_INPUT, "no folder", sign(lamp, "--out", path("none/lamp.p7s")));
  }

  @Test
  void signWarnsWhenNobodyWillFindTheSignature() throws Exception {
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature");
    String none = file("none.json", LAMP.replace("\"mud-signature\": \"lamp.p7s\", ", ""));
    Ran absent = sign(none, "--json");
    assertEquals(ExitCode.FINE, absent.code(), absent.err());
    assertTrue(absent.err().contains("add \"mud-signature\": \"none.p7s\""), absent.err());
    assertEquals(1, new ObjectMapper().readTree(absent.out()).get("warnings").size());
    Ran other = sign(file("lamp.json", LAMP), "--out", path("other.p7s"));
    assertTrue(other.err().contains("mud-signature is \"lamp.p7s\""), other.err());
    assertTrue(Files.exists(folder.resolve("other.p7s")));
  }

  @Test
  void signWarnsOfAlgorithmsThatOthersCannotCheck() throws Exception {
    keys("ed25519", "digitalSignature");
    Ran signed = sign(file("lamp.json", LAMP));
    assertEquals(ExitCode.FINE, signed.code(), signed.err());
    assertTrue(signed.err().contains("Ed25519"), signed.err());
    assertEquals(ExitCode.FINE, verify().code());
  }

  @Test
  void signTakesAlongTheCertificatesOnTheWayToTheRoot() throws Exception {
    keys("ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature");
    must(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout middle.key -out middle.csr"
            + " -subj /CN=Middle");
    file("authority", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
    must(
        "x509 -req -in middle.csr -CA ca.pem -CAkey ca.key -days 20 -extfile authority"
            + " -out middle.pem");
    must(
        "x509 -req -in signer.csr -CA middle.pem -CAkey middle.key -days 20 -extfile usage"
            + " -out signer.pem");
    String lamp = file("lamp.json", LAMP);
    assertEquals(ExitCode.FINE, sign(lamp).code());
    assertEquals("SG-09", code(verify("--json")), "nobody knows the one in the middle");
    assertEquals(ExitCode.FINE, sign(lamp, "--chain", path("middle.pem")).code());
    Ran verified = verify();
    assertEquals(ExitCode.FINE, verified.code(), verified.out());
    assertTrue(verified.out().contains("CN=Middle"), verified.out());
  }

  @Test
  void theHelpTeaches() {
    for (String command : List.of("fmt", "sign", "verify")) {
      Ran help = Ran.mudward(command, "--help");
      assertEquals(ExitCode.FINE, help.code());
      assertTrue(help.out().contains("Example: mudward " + command), help.out());
    }
  }
}
