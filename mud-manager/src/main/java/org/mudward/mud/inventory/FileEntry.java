package org.mudward.mud.inventory;

import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;

/**
 * What is remembered of the file behind one MUD URL.
 *
 * <p>The version in use and the version that waits for a person are kept apart: a newer file that
 * cannot be used never takes the place of one that can.
 *
 * @param current the version in use; null if none is
 * @param held the newest version that nobody vouches for yet; null if there is none
 * @param reason why nothing newer is in use; empty if all is well
 * @param checks what came of asking for it
 * @param pin who has to sign what comes next, because he signed what was used before; null if
 *     nobody did
 */
public record FileEntry(
    MudUrl url,
    @Nullable FileVersion current,
    @Nullable FileVersion held,
    String reason,
    FileChecks checks,
    @Nullable String pin) {
  /** A URL that nobody asked for yet. */
  public static FileEntry of(MudUrl url) {
    return new FileEntry(url, null, null, "", FileChecks.NONE, null);
  }

  /** This version is in use from now on, and nothing waits. */
  public FileEntry withCurrent(FileVersion version) {
    return new FileEntry(url, version, null, "", checks, pin);
  }

  /** This version waits; what is in use stays. */
  public FileEntry withHeld(@Nullable FileVersion version, String why) {
    return new FileEntry(url, current, version, why, checks, pin);
  }

  /** The version in use can no longer be used and waits. */
  public FileEntry withdrawn(String why) {
    return new FileEntry(url, null, held == null ? current : held, why, checks, pin);
  }

  /** The same with another reason why nothing newer is in use. */
  public FileEntry withReason(String why) {
    return new FileEntry(url, current, held, why, checks, pin);
  }

  /** The same with other checks. */
  public FileEntry withChecks(FileChecks newChecks) {
    return new FileEntry(url, current, held, reason, newChecks, pin);
  }

  /** The same with another signer from now on. */
  public FileEntry withPin(@Nullable String newPin) {
    return new FileEntry(url, current, held, reason, checks, newPin);
  }
}
