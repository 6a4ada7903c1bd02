package org.mudward.enforcer.openflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Meter;
import org.projectfloodlight.openflow.protocol.OFMeterConfig;

/**
 * What makes the meters of a switch those that entries need. Meters below {@link Meter#FIRST} are
 * others' and stay.
 *
 * @param possible whether the switch can have them; if not, no entry may send packets to one
 * @param before meters to make or to set right, before entries use them
 * @param after meters that no entry of ours uses any more: the switch would take such an entry away
 *     with its meter
 */
record MeterDifference(boolean possible, List<FlowStep> before, List<FlowStep> after) {
  MeterDifference {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  static MeterDifference between(Collection<Meter> desired, ReadMeters.Found found) {
    Map<Integer, Meter> wanted = new HashMap<>();
    desired.forEach(meter -> wanted.put(meter.number(), meter));
    boolean possible =
        wanted.keySet().stream().allMatch(number -> number <= found.greatestNumber());
    if (!possible) {
      wanted.clear();
    }
    List<FlowStep> after = new ArrayList<>();
    List<FlowStep> before = new ArrayList<>();
    for (OFMeterConfig config : found.meters()) {
      int number = (int) config.getMeterId();
      if (number < Meter.FIRST || number > Meter.LAST) {
        continue;
      }
      Meter meter = wanted.remove(number);
      if (meter == null) {
        after.add(new FlowStep.DeleteMeter(number));
      } else if (!meter.equals(MeterCodec.read(config))) {
        before.add(new FlowStep.SetMeter(meter, true));
      }
    }
    wanted.values().forEach(meter -> before.add(new FlowStep.SetMeter(meter, false)));
    return new MeterDifference(possible, before, after);
  }

  /** The entries that the switch can have. */
  Collection<FlowEntry> entries(Collection<FlowEntry> desired) {
    return possible
        ? desired
        : desired.stream().filter(e -> !(e.action() instanceof FlowAction.Metered)).toList();
  }

  int changes() {
    return before.size() + after.size();
  }
}
