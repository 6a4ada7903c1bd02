package org.mudward.mud.manager;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudFile;
import org.mudward.mud.inventory.StoredFile;
import org.mudward.policy.DevicePolicy;

/** What the manager has for one MUD URL. Confined to the writer. */
final class FileState {
  /** After the first failure; doubles with each. */
  static final Duration FIRST_RETRY = Duration.ofMinutes(1);

  static final Duration LAST_RETRY = Duration.ofHours(1);

  /** The file in force for this URL; null while there is none that may be used. */
  @Nullable MudFile file;

  @Nullable DevicePolicy policy;

  /** Who vouches for it, for people. */
  String signer = "";

  /** What is cached, usable or held. */
  @Nullable StoredFile stored;

  /** Why there is no file, or why the newest was not taken. */
  String problem = "its file is being fetched";

  boolean fetching;

  /** The operator named this file; nobody is asked for another. */
  boolean fixed;

  boolean alarmed;
  Instant nextTry = Instant.MIN;
  Duration backOff = FIRST_RETRY;

  /** Whether the server may be asked now (RFC 8520 section 3.5). */
  boolean isDue(Instant now) {
    if (fetching || fixed || nextTry.isAfter(now)) {
      return false;
    }
    return stored == null || !stored.checked().plus(validity()).isAfter(now);
  }

  Duration validity() {
    return file == null ? Duration.ofHours(MudFile.DEFAULT_CACHE_VALIDITY) : file.cacheValidity();
  }

  void failed(Instant now, String why) {
    fetching = false;
    problem = why;
    nextTry = now.plus(backOff);
    backOff = backOff.multipliedBy(2);
    if (backOff.compareTo(LAST_RETRY) > 0) {
      backOff = LAST_RETRY;
    }
  }

  void succeeded() {
    fetching = false;
    problem = "";
    alarmed = false;
    nextTry = Instant.MIN;
    backOff = FIRST_RETRY;
  }
}
