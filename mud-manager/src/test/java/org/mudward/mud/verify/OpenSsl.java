package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The tool that everybody uses, in a folder. */
final class OpenSsl {
  private final Path folder;

  OpenSsl(Path folder) {
    this.folder = folder;
  }

  record Outcome(int status, String said) {}

  Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
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
    return new Outcome(process.exitValue(), said);
  }

  /**
   * Checks a detached signature as RFC 8520 section 13.2 has it, but for what the signer is for.
   */
  Outcome verify(String signature, String file, String anchors)
      throws IOException, InterruptedException {
    return run(
        "cms",
        "-verify",
        "-binary",
        "-in",
        signature,
        "-inform",
        "DER",
        "-content",
        file,
        "-CAfile",
        anchors,
        "-purpose",
        "any",
        "-out",
        "verified.json");
  }
}
