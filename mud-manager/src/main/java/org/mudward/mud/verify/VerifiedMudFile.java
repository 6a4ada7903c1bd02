package org.mudward.mud.verify;

import java.time.Instant;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;

/**
 * The octets of a MUD file for which somebody vouches: a signature that leads to a trust anchor, or
 * a person. Only {@link SignatureVerifier} makes one, and only one of these is parsed into rules.
 */
public final class VerifiedMudFile {
  private final @Nullable MudUrl url;
  private final byte[] bytes;
  private final @Nullable SignedBy signature;
  private final @Nullable Approval approval;
  private final Instant retrieved;
  private final @Nullable String etag;

  private VerifiedMudFile(
      @Nullable MudUrl url,
      byte[] bytes,
      @Nullable SignedBy signature,
      @Nullable Approval approval,
      Instant retrieved,
      @Nullable String etag) {
    this.url = url;
    this.bytes = bytes;
    this.signature = signature;
    this.approval = approval;
    this.retrieved = retrieved;
    this.etag = etag;
  }

  static VerifiedMudFile signed(MudBytes file, SignedBy signature) {
    return new VerifiedMudFile(
        file.url(), file.bytes(), signature, null, file.retrieved(), file.etag());
  }

  static VerifiedMudFile approved(MudBytes file, Approval approval) {
    return new VerifiedMudFile(
        file.url(), file.bytes(), null, approval, file.retrieved(), file.etag());
  }

  /** The URL that it was fetched from; null if a person brought it. The file itself may differ. */
  public @Nullable MudUrl url() {
    return url;
  }

  /** The file; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The subject of the signer's certificate (RFC 4514); null if a person vouches. */
  public @Nullable String signer() {
    return signature == null ? null : signature.certificate().getSubjectX500Principal().getName();
  }

  /**
   * Whether the signer's subject is this name, as the mudsigner extension of a device's certificate
   * demands (RFC 8520 section 13.2); names compare by RFC 5280 section 7.1. False if a person
   * vouches.
   */
  public boolean signedBy(X500Principal name) {
    return signature != null && name.equals(signature.certificate().getSubjectX500Principal());
  }

  /** Who signed it and when; null if a person vouches. */
  public @Nullable SignedBy signature() {
    return signature;
  }

  /** The person's word; null if a signature vouches. */
  public @Nullable Approval approval() {
    return approval;
  }

  /** When the file came. */
  public Instant retrieved() {
    return retrieved;
  }

  /** The server's tag for this version; null if it gave none. */
  public @Nullable String etag() {
    return etag;
  }
}
