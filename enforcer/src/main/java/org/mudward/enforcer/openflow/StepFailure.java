package org.mudward.enforcer.openflow;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a change was not made.
 *
 * @param step the step that the switch refused; null if it was none in particular
 */
record StepFailure(@Nullable FlowStep step, String reason) {
  private static final Logger LOG = LoggerFactory.getLogger(StepFailure.class);

  /** What has come of it all, which the log has then, too. */
  FlowResult rejected() {
    Optional<FlowEntry> entry =
        step instanceof FlowStep.Add add ? Optional.of(add.entry()) : Optional.empty();
    LOG.error("event=flows.rejected reason=\"{}\" entry={}", reason, entry.orElse(null));
    return new FlowResult.Rejected(reason, entry);
  }
}
