package org.mudward.mud.manager;

import org.jspecify.annotations.Nullable;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Standing;

/**
 * What follows for a device from all that is known of it.
 *
 * @param policy what it is judged by; null if it is left alone
 * @param listed whether the snapshot names it; one that is not is unknown to the enforcers
 * @param reason why it stands there, for the operator; empty if there is nothing to say
 * @param signer who signed the file that is in use for it; null if nobody did
 */
record Placement(
    Standing standing,
    @Nullable DevicePolicy policy,
    boolean listed,
    String reason,
    @Nullable String signer) {}
