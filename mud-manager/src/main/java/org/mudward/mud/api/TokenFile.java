package org.mudward.mud.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The secret that whoever uses the API has to show: 256 random bits in a file that only the
 * manager's user can read. Made at the first start.
 */
final class TokenFile {
  private static final int OCTETS = 32;
  private static final String NAME = "api-token";
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final byte[] token;

  private TokenFile(byte[] token) {
    this.token = token;
  }

  /**
   * Reads the token of a state folder, or makes it.
   *
   * @throws IOException if the file cannot be used, or others can read or change it
   */
  static TokenFile of(Path state) throws IOException {
    Path file = state.resolve(NAME);
    try {
      make(file);
    } catch (FileAlreadyExistsException e) {
      // The usual case: it was made at the first start.
    }
    if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
      throw new IOException(file + " can be read or changed by others: it is no secret any more");
    }
    String text = Files.readString(file).trim();
    if (!text.matches("[0-9a-f]{" + 2 * OCTETS + "}")) {
      throw new IOException(file + " holds no token; remove it, and a new one is made");
    }
    return new TokenFile(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Written aside and moved, so that a crash leaves no half of one. */
  private static void make(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    byte[] random = new byte[OCTETS];
    new SecureRandom().nextBytes(random);
    Path aside = file.resolveSibling(NAME + ".new");
    Files.deleteIfExists(aside);
    Files.createFile(
        aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(aside, HexFormat.of().formatHex(random) + "\n", StandardOpenOption.DSYNC);
    Files.move(aside, file);
  }

  /** Whether this is the token; takes as long for a wrong one as for a right one. */
  boolean matches(String shown) {
    return MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8));
  }
}
