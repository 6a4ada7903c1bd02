package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.policy.flow.Fixtures.accept;
import static org.mudward.policy.flow.Fixtures.drop;
import static org.mudward.policy.flow.Fixtures.fromLamp;
import static org.mudward.policy.flow.Fixtures.fromLamp6;
import static org.mudward.policy.flow.Fixtures.is;
import static org.mudward.policy.flow.Fixtures.passes;
import static org.mudward.policy.flow.Fixtures.sending;

import org.junit.jupiter.api.Test;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.testing.FrameBuilder;

/**
 * Hiding a header opens nothing. Each test is a way in which tables and {@code decide} once
 * disagreed, or would without a guard.
 */
class HiddenHeadersTest {
  private static final Condition TCP = is(Field.PROTOCOL, 6);
  private static final Condition PORTS_FROM_ZERO =
      new Condition.PortIn(End.DESTINATION, PortSet.of(0, 1023));
  private static final Condition TELNET = new Condition.PortIn(End.DESTINATION, PortSet.of(23));

  @Test
  void aLaterFragmentIsNotTakenForPortZero() {
    PolicySnapshot snapshot = sending(accept(Family.IPV4, TCP, PORTS_FROM_ZERO));
    assertTrue(passes(snapshot, fromLamp().tcp(1024, 0, 2)));
    assertFalse(passes(snapshot, fromLamp().tcp(1024, 0, 2).fragment(3, false)));
  }

  @Test
  void everyPortIsStillAPortThatALaterFragmentDoesNotShow() {
    Condition all = new Condition.PortIn(End.DESTINATION, PortSet.of(0, 65_535));
    PolicySnapshot snapshot = sending(accept(Family.IPV4, TCP, all));
    assertTrue(passes(snapshot, fromLamp().tcp(1024, 9, 2)));
    assertFalse(passes(snapshot, fromLamp().tcp(1024, 9, 2).fragment(3, false)));
  }

