package org.mudward.mud.fetch;

import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * What the fetcher trusts, and how far it goes.
 *
 * @param anchors who vouches for servers; the system's where empty
 * @param allowed special addresses that may be dialled all the same
 * @param own the appliance's own addresses, which are never dialled unless allowed
 * @param maxFile octets of a MUD file
 * @param maxSignature octets of a signature
 * @param connect how long a connection may take
 * @param total how long one request may take, from connecting to the last octet
 */
public record FetchSettings(
    Optional<KeyStore> anchors,
    List<Prefix> allowed,
    Set<IpAddress> own,
    int maxFile,
    int maxSignature,
    Duration connect,
    Duration total) {
  /** Redirects within one host; a server that needs more is playing (RFC 8520 section 1.6). */
  static final int MAX_REDIRECTS = 5;

  /** Real MUD files have 10 to 200 entries and at most 100 KiB. */
  static final int MAX_FILE = 1024 * 1024;

  /** A signature with three certificates has 5 KiB. */
  static final int MAX_SIGNATURE = 64 * 1024;

  public FetchSettings {
    allowed = List.copyOf(allowed);
    own = Set.copyOf(own);
  }

  /** The system's trust anchors, no special addresses, the usual limits. */
  public static FetchSettings defaults() {
    return new FetchSettings(
        Optional.empty(),
        List.of(),
        Set.of(),
        MAX_FILE,
        MAX_SIGNATURE,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30));
  }

  /** The same with other anchors and permissions. */
  public FetchSettings with(
      Optional<KeyStore> newAnchors, List<Prefix> newAllowed, Set<IpAddress> newOwn) {
    return new FetchSettings(newAnchors, newAllowed, newOwn, maxFile, maxSignature, connect, total);
  }
}
