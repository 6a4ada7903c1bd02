package org.mudward.mud.manager;

import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.mudward.mud.MudUrl;
import org.mudward.mud.ServerKey;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.inventory.ServerEntry;

/**
 * Notices when a file server shows another key than before, or a certificate of another issuer (RFC
 * 8520 section 16). Writer only.
 *
 * <p>It says so and does no more: the server was authenticated, keys are renewed as a matter of
 * course, and who vouches for a file is whoever signed it.
 */
final class ServerWatch {
  private final Inventory inventory;
  private final Events events;
  private final Clock clock;

  ServerWatch(Inventory inventory, Events events, Clock clock) {
    this.inventory = inventory;
    this.events = events;
    this.clock = clock;
  }

  /** The server of a URL has answered, having shown this key. */
  void answered(MudUrl url, ServerKey key) {
    if (inventory.file(url).isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    String authority = Fetchers.authority(url);
    ServerEntry before =
        inventory.server(authority).orElseGet(() -> new ServerEntry(authority, key, now, now));
    boolean same = before.key().equals(key);
    inventory.put(new ServerEntry(authority, key, same ? before.since() : now, now), needed());
    if (!same) {
      tell(url, before, key);
    }
  }

  /** The servers of all files that are known, which are no more than may be remembered. */
  private Set<String> needed() {
    return inventory.files().stream()
        .map(file -> Fetchers.authority(file.url()))
        .collect(Collectors.toSet());
  }

  private void tell(MudUrl url, ServerEntry before, ServerKey key) {
    ServerKey old = before.key();
    boolean sameKey = old.sha256().equals(key.sha256());
    String keys =
        sameKey
            ? " has the key that it had, SHA-256 " + key.sha256()
            : " has another key, SHA-256 " + key.sha256() + ", before " + old.sha256();
    String issuers =
        old.issuer().equals(key.issuer())
            ? "; its certificate is issued by " + key.issuer() + " as before"
            : "; its certificate is issued by " + key.issuer() + ", before by " + old.issuer();
    events.manager(
        sameKey ? "server.issuer-changed" : "server.key-changed",
        null,
        url,
        before.authority() + keys + issuers + "; the one before was first seen " + before.since());
  }
}
