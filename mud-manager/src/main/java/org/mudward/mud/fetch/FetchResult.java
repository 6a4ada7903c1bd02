package org.mudward.mud.fetch;

import java.util.Optional;
import org.mudward.mud.ServerKey;

/** How a fetch ended. */
public sealed interface FetchResult {
  /** The key that the file's server has shown; empty if it gave no answer. */
  Optional<ServerKey> shown();

  /**
   * A file came, with its signature if it names one.
   *
   * @param server of the file; its signature may come from another
   */
  record Fetched(FetchedMudFile file, ServerKey server) implements FetchResult {
    @Override
    public Optional<ServerKey> shown() {
      return Optional.of(server);
    }
  }

  /** The server says that the cached file is still the one (HTTP 304). */
  record NotModified(ServerKey server) implements FetchResult {
    @Override
    public Optional<ServerKey> shown() {
      return Optional.of(server);
    }
  }

  /** Nothing usable came. */
  record Failed(FetchFailure failure) implements FetchResult {
    @Override
    public Optional<ServerKey> shown() {
      return Optional.empty();
    }
  }
}
