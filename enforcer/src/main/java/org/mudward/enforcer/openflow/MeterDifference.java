package org.mudward.enforcer.openflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Meter;
import org.projectfloodlight.openflow.protocol.OFMeterConfig;

/**
 * What makes the meters of a switch those that entries need. Meters below {@link Meter#FIRST} are
 * others' and stay.
 *
 * @param metering what the switch can do of it
 * @param before meters to make or to set right, before entries use them
 * @param after meters that no entry of ours uses any more: the switch would take such an entry away
 *     with its meter
 * @param greatestNumber that a meter of this switch can have; 0 if it knows none
 */
record MeterDifference(
    Metering metering, List<FlowStep> before, List<FlowStep> after, long greatestNumber) {
  MeterDifference {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * The difference between what should be and what is.
   *
   * @param entries say which meters are for rates, and which for samples
   * @param sampling whether there are to be samples at all
   */
  static MeterDifference between(
      Collection<Meter> desired,
      Collection<FlowEntry> entries,
      ReadMeters.Found found,
      boolean sampling) {
    Set<Integer> forSamples = forSamples(entries);
    Map<Integer, Meter> rates = new HashMap<>();
    Map<Integer, Meter> samples = new HashMap<>();
    for (Meter meter : desired) {
      (forSamples.contains(meter.number()) ? samples : rates).put(meter.number(), meter);
    }
    Metering metering = new Metering(fit(rates, found), sampling && fit(samples, found));
    Map<Integer, Meter> wanted = new HashMap<>();
    if (metering.rates()) {
      wanted.putAll(rates);
    }
    if (metering.samples()) {
      wanted.putAll(samples);
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
    return new MeterDifference(metering, before, after, found.greatestNumber());
  }

  /**
   * The difference to meters that were set on this session, without asking for them; empty if the
   * switch has to be asked, because it cannot have all, or did not have all before.
   *
   * @param metering what it can do, as it was found out
   * @param greatestNumber likewise
   */
  static Optional<MeterDifference> between(
      Collection<Meter> set, Collection<Meter> desired, Metering metering, long greatestNumber) {
    Map<Integer, Meter> wanted = new HashMap<>();
    desired.forEach(meter -> wanted.put(meter.number(), meter));
    List<FlowStep> after = new ArrayList<>();
    List<FlowStep> before = new ArrayList<>();
    for (Meter meter : set) {
      Meter now = wanted.remove(meter.number());
      if (now == null) {
        after.add(new FlowStep.DeleteMeter(meter.number()));
      } else if (!now.equals(meter)) {
        before.add(new FlowStep.SetMeter(now, true));
      }
    }
    boolean fits = wanted.keySet().stream().allMatch(number -> number <= greatestNumber);
    wanted.values().forEach(meter -> before.add(new FlowStep.SetMeter(meter, false)));
    boolean same = before.isEmpty() && after.isEmpty();
    return same || (fits && metering.equals(Metering.WHOLE))
        ? Optional.of(new MeterDifference(metering, before, after, greatestNumber))
        : Optional.empty();
  }

  private static Set<Integer> forSamples(Collection<FlowEntry> entries) {
    Set<Integer> numbers = new HashSet<>();
    for (FlowEntry entry : entries) {
      if (entry.action() instanceof FlowAction.Drop drop && drop.isSampled()) {
        numbers.add(drop.meter());
      } else if (entry.action() instanceof FlowAction.CopySome some) {
        numbers.add(some.meter());
      }
    }
    return numbers;
  }

  private static boolean fit(Map<Integer, Meter> meters, ReadMeters.Found found) {
    return meters.keySet().stream().allMatch(number -> number <= found.greatestNumber());
  }

  int changes() {
    return before.size() + after.size();
  }
}
