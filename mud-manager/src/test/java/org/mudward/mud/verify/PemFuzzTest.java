package org.mudward.mud.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.verify.TestPki.Identity;

/** Any octets are a file of certificates, a file with a key, or an {@link IOException}. */
class PemFuzzTest {
  private static final Path FILE = file();

  private static Path file() {
    try {
      Path file = Files.createTempFile("pem", ".pem");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<byte[]> seeds() {
    Identity root = TestPki.root("Root");
    return Stream.of(
            root.pem(),
            root.keyPem(),
            root.pem() + root.keyPem(),
            "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n")
        .map(text -> text.getBytes(US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) throws IOException {
    everyFileIsReadOrRefused(seed);
  }

  @FuzzTest
  void everyFileIsReadOrRefused(byte[] octets) throws IOException {
    Files.write(FILE, octets);
    try {
      assertFalse(Pem.certificates(List.of(FILE)).isEmpty());
      Pem.trustStore(List.of(FILE));
    } catch (IOException refused) {
      assertFalse(String.valueOf(refused.getMessage()).isBlank());
    }
    try {
      Pem.privateKey(FILE);
    } catch (IOException refused) {
      assertFalse(String.valueOf(refused.getMessage()).isBlank());
    }
  }
}
