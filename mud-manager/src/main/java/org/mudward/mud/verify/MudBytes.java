package org.mudward.mud.verify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchedMudFile;

/**
 * The octets of a file and what is known of where they came from: what becomes a verified file.
 *
 * @param bytes a copy, so that nobody changes them between the check and the use
 */
record MudBytes(@Nullable MudUrl url, byte[] bytes, Instant retrieved, @Nullable String etag) {
  MudBytes {
    bytes = bytes.clone();
  }

  static MudBytes of(FetchedMudFile file) {
    return new MudBytes(file.url(), file.bytes(), file.retrieved(), file.etag());
  }
}
