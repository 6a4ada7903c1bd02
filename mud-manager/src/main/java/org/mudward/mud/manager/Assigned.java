package org.mudward.mud.manager;

import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.policy.MacAddress;

/**
 * What comes of an {@link Assignment}.
 *
 * @param before the URL that the device had; null if it had none
 */
public record Assigned(MacAddress mac, MudUrl url, @Nullable MudUrl before, Change change) {
  /** What is different for the device. */
  public enum Change {
    /** It had no URL. */
    NEW,
    /** It had another. */
    REPLACED,
    /** It had this one on another word than the operator's. */
    CONFIRMED,
    /** Nothing. */
    SAME
  }
}
