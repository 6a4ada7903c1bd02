package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final FlowAction DROP = new FlowAction.Drop();
  private static final Masked IPV4 = Masked.exact(FlowField.ETHERTYPE, 0x0800);
  private static final Masked TCP = Masked.exact(FlowField.IP_PROTOCOL, 6);

  @Test
  void tablesStandInTheOrderOfTheirNumbersAndPacketsOnlyGoOn() {
    for (int i = 0; i < Pipeline.TABLES.size(); i++) {
      Pipeline.Table table = Pipeline.TABLES.get(i);
      assertEquals(i, table.number());
      assertTrue(table.next().stream().allMatch(next -> next > table.number()), table.name());
    }
  }

  @Test
  void anEntryMayDoWhatItsTableIsAllowed() {
    assertDoesNotThrow(() -> check(5, Map.of(FlowField.ETHERTYPE, IPV4), DROP));
    assertDoesNotThrow(() -> check(1, Map.of(), write(3, 5, Metadata.ALL)));
  }

  @Test
  void aTableThatIsNotThereIsRefused() {
    broken(15, Map.of(), DROP);
  }

  @Test
  void onlyTheTablesOfRatesSendPacketsThroughMeters() {
    assertDoesNotThrow(() -> check(6, Map.of(), new FlowAction.Metered(4096, 7)));
    broken(5, Map.of(), new FlowAction.Metered(4096, 6));
    broken(6, Map.of(), new FlowAction.Metered(4096, 8));
    broken(6, Map.of(), DROP);
  }

  @Test
  void aFieldThatTheTableDoesNotLookAtIsRefused() {
    broken(1, Map.of(FlowField.ETHERNET_DESTINATION, Masked.of(1, 1)), write(3, 5, -1));
  }

  @Test
  void aDropOutsideTheRulesIsRefused() {
    broken(3, Map.of(), DROP);
  }

  @Test
  void onlyTheTableOfSendersAsksForThePort() {
    FlowMatch there = FlowMatch.ANY.at("br/lan1");
    assertDoesNotThrow(() -> Pipeline.check(new FlowEntry(1, 1, there, DROP)));
    for (int table : List.of(0, 2, 5, 8, 11)) {
      FlowEntry entry = new FlowEntry(table, 1, there, write(table + 1, 0, 0));
      assertThrows(IllegalStateException.class, () -> Pipeline.check(entry));
    }
  }

  @Test
  void forwardingBeforeTheLastTableIsRefused() {
    broken(5, Map.of(), new FlowAction.Forward());
  }

  @Test
  void aTableThatIsNotNextIsRefused() {
    broken(5, Map.of(), write(10, 0, 0));
  }

  @Test
  void bitsOfAnotherTableAreRefused() {
    broken(3, Map.of(), write(4, 1, Metadata.ADDRESS_CLASS));
  }

  @Test
  void valuesOutsideTheMaskAreRefused() {
    broken(4, Map.of(), write(5, 1L << 23, 1));
  }

  @Test
  void copiesOutsideAdmissionAreRefused() {
    broken(5, Map.of(), new FlowAction.Goto(6, 0, 0, true));
  }

  @Test
  void aFieldWithoutItsPrerequisiteIsRefused() {
    broken(5, Map.of(FlowField.IP_PROTOCOL, TCP), DROP);
    broken(5, Map.of(FlowField.ETHERTYPE, IPV4, FlowField.TCP_FLAGS, Masked.of(2, 2)), DROP);
    broken(
        4,
        Map.of(
            FlowField.ETHERTYPE,
            IPV4,
            FlowField.IP_PROTOCOL,
            TCP,
            FlowField.UDP_SOURCE,
            Masked.of(1, 1)),
        DROP);
  }

  @Test
  void aFieldThatIsComparedWholeIsNotComparedInPart() {
    broken(5, Map.of(FlowField.ETHERTYPE, IPV4, FlowField.IP_TTL, Masked.of(1, 1)), DROP);
  }

  @Test
  void aFieldOfWhichNoBitIsComparedIsLeftOut() {
    broken(5, Map.of(FlowField.METADATA, Masked.of(0, 0)), DROP);
  }

  @Test
  void twoActionsForOnePlaceAreRefused() {
    EntryList entries = new EntryList(1);
    entries.add(5, 7, FlowMatch.ANY, DROP);
    entries.add(5, 7, FlowMatch.ANY, DROP);
    assertEquals(1, entries.entries().size());
    assertThrows(
        IllegalStateException.class, () -> entries.add(5, 7, FlowMatch.ANY, write(6, 0, 0)));
  }

  private static FlowAction write(int table, long metadata, long mask) {
    return new FlowAction.Goto(table, metadata, mask, false);
  }

  private static void check(int table, Map<FlowField, Masked> fields, FlowAction action) {
    Pipeline.check(new FlowEntry(table, 1, new FlowMatch(fields), action));
  }

  private static void broken(int table, Map<FlowField, Masked> fields, FlowAction action) {
    assertThrows(IllegalStateException.class, () -> check(table, fields, action));
  }
}
