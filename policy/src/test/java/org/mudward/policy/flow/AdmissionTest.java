package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.SoftwareSwitch;

/** What the controller gets copies of. */
class AdmissionTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GROUP = "01:00:5e:00:00:fb";
  private static final FlowTables TABLES = Fixtures.compile(PolicySnapshot.builder(1).build());

  /** The meter of announcements. */
  static int meter(FlowTables tables) {
    List<Integer> numbers =
        tables.entries().stream()
            .map(FlowEntry::action)
            .filter(FlowAction.CopySome.class::isInstance)
            .map(action -> ((FlowAction.CopySome) action).meter())
            .distinct()
            .toList();
    assertEquals(1, numbers.size(), "all announcements share one meter");
    return numbers.get(0);
  }

  private static byte[] udp(String source, String destination, int from, int to) {
    return FrameBuilder.frame(LAMP, GROUP)
        .ip(source, destination)
        .udp(from, to, new byte[20])
        .build();
  }

  private static FlowAction first(byte[] frame) {
    SoftwareSwitch.Result result = new SoftwareSwitch(TABLES.entries()).run(frame);
    assertTrue(result.passes(), "whatever is copied goes on");
    return result.hits().get(0).action();
  }

  @Test
  void announcementsAreCopiedAsFarAsAMeterLets() {
    for (byte[] frame :
        List.of(
            udp("192.168.1.10", "224.0.0.251", 5353, 5353),
            udp("fe80::10", "ff02::fb", 5353, 5353),
            udp("192.168.1.10", "239.255.255.250", 40_000, 1900),
            udp("fe80::10", "ff02::c", 1900, 1900))) {
      assertEquals(new FlowAction.CopySome(meter(TABLES), Pipeline.SENDER_POLICY), first(frame));
      assertTrue(Admission.isAnnouncement(Packet.of(frame)));
    }
  }

  @Test
  void whatAsksAndWhatIsLearntFromIsNoAnnouncement() {
    byte[] question = udp("192.168.1.10", "224.0.0.251", 40_000, 5353);
    assertEquals(new FlowAction.Goto(Pipeline.SENDER_POLICY, 0, 0, false), first(question));
    byte[] request = udp("0.0.0.0", "255.255.255.255", 68, 67);
    assertEquals(new FlowAction.Goto(Pipeline.SENDER_POLICY, 0, 0, true), first(request));
    assertFalse(Admission.isAnnouncement(Packet.of(request)));
  }
}
