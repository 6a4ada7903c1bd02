package org.mudward.mud.verify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;

/**
 * The octets of a MUD file for which somebody vouches: a signature that leads to a trust anchor, or
 * a person. Only {@link SignatureVerifier} makes one, and only one of these is parsed into rules.
 */
public final class VerifiedMudFile {
  private final byte[] bytes;
  private final @Nullable String signer;
  private final @Nullable Approval approval;
  private final Instant retrieved;

  VerifiedMudFile(
      byte[] bytes, @Nullable String signer, @Nullable Approval approval, Instant retrieved) {
    this.bytes = bytes.clone();
    this.signer = signer;
    this.approval = approval;
    this.retrieved = retrieved;
  }

  /** The file; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The subject of the signer's certificate (RFC 4514); null if a person vouches. */
  public @Nullable String signer() {
    return signer;
  }

  /** The person's word; null if a signature vouches. */
  public @Nullable Approval approval() {
    return approval;
  }

  /** When the file came. */
  public Instant retrieved() {
    return retrieved;
  }
}
