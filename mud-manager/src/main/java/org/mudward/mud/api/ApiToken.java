package org.mudward.mud.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The secret that callers of the API show: 256 random bits in a file that only its owner reads. */
public final class ApiToken {
  private static final int OCTETS = 32;

  private final byte[] expected;

  private ApiToken(String text) {
    expected = ("Bearer " + text).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The token of a file, made at the first start.
   *
   * @throws IOException if the file cannot be read or made
   */
  public static ApiToken of(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[OCTETS];
      new SecureRandom().nextBytes(random);
      // Made with its permissions and complete: no moment in which others read it, none with half.
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, HexFormat.of().formatHex(random) + "\n", StandardOpenOption.WRITE);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
    String text = Files.readString(file).trim();
    if (text.length() < OCTETS) {
      throw new IOException(file + " holds no token; remove it, and a new one is made");
    }
    return new ApiToken(text);
  }

  /** Whether the Authorization header shows the token; takes as long for a wrong one. */
  boolean admits(@Nullable String header) {
    return header != null
        && MessageDigest.isEqual(expected, header.getBytes(StandardCharsets.UTF_8));
  }
}
