package org.mudward.enforcer.openflow;

import org.jspecify.annotations.Nullable;

/**
 * Why a change was not made.
 *
 * @param step the step that failed; null if it was none in particular
 * @param reason in the words of OpenFlow
 */
record StepFailure(@Nullable FlowStep step, String reason) {}
