package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mudward.enforcer.openflow.SampleFlows.DROP;
import static org.mudward.enforcer.openflow.SampleFlows.FORWARD;
import static org.mudward.enforcer.openflow.SampleFlows.entry;
import static org.mudward.enforcer.openflow.SampleFlows.go;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Masked;
import org.mudward.policy.flow.Pipeline;

class FlowDifferenceTest {
  private static final int LAST = Pipeline.TABLES.size() - 1;
  private static final List<FlowEntry> TABLES = new ArrayList<>();

  static {
    for (int table = 0; table < Pipeline.TABLES.size(); table++) {
      TABLES.add(entry(table, 0, FlowMatch.ANY, table == LAST ? FORWARD : go(LAST)));
    }
  }

  private static InstalledFlow installed(FlowEntry entry) {
    return installed(entry, FlowCookie.of(entry), true);
  }

  private static InstalledFlow installed(FlowEntry entry, long cookie, boolean lasting) {
    byte[] fields = FlowModEncoder.fields(entry.match());
    return new InstalledFlow(
        entry.table(), entry.priority(), cookie, lasting, fields, entry.match(), entry.action(), 0);
  }

  private static List<InstalledFlow> installed(List<FlowEntry> entries) {
    return entries.stream().map(FlowDifferenceTest::installed).toList();
  }

  private static List<String> text(FlowDifference difference) {
    return difference.phases().stream().map(phase -> String.join(" ", words(phase))).toList();
  }

  private static List<String> words(List<FlowStep> phase) {
    return phase.stream()
        .map(
            step ->
                step instanceof FlowStep.Add add
                    ? "+" + add.entry().table() + "/" + add.entry().priority()
                    : "-" + ((FlowStep.Delete) step).flow().table())
        .toList();
  }

  @Test
  void nothingIsDoneWhenAllIsRight() {
    assertEquals(List.of(), FlowDifference.between(TABLES, installed(TABLES), false).phases());
  }

  @Test
  void anEmptySwitchForwardsNothingBeforeTheLastEntry() {
    assertEquals(
        List.of(
            "+14/0 +11/0 +5/0 +2/0",
            "+13/0 +12/0 +10/0 +9/0 +7/0 +6/0 +4/0 +3/0",
            "+8/0 +1/0 +0/0"),
        text(FlowDifference.between(TABLES, List.of(), false)));
  }

  @Test
  void entriesAreTakenAwayAlongThePacketsWay() {
    assertEquals(
        List.of("-0 -1 -8", "-3 -4 -6 -7 -9 -10 -12 -13", "-2 -5 -11 -14"),
        text(FlowDifference.between(List.of(), installed(TABLES), false)));
  }

  @Test
  void allThatIsAddedStandsBeforeAnythingIsTakenAway() {
    FlowMatch other = SampleFlows.match(FlowField.METADATA, Masked.exact(FlowField.METADATA, 5));
    List<FlowEntry> wanted =
        List.of(
            entry(5, 10, other, DROP), // a rule of a new policy
            entry(5, 20, other, DROP),
            entry(4, 1, FlowMatch.ANY, go(5)),
            entry(1, 0, FlowMatch.ANY, go(2))); // replaced where it stands
    assertEquals(
        List.of(
            "+5/20 +5/10", "+4/1", "+1/0", "-0 -8", "-3 -4 -6 -7 -9 -10 -12 -13", "-2 -5 -11 -14"),
        text(FlowDifference.between(wanted, installed(TABLES), false)));
  }

  @Test
  void aDropIsAddedBeforeTheLowerEntryThatAccepts() {
    List<FlowEntry> wanted =
        List.of(entry(5, 1, FlowMatch.ANY, go(6)), entry(5, 65_535, FlowMatch.ANY, DROP));
    assertEquals(List.of("+5/65535 +5/1"), text(FlowDifference.between(wanted, List.of(), false)));
  }

  @Test
  void entriesOfOthersStayAndGiveWayOnlyInTheVeryPlace() {
    InstalledFlow foreign = installed(entry(4, 77, FlowMatch.ANY, go(LAST)), 0x1234, true);
    InstalledFlow inTheWay = installed(entry(LAST, 0, FlowMatch.ANY, FORWARD), 0, true);
    FlowDifference difference =
        FlowDifference.between(List.of(TABLES.get(LAST)), List.of(foreign, inTheWay), false);
    assertEquals(List.of("+14/0"), text(difference));
    assertEquals(List.of(foreign, inTheWay), difference.foreign());
  }

  @Test
  void whatSomebodyChangedIsReplacedOrTakenAway() {
    FlowEntry right = entry(5, 5, FlowMatch.ANY, DROP);
    FlowEntry opened = entry(5, 5, FlowMatch.ANY, go(LAST));
    InstalledFlow changed = installed(opened, FlowCookie.of(right), true);
    InstalledFlow expiring = installed(TABLES.get(LAST), FlowCookie.of(TABLES.get(LAST)), false);
    InstalledFlow unreadable =
        new InstalledFlow(3, 9, FlowCookie.MAGIC, true, new byte[8], null, DROP, 0);
    FlowDifference difference =
        FlowDifference.between(
            List.of(right, TABLES.get(LAST)), List.of(changed, expiring, unreadable), false);
    assertEquals(List.of("+14/0 +5/5", "-3"), text(difference));
    assertEquals(List.of(changed, expiring, unreadable), difference.altered());
  }

  @Test
  void entriesOfOthersGoIfTheSiteSaysSo() {
    InstalledFlow foreign = installed(entry(5, 77, FlowMatch.ANY, go(LAST)), 0x1234, true);
    FlowDifference difference = FlowDifference.between(List.of(), List.of(foreign), true);
    assertEquals(List.of("-5"), text(difference));
    assertEquals(List.of(foreign), difference.foreign());
  }
}
