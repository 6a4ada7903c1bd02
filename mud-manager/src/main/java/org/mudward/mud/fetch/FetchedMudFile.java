package org.mudward.mud.fetch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;

/**
 * What a server sent for a MUD URL: octets, believed in nothing.
 *
 * @param url the MUD URL that was asked for
 * @param bytes the file exactly as it came, not to be changed
 * @param signature the detached signature, DER; null if the file names none
 * @param retrieved when
 * @param etag the server's tag for this version; null if it gave none
 */
public record FetchedMudFile(
    MudUrl url,
    byte[] bytes,
    byte @Nullable [] signature,
    Instant retrieved,
    @Nullable String etag) {}
