package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificate FreeRADIUS authenticated, as its attributes write that. */
class CertificateIdentityTest {
  private static final String SERIAL = "0123456789abcdef";

  @TempDir Path folder;
  private byte[] certificate;
  private String authority;

  @BeforeEach
  void makeACertificate() throws Exception {
    Path pem = folder.resolve("c.pem");
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        folder.resolve("c.key").toString(),
        "-subj",
        "/CN=lamp 1",
        "-set_serial",
        "0x" + SERIAL,
        "-out",
        pem.toString());
    certificate = Files.readAllBytes(pem);
    authority =
        openssl("x509", "-in", pem.toString(), "-noout", "-ext", "authorityKeyIdentifier")
            .lines()
            .skip(1)
            .findFirst()
            .orElseThrow()
            .strip();
  }

  private String openssl(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return output;
  }

  private int code(String serial, String issuer, byte[] octets) {
    return assertThrows(
            CommandFailure.class, () -> new CertificateIdentity(serial, issuer).demand(octets))
        .exitCode();
  }

  @Test
  void theCertificateThatWasAuthenticatedIsTaken() {
    assertDoesNotThrow(() -> new CertificateIdentity(SERIAL, authority).demand(certificate));
    String keyId = "keyid:" + authority.toLowerCase(Locale.ROOT);
    assertDoesNotThrow(() -> new CertificateIdentity(SERIAL, keyId).demand(certificate));
  }

  @Test
  void anotherSerialOrAnotherAuthorityIsAnotherCertificate() {
    char first = authority.charAt(0);
    String changed = (first == 'A' ? 'B' : 'A') + authority.substring(1);
    assertEquals(ExitCode.FINDINGS, code("0123456789abcdee", authority, certificate));
    assertEquals(ExitCode.FINDINGS, code(SERIAL, changed, certificate));
    assertEquals(ExitCode.FINDINGS, code(SERIAL, null, new byte[] {1, 2, 3}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "xyz", "-1"})
  void anAttributeThatIsMissingOrNoNumberTakesNone(String text) {
    assertEquals(ExitCode.WRONG_USE, code(text, authority, certificate));
    assertEquals(ExitCode.WRONG_USE, code(SERIAL, text, certificate));
  }

  @Test
  void whatIsTooLongIsNoNumber() {
    assertEquals(ExitCode.WRONG_USE, code("1".repeat(41), authority, certificate));
    assertEquals(ExitCode.WRONG_USE, code(SERIAL, "11".repeat(65), certificate));
  }
}
