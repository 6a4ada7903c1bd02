package org.mudward.mud.manager;

import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudFile;
import org.mudward.policy.DevicePolicy;

/** What came of verifying and reading the octets of a MUD file. */
sealed interface Judgement {

  /**
   * It may be enforced.
   *
   * @param signer who signed it; null if a person vouches for it
   */
  record Usable(MudFile file, DevicePolicy policy, @Nullable String signer) implements Judgement {}

  /** A person has to look at it first; the reason starts with the code of the check. */
  record Held(String reason) implements Judgement {}

  /** It cannot be used whoever vouches for it. */
  record Refused(String reason) implements Judgement {}
}
