package org.mudward.mud.inventory;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * For how long an address is a device's.
 *
 * @param length of the lease as it was granted; null if it has no end
 * @param expires when it ends if nobody renews it; null if it has no end
 */
public record Lease(@Nullable Duration length, @Nullable Instant expires) {
  /** An address that stays until it is given up. */
  public static final Lease ENDLESS = new Lease(null, null);

  /** A lease that starts now; without an end if the length is null. */
  public static Lease of(@Nullable Duration length, Instant now) {
    return length == null ? ENDLESS : new Lease(length, now.plus(length));
  }

  /** Whether it is over. */
  public boolean hasEnded(Instant now) {
    return expires != null && !expires.isAfter(now);
  }

  /** The same lease, renewed now. */
  public Lease renewed(Instant now) {
    return of(length, now);
  }
}
