package org.mudward.mud.inventory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;

/**
 * A MUD file as it was fetched, kept with its signature so that it can be verified again.
 *
 * @param checked when the server was last asked for it; nobody asks again before its cache-validity
 */
public record StoredFile(
    MudUrl url,
    byte[] bytes,
    byte @Nullable [] signature,
    Instant retrieved,
    Instant checked,
    @Nullable String etag) {}
