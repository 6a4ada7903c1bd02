package org.mudward.mud.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The secret that whoever uses the API has to show: 256 random bits in a file that only the
 * manager's user can read. Made at the first start.
 */
public final class ApiToken {
  private static final int OCTETS = 32;
  private static final String SCHEME = "bearer ";

  /** An administrator may let a group read it; nobody else, and nobody may change it. */
  private static final Set<PosixFilePermission> TOO_MUCH =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final byte[] expected;

  private ApiToken(String text) {
    expected = text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The token of a file, made if it is missing.
   *
   * @throws IOException if the file cannot be used, or others can read or change it
   */
  public static ApiToken of(Path file) throws IOException {
    if (!Files.exists(file)) {
      make(file);
    }
    if (Files.getPosixFilePermissions(file).stream().anyMatch(TOO_MUCH::contains)) {
      throw new IOException(
          file + " can be read or changed by others, so it is no secret: remove it and restart");
    }
    String text = Files.readString(file).trim();
    if (!text.matches("[0-9a-f]{" + 2 * OCTETS + "}")) {
      throw new IOException(file + " holds no token; remove it, and a new one is made");
    }
    return new ApiToken(text);
  }

  /** Made with its permissions and whole: nobody reads it early, and no crash leaves half of it. */
  private static void make(Path file) throws IOException {
    byte[] random = new byte[OCTETS];
    new SecureRandom().nextBytes(random);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, HexFormat.of().formatHex(random) + "\n", StandardOpenOption.DSYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether the Authorization header shows the token; takes as long for a wrong one. */
  boolean admits(@Nullable String header) {
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return false;
    }
    String shown = header.substring(SCHEME.length()).trim();
    return MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8));
  }
}
