package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mudward.enforcer.openflow.SampleFlows.entry;
import static org.mudward.enforcer.openflow.SampleFlows.go;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;

class LocalPortsTest {
  private final LocalPorts ports =
      new LocalPorts(
          "br0", Set.of("up1", "up2", "up3"), Map.of("lan1", 1, "up1", 7, "up2", -2, "br0", -2));

  private static FlowEntry at(String port) {
    return entry(1, 3, FlowMatch.ANY.at(port), go(2));
  }

  @Test
  void anEntryForAPortOfThisSwitchHasItsNumber() {
    assertEquals(List.of(at("1")), ports.local(List.of(at("br0/lan1"))));
    assertEquals(List.of(at("4294967294")), ports.local(List.of(at("br0/br0"))));
    assertEquals(List.of(at("")), ports.local(List.of(at(""))));
  }

  @Test
  void aPortThatIsNotThereHasNoEntry() {
    assertEquals(List.of(), ports.local(List.of(at("br0/lan2"), at("br0/"))));
  }

  @Test
  void devicesOfAnotherSwitchComeInAtTheTrunksThatAreThere() {
    List<FlowEntry> trunks = List.of(at("4294967294"), at("7"));
    for (String place : List.of("br1/lan1", "br/lan1", "br00/lan1", "lan1")) {
      assertEquals(trunks, ports.local(List.of(at(place))), place);
    }
    LocalPorts alone = new LocalPorts("br0", Set.of(), ports.numbers());
    assertEquals(List.of(), alone.local(List.of(at("br1/lan1"))));
  }

  @Test
  void aChangeIsOneOfTheSameEntries() {
    FlowChange change = new FlowChange(List.of(at("br0/lan1")), List.of(at("br0/lan2"), at("")));
    assertEquals(new FlowChange(List.of(at("1")), List.of(at(""))), ports.local(change));
  }
}
