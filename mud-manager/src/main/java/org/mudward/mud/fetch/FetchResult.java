package org.mudward.mud.fetch;

/** How a fetch ended. */
public sealed interface FetchResult {
  /** A file came, with its signature if it names one. */
  record Fetched(FetchedMudFile file) implements FetchResult {}

  /** The server says that the cached file is still the one (HTTP 304). */
  record NotModified() implements FetchResult {}

  /** Nothing usable came. */
  record Failed(FetchFailure failure) implements FetchResult {}
}
