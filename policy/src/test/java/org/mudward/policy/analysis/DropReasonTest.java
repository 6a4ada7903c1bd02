package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.testing.FrameBuilder;

/** The reasons of drops, by the names of the reporter draft. */
class DropReasonTest {
  private static final String DEVICE = "02:00:00:00:00:10";
  private static final String HOST = "02:00:00:00:00:01";
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;

  private static final Rule HTTP = rule("http", Verdict.ACCEPT, 80, true);
  private static final Rule NO_HTTP = rule("no-http", Verdict.DROP, 80, false);
  private static final Rule ANY_HTTP = rule("any-http", Verdict.ACCEPT, 80, false);

  /** About TCP from a port; perhaps only in connections that the device opened. */
  private static Rule rule(String name, Verdict verdict, int port, boolean initiated) {
    List<Condition> conditions =
        List.of(
            Condition.FieldIs.of(Field.PROTOCOL, 6),
            new Condition.PortIn(End.SOURCE, PortSet.of(port)));
    List<Condition> all =
        initiated
            ? List.of(
                conditions.get(0),
                conditions.get(1),
                new Condition.InitiatedBy(Direction.FROM_DEVICE))
            : conditions;
    return new Rule(new Origin("", "to", name), new Match(Family.IPV4, all), verdict);
  }

  private static FrameBuilder frame() {
    return FrameBuilder.frame(HOST, DEVICE).ip("198.51.100.7", "192.168.1.10");
  }

  private static Explanation explain(byte[] frame, Rule... rules) {
    DevicePolicy policy =
        new DevicePolicy(
            "lamp",
            "",
            List.of(),
            List.of(new AccessControlList("to", Family.IPV4, List.of(rules))));
    return Explanation.of(
        PolicySnapshot.builder(1)
            .policy(policy)
            .device(new Device(MacAddress.parse(DEVICE), "lamp", Set.of()))
            .build(),
        Packet.of(frame));
  }

  private static String reason(byte[] frame, Rule... rules) {
    Explanation.Side side = explain(frame, rules).receiver();
    return side == null || side.reason() == null ? "none" : side.reason().toString();
  }

  private static byte[] from(int port, int flags) {
    return frame().tcp(port, 1024, flags).build();
  }

  @Test
  void whatNoEntrySpeaksOfIsNoMatch() {
    assertEquals("nomatch", reason(from(80, SYN)));
    assertEquals("nomatch", reason(from(81, SYN), HTTP, NO_HTTP));
    assertEquals("nomatch", reason(frame().udp(80, 1024).build(), HTTP, NO_HTTP));
  }

  @Test
  void anEntryThatAsksForTheOtherInitiatorAloneIsAConnectionBlock() {
    assertEquals("connection-block, to/http", reason(from(80, SYN), HTTP));
    assertEquals("none", reason(from(80, SYN | ACK), HTTP));
    assertEquals("none", reason(from(80, ACK), HTTP));
    assertEquals("nomatch", reason(from(81, SYN), HTTP));
  }

  @Test
  void anEntryThatDropsIsADeny() {
    assertEquals("deny, to/no-http", reason(from(80, ACK), NO_HTTP, HTTP));
    Rule reject = rule("reject", Verdict.REJECT, 80, false);
    assertEquals("deny, to/reject", reason(from(80, ACK), reject));
  }

  @Test
  void whicheverOfThemComesFirstSaysWhy() {
    assertEquals("connection-block, to/http", reason(from(80, SYN), HTTP, NO_HTTP));
    assertEquals("deny, to/no-http", reason(from(80, SYN), NO_HTTP, HTTP));
    assertEquals(
        "connection-block, to/http",
        reason(from(80, SYN), HTTP, rule("second", Verdict.ACCEPT, 80, true)));
  }

  @Test
  void aDropThatAsksForAnInitiatorBlocksNoConnection() {
    assertEquals("nomatch", reason(from(80, SYN), rule("odd", Verdict.DROP, 80, true)));
  }

  @Test
  void whatALaterEntryAcceptsHasNoReason() {
    assertEquals("none", reason(from(80, SYN), HTTP, ANY_HTTP));
  }

  @Test
  void aHiddenPortIsMoreThanTheInitiator() {
    byte[] later = frame().fragment(100, false).tcp(80, 1024, SYN).build();
    assertEquals("nomatch", reason(later, HTTP));
    assertEquals("deny, to/no-http", reason(later, HTTP, NO_HTTP));
  }

  @Test
  void dropsAreCountedByReasonAndEntry() {
    Rule other = rule("ssh", Verdict.ACCEPT, 22, true);
    List<Explanation> all =
        List.of(
            explain(from(80, SYN), HTTP, other),
            explain(from(22, SYN), HTTP, other),
            explain(from(80, ACK), HTTP, other),
            explain(from(80, SYN), HTTP, other),
            explain(from(443, ACK), HTTP, other),
            explain(from(444, SYN), HTTP, other));
    DropReason http = new DropReason(DropReason.Kind.CONNECTION_BLOCK, HTTP);
    DropReason ssh = new DropReason(DropReason.Kind.CONNECTION_BLOCK, other);
    DropReason none = new DropReason(DropReason.Kind.NO_MATCH, null);
    assertEquals(
        List.of(
            new DropCount("lamp", Direction.TO_DEVICE, http, 2),
            new DropCount("lamp", Direction.TO_DEVICE, ssh, 1),
            new DropCount("lamp", Direction.TO_DEVICE, none, 2)),
        DropCount.of(all));
    assertEquals(List.of(), DropCount.of(List.of()));
  }
}
