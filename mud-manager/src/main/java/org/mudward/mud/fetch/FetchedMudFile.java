package org.mudward.mud.fetch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;

/**
 * What a server sent for a MUD URL: octets, believed in nothing.
 *
 * @param url the MUD URL that was asked for
 * @param bytes the file exactly as it came, not to be changed
 * @param signature the detached signature, DER; null if the file names none, or none is there
 * @param retrieved when
 * @param etag the server's tag for this version; null if it gave none
 * @param signatureProblem why the signature that the file names is not there; null if it is, or
 *     none is named
 */
public record FetchedMudFile(
    MudUrl url,
    byte[] bytes,
    byte @Nullable [] signature,
    Instant retrieved,
    @Nullable String etag,
    @Nullable String signatureProblem) {

  /** A file with its signature, or one that names none. */
  public FetchedMudFile(
      MudUrl url,
      byte[] bytes,
      byte @Nullable [] signature,
      Instant retrieved,
      @Nullable String etag) {
    this(url, bytes, signature, retrieved, etag, null);
  }
}
