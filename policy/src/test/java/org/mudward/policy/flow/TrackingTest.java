package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.SoftwareSwitch;

/** Rules that say who begins, where the switch follows connections. */
class TrackingTest {
  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;
  private static final int ACK = 0x10;
  private static final int RST = 0x04;

  private static final int CLIENT = 50_000;
  private static final int SERVER = 443;

  /** What the lamp may begin with a server, and what the server may answer. */
  private static PolicySnapshot client(Condition... more) {
    return PolicySnapshot.builder(1)
        .policy(
            new DevicePolicy(
                Fixtures.URL,
                Fixtures.URL,
                List.of(list(Direction.FROM_DEVICE, End.DESTINATION, more)),
                List.of(list(Direction.FROM_DEVICE, End.SOURCE, more))))
        .device(Fixtures.device(Fixtures.LAMP))
        .build();
  }

  private static AccessControlList list(Direction initiator, End server, Condition... more) {
    Condition[] all = new Condition[more.length + 3];
    System.arraycopy(more, 0, all, 3, more.length);
    all[0] = Fixtures.is(Field.PROTOCOL, 6);
    all[1] = new Condition.PortIn(server, PortSet.of(SERVER));
    all[2] = new Condition.InitiatedBy(initiator);
    return new AccessControlList(
        "list-" + server, Family.IPV4, List.of(Fixtures.accept(Family.IPV4, all)));
  }

  private static SoftwareSwitch following(PolicySnapshot snapshot) {
    FlowCompilation tables = FlowCompilation.of(snapshot, ClassIds.EMPTY, true);
    return new SoftwareSwitch(List.copyOf(tables.entries()));
  }

  private static byte[] asks(int flags) {
    return Fixtures.fromLamp().tcp(CLIENT, SERVER, flags).build();
  }

  private static FrameBuilder fromServer() {
    return FrameBuilder.frame(Fixtures.HOST, Fixtures.LAMP).ip("198.51.100.7", "10.0.0.5");
  }

  private static byte[] answers(int flags) {
    return fromServer().tcp(SERVER, CLIENT, flags).build();
  }

  @Test
  void aConnectionThatBeginsAsItMayGoesOn() {
    SoftwareSwitch flowSwitch = following(client());
    assertTrue(flowSwitch.run(asks(SYN)).passes());
    for (int flags : new int[] {SYN_ACK, ACK, RST}) {
      assertTrue(flowSwitch.run(answers(flags)).passes(), () -> "answer " + flags);
    }
    assertTrue(flowSwitch.run(asks(ACK)).passes());
    assertTrue(flowSwitch.run(asks(SYN)).passes(), "a SYN that comes again");
  }

  @Test
  void whatBelongsToNoConnectionIsDroppedThoughItsFlagsWouldDo() {
    PolicySnapshot snapshot = client();
    SoftwareSwitch byFlags = new SoftwareSwitch(Fixtures.compile(snapshot).entries());
    SoftwareSwitch flowSwitch = following(snapshot);
    for (Function<Integer, byte[]> from :
        List.<Function<Integer, byte[]>>of(TrackingTest::asks, TrackingTest::answers)) {
      assertTrue(byFlags.run(from.apply(ACK)).passes());
      assertFalse(flowSwitch.run(from.apply(ACK)).passes());
    }
    assertTrue(flowSwitch.run(asks(SYN)).passes());
    byte[] another = fromServer().tcp(SERVER, CLIENT + 1, ACK).build();
    assertTrue(byFlags.run(another).passes());
    assertFalse(flowSwitch.run(another).passes());
  }

  @Test
  void whoMayNotBeginDoesNot() {
    SoftwareSwitch flowSwitch = following(client());
    assertFalse(flowSwitch.run(answers(SYN)).passes());
    assertFalse(flowSwitch.run(answers(ACK)).passes());
    assertFalse(flowSwitch.run(asks(SYN_ACK)).passes(), "nobody asked");
  }

  @Test
  void aConnectionThatAnotherRuleLetsThePeerBeginIsNotTheLamps() {
    PolicySnapshot both =
        PolicySnapshot.builder(1)
            .policy(
                new DevicePolicy(
                    Fixtures.URL,
                    Fixtures.URL,
                    List.of(list(Direction.FROM_DEVICE, End.DESTINATION)),
                    List.of(list(Direction.TO_DEVICE, End.SOURCE))))
            .device(Fixtures.device(Fixtures.LAMP))
            .build();
    SoftwareSwitch flowSwitch = following(both);
    assertTrue(flowSwitch.run(answers(SYN)).passes());
    assertTrue(flowSwitch.run(answers(ACK)).passes());
    assertFalse(flowSwitch.run(asks(SYN_ACK)).passes(), "the lamp answers, which no rule allows");
  }

  @Test
  void fragmentsAreNotFollowed() {
    SoftwareSwitch flowSwitch = following(client());
    assertTrue(flowSwitch.run(asks(SYN)).passes());
    byte[] first = Fixtures.fromLamp().fragment(0, true).tcp(CLIENT, SERVER, ACK).build();
    assertTrue(new SoftwareSwitch(Fixtures.compile(client()).entries()).run(first).passes());
    assertFalse(flowSwitch.run(first).passes());
  }

  @Test
  void flagsThatARuleAsksForAreAskedForStill() {
    Condition noReset = Condition.FieldIs.of(Field.TCP_FLAGS, SYN);
    SoftwareSwitch flowSwitch = following(client(noReset));
    assertTrue(flowSwitch.run(asks(SYN)).passes());
    assertFalse(flowSwitch.run(asks(ACK)).passes());
    Condition acknowledges = Condition.FieldIs.of(Field.TCP_FLAGS, ACK);
    SoftwareSwitch never = following(client(acknowledges));
    assertFalse(never.run(asks(SYN)).passes());
    assertFalse(never.run(asks(ACK)).passes(), "no connection begins with it");
  }

  @Test
  void withoutSuchRulesNothingIsAskedOfConnections() {
    PolicySnapshot plain = Fixtures.sending(Fixtures.accept(Family.IPV4));
    assertTrue(following(plain).run(asks(ACK)).passes());
    FlowCompilation tables = FlowCompilation.of(client(), ClassIds.EMPTY, true);
    assertTrue(tables.limitations().containsAll(Tracking.LIMITATIONS));
    assertEquals(
        List.of(),
        Fixtures.compile(client()).entries().stream()
            .filter(entry -> entry.match().fields().containsKey(FlowField.CT_STATE))
            .toList());
  }
}
