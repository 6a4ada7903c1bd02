package org.mudward.enforcer.openflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mudward.policy.Limitation;
import org.mudward.policy.flow.FlowEntry;

/** What became of an attempt to make a switch hold certain entries. */
public sealed interface FlowResult {

  /**
   * The switch holds them.
   *
   * @param changes how many messages it took; 0 if all was right
   * @param limitations what this switch does not do of it, or does wrong
   * @param packets how many packets each entry has matched that stood there before; empty if the
   *     switch was not asked for all
   * @param ended how many those had matched that are gone now, as far as only they were asked for
   */
  record InForce(
      int changes,
      List<Limitation> limitations,
      Optional<Map<FlowEntry, Long>> packets,
      Map<FlowEntry, Long> ended)
      implements FlowResult {
    public InForce {
      limitations = List.copyOf(limitations);
      packets = packets.map(Map::copyOf);
      ended = Map.copyOf(ended);
    }
  }

  /**
   * The switch refused, and holds what it held before.
   *
   * @param entry the one that it refused; empty if it was none in particular
   */
  record Rejected(String reason, Optional<FlowEntry> entry) implements FlowResult {
    /** Whether the switch merely has no room for it. */
    public boolean isForWantOfRoom() {
      return reason.equals(ErrorText.TABLE_FULL);
    }
  }

  /** There is no switch to be asked; try again when one has connected. */
  record NoSwitch(String reason) implements FlowResult {}
}
