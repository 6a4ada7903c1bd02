package org.mudward.mud.manager;

import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchResult;

/** Where MUD files come from; blocks, and is called by several threads. */
public interface FileSource {
  /**
   * Gets a file and its signature.
   *
   * @param etag of the version that is here; null if none is
   */
  FetchResult fetch(MudUrl url, @Nullable String etag) throws InterruptedException;
}
