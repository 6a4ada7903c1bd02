package org.mudward.mud.manager;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.Rejection;

/**
 * The file of one MUD URL as the operator sees it.
 *
 * @param inUse the version in force; null if none is
 * @param waiting the version that waits for a person; null if none does
 * @param reason why nothing newer is in use, or nothing at all; empty if all is well
 * @param notes what an operator should know of the file in force
 * @param rejected what a person said no to
 * @param retrieved when its server last answered; null if never
 * @param due when it is asked for again
 */
public record FileView(
    MudUrl url,
    @Nullable InUse inUse,
    @Nullable Waiting waiting,
    String reason,
    List<String> notes,
    List<Rejection> rejected,
    @Nullable Instant retrieved,
    Instant due) {
  public FileView {
    notes = List.copyOf(notes);
    rejected = List.copyOf(rejected);
  }

  /**
   * The version in force.
   *
   * @param signer null if a person vouches for it
   * @param itself the URL by which it calls itself
   * @param supported whether its maker still cares for the device
   */
  public record InUse(
      String sha256,
      @Nullable String signer,
      String lastUpdate,
      MudUrl itself,
      boolean supported) {}

  /**
   * A version that waits, and what it would change as far as that is known: of one that nobody
   * trusted has signed, nothing is read before a person vouches for it.
   */
  public record Waiting(
      String sha256,
      @Nullable String signer,
      List<String> newlyPermitted,
      List<String> noLongerPermitted,
      List<String> besides) {
    public Waiting {
      newlyPermitted = List.copyOf(newlyPermitted);
      noLongerPermitted = List.copyOf(noLongerPermitted);
      besides = List.copyOf(besides);
    }
  }
}
