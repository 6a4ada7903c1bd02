package org.mudward.mud.manager;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.manager.Judgement.Usable;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Standing;

/**
 * What follows for a device from all that is known of it.
 *
 * @param policy what it is judged by; null if it is left alone
 * @param listed whether the snapshot names it; one that is not is unknown to the enforcers
 * @param why tells the {@link #reason}: putting it together costs more than all else, and is seldom
 *     asked for
 * @param file the fetched file that is in use for it; null if none is
 */
record Placement(
    Standing standing,
    @Nullable DevicePolicy policy,
    boolean listed,
    Supplier<String> why,
    @Nullable Usable file) {
  Placement(
      Standing standing,
      @Nullable DevicePolicy policy,
      boolean listed,
      String reason,
      @Nullable Usable file) {
    this(standing, policy, listed, () -> reason, file);
  }

  /** Why it stands there, for the operator; empty if there is nothing to say. */
  String reason() {
    return why.get();
  }

  /** Who signed the file that is in use for it; null if nobody did. */
  @Nullable String signer() {
    return file == null ? null : file.signer();
  }
}
