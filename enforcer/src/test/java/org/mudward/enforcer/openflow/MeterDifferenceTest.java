package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mudward.enforcer.openflow.SampleFlows.DROP;
import static org.mudward.enforcer.openflow.SampleFlows.entry;
import static org.mudward.enforcer.openflow.SampleFlows.go;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Meter;

/** Switches with no meters, or not enough; {@link MeterTest} asks a real one, which has plenty. */
class MeterDifferenceTest {
  private static final int RATE = 5000;
  private static final int SAMPLE = 4100;
  private static final List<Meter> METERS =
      List.of(
          new Meter(RATE, Meter.Unit.PACKETS, 10, 600),
          new Meter(SAMPLE, Meter.Unit.PACKETS, 10, 20));
  private static final FlowEntry FIRST = entry(0, 0, FlowMatch.ANY, go(5));
  private static final FlowEntry SAMPLED = entry(5, 1, FlowMatch.ANY, new FlowAction.Drop(SAMPLE));
  private static final FlowEntry PLAIN = entry(5, 1, FlowMatch.ANY, DROP);
  private static final FlowEntry RATED =
      entry(6, 1, FlowMatch.ANY, new FlowAction.Metered(RATE, 7));
  private static final List<FlowEntry> ENTRIES = List.of(FIRST, SAMPLED, RATED);

  private static MeterDifference on(long greatestMeter) {
    return MeterDifference.between(
        METERS, ENTRIES, new ReadMeters.Found(greatestMeter, List.of()), true);
  }

  private static List<String> limitations(long greatestMeter) {
    return on(greatestMeter).metering().limitations().stream().map(l -> l.text()).toList();
  }

  @Test
  void aSwitchWithEnoughMetersHasAll() {
    assertEquals(ENTRIES, List.copyOf(on(0xFFFF).metering().entries(ENTRIES)));
    assertEquals(2, on(0xFFFF).changes());
    assertEquals(List.of(), limitations(0xFFFF));
  }

  @Test
  void aSwitchWithoutMetersDropsAllTheSame() {
    for (long greatest : new long[] {0, 4095, SAMPLE - 1}) {
      assertEquals(List.of(FIRST, PLAIN), List.copyOf(on(greatest).metering().entries(ENTRIES)));
      assertEquals(0, on(greatest).changes());
      assertEquals(2, limitations(greatest).size());
    }
    assertEquals(
        "what is dropped is counted but not sampled, and what devices announce by multicast DNS and"
            + " SSDP is not listened to, because the switch has not enough meters",
        limitations(0).get(1));
  }

  @Test
  void aSwitchThatRefusesMetersIsAskedForNoSamplesAnyMore() {
    MeterDifference difference =
        MeterDifference.between(METERS, ENTRIES, new ReadMeters.Found(0xFFFF, List.of()), false);
    assertEquals(List.of(FIRST, PLAIN, RATED), List.copyOf(difference.metering().entries(ENTRIES)));
    assertEquals(1, difference.changes());
  }

  @Test
  void oneKindOfMetersIsNotLostForWantOfTheOther() {
    assertEquals(List.of(FIRST, SAMPLED), List.copyOf(on(RATE - 1).metering().entries(ENTRIES)));
    assertEquals(1, on(RATE - 1).changes());
    assertEquals(1, limitations(RATE - 1).size());
  }

  @Test
  void aSmallChangeSaysWhatTheSwitchCanHave() {
    FlowEntry other = entry(5, 2, FlowMatch.ANY, new FlowAction.Drop(SAMPLE));
    FlowEntry others = entry(5, 2, FlowMatch.ANY, DROP);
    FlowChange change = new FlowChange(List.of(other, RATED), List.of(SAMPLED));
    Metering none = new Metering(false, false);
    assertEquals(Set.of(others), Set.copyOf(none.change(change).added()));
    assertEquals(Set.of(PLAIN), Set.copyOf(none.change(change).removed()));
    assertEquals(change, Metering.WHOLE.change(change));
    FlowChange anotherMeter =
        new FlowChange(
            List.of(entry(5, 1, FlowMatch.ANY, new FlowAction.Drop(RATE))), List.of(SAMPLED));
    assertEquals(
        new FlowChange(List.of(), List.of()), none.change(anotherMeter), "it stands there already");
  }
}
