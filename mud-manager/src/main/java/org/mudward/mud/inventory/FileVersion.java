package org.mudward.mud.inventory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a MUD file that was fetched.
 *
 * @param sha256 of its octets, 64 lower-case hexadecimal digits
 * @param retrieved when it came, which is also the moment at which its signature is judged: a
 *     signer whose certificate ends later has still signed it
 * @param signer the subject of the signer's certificate; null if no signature vouches for it
 */
public record FileVersion(String sha256, Instant retrieved, @Nullable String signer) {
  /** The same octets, for which this signer vouches; null if none does. */
  public FileVersion signedBy(@Nullable String name) {
    return new FileVersion(sha256, retrieved, name);
  }
}