  @Test
  void aLaterFragmentThatMayBeForbiddenIsDropped() {
    PolicySnapshot snapshot =
        sending(
            drop(Family.IPV4, TCP, TELNET),
            drop(Family.IPV6, TCP, TELNET),
            accept(Family.IPV4),
            accept(Family.IPV6));
    assertTrue(passes(snapshot, fromLamp().udp(1, 2).fragment(3, true)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 2, 2).fragment(3, true)));
    assertFalse(passes(snapshot, fromLamp6().tcp(1, 2, 2).fragment(3, true)));
    assertTrue(passes(snapshot, fromLamp6().tcp(1, 2, 2).fragment(0, true)));
  }

  @Test
  void aLaterFragmentIsNotTakenForProtocol44() {
    PolicySnapshot snapshot = sending(accept(Family.IPV6, is(Field.PROTOCOL, 44)));
    assertFalse(passes(snapshot, fromLamp6().tcp(1, 2, 2).fragment(3, true)));
  }

  @Test
  void aChainCutShortShowsZerosForWhatItHas() {
    PolicySnapshot snapshot = sending(accept(Family.IPV6, is(Field.DSCP, 0)));
    assertTrue(passes(snapshot, fromLamp6().tcp(1, 2, 2)));
    FrameBuilder cut = fromLamp6().dscp(46).extension(60, 16).tcp(1, 2, 2).cut(8);
    assertFalse(passes(snapshot, cut));
  }

  @Test
  void theKernelShowsAChainCutShortAsNoNextHeader() {
    PolicySnapshot snapshot = sending(drop(Family.IPV6, TCP), accept(Family.IPV6));
    assertTrue(passes(snapshot, fromLamp6().udp(1, 2)));
    assertFalse(passes(snapshot, fromLamp6().transport(59, new byte[0])));
  }

  @Test
  void headersThatTheSwitchDoesNotWalkAreDropped() {
    PolicySnapshot snapshot = sending(drop(Family.IPV6, TCP), accept(Family.IPV6));
    for (int number : new int[] {135, 139, 140}) {
      assertFalse(passes(snapshot, fromLamp6().extension(number, 8).tcp(1, 2, 2)));
    }
    assertFalse(passes(snapshot, fromLamp6().extension(60, 8).tcp(1, 2, 2)));
    assertTrue(passes(snapshot, fromLamp6().extension(60, 8).udp(1, 2)));
  }

  @Test
  void aHeaderThatLiesAboutItsLengthIsDropped() {
    PolicySnapshot snapshot = sending(accept(Family.IPV4), accept(Family.IPV6));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 2, 2).length(41)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 2, 2).length(0)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 2, 2).headerWords(4)));
    assertFalse(passes(snapshot, fromLamp6().tcp(1, 2, 2).length(21)));
  }

  @Test
  void aTransportHeaderThatIsNotWholeIsDropped() {
    PolicySnapshot snapshot =
        sending(drop(Family.IPV4, TCP, TELNET), accept(Family.IPV4), accept(Family.IPV6));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 23, 2).cut(19)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 23, 2).patch(12, (byte) 0x40)));
    assertFalse(passes(snapshot, fromLamp().udp(1, 23).cut(7)));
    assertFalse(passes(snapshot, fromLamp6().icmp(128, 0).cut(7)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 23, 2).cut(0).padding(20)));
  }

  @Test
  void directionInitiatedAcceptsNothingThatHidesItsProtocol() {
    Condition own = new Condition.InitiatedBy(Direction.FROM_DEVICE);
    PolicySnapshot snapshot = sending(accept(Family.IPV6, own));
    FrameBuilder hidden = fromLamp6().fragment(2, true).extension(60, 8).tcp(1, 2, 2);
    assertFalse(snapshot.decide(Packet.of(hidden.build())).passes());
    assertFalse(passes(snapshot, hidden));
    assertTrue(passes(snapshot, fromLamp6().tcp(1, 2, 2)));
  }

  @Test
  void aConnectionOpenedTheOtherWayDoesNotMatch() {
    Condition other = new Condition.InitiatedBy(Direction.TO_DEVICE);
    PolicySnapshot snapshot = sending(accept(Family.IPV4, TCP, other));
    for (int flags = 0; flags < 256; flags++) {
      FrameBuilder frame = fromLamp().tcp(1, 2, flags);
      assertEquals(
          snapshot.decide(Packet.of(frame.build())).passes(), passes(snapshot, frame), "" + flags);
    }
  }

  @Test
  void anIcmpMessageThatIsNotWholeIsJudgedAsTheEchoReplyThatTheSwitchShows() {
    FrameBuilder shortRequest = fromLamp().icmp(8, 0).cut(4);
    Condition icmp = is(Field.PROTOCOL, 1);
    assertTrue(passes(sending(accept(Family.IPV4, icmp, is(Field.ICMP_TYPE, 0))), shortRequest));
    assertFalse(passes(sending(accept(Family.IPV4, icmp, is(Field.ICMP_TYPE, 8))), shortRequest));
  }

  @Test
  void aFrameInSnapIsJudgedByTheEtherTypeThatTheSwitchShows() {
    PolicySnapshot snapshot = sending(accept(Family.IPV4, TCP));
    assertTrue(passes(snapshot, fromLamp().tcp(1, 2, 2).snap(0)));
    assertFalse(passes(snapshot, fromLamp().udp(1, 2).snap(0)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 2, 2).snap(0xF8)));
  }

  @Test
  void aWrongVersionIsNotSeen() {
    PolicySnapshot snapshot = sending(accept(Family.IPV4, TCP));
    assertTrue(passes(snapshot, fromLamp().tcp(1, 2, 2).version(5)));
    assertFalse(passes(snapshot, fromLamp().udp(1, 2).version(5)));
  }

  @Test
  void moreTagsThanTheSwitchReadsAreDropped() {
    PolicySnapshot snapshot = sending(accept(Family.IPV4));
    assertTrue(passes(snapshot, fromLamp().tcp(1, 2, 2).tag(0x8100, 5)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 2, 2).tag(0x88A8, 5).tag(0x8100, 6)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 2, 2).tag(0x9100, 5)));
  }
}
