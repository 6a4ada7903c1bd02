package org.mudward.enforcer.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.enforcer.capture.Capture;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.observe.Conversation;
import org.mudward.policy.observe.Fate;
import org.mudward.policy.testing.FrameBuilder;

class ConversationsTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String HUB = "02:00:00:00:00:50";
  private static final String LAMP_4 = "192.168.1.10";
  private static final String HUB_4 = "192.168.1.50";

  private final List<byte[]> frames = new ArrayList<>();
  private final List<Long> micros = new ArrayList<>();
  private long now = 1_000_000;

  private void add(FrameBuilder frame) {
    frames.add(frame.build());
    micros.add(now);
  }

  private static FrameBuilder out() {
    return FrameBuilder.frame(LAMP, HUB).ip(LAMP_4, HUB_4);
  }

  private static FrameBuilder in() {
    return FrameBuilder.frame(HUB, LAMP).ip(HUB_4, LAMP_4);
  }

  private byte[] capture() {
    int size = 24 + frames.stream().mapToInt(frame -> 16 + frame.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putLong(0);
    bytes.putInt(65_535).putInt(1);
    for (int i = 0; i < frames.size(); i++) {
      long time = micros.get(i);
      byte[] frame = frames.get(i);
      bytes.putInt((int) (time / 1_000_000)).putInt((int) (time % 1_000_000));
      bytes.putInt(frame.length).putInt(frame.length).put(frame);
    }
    return bytes.array();
  }

  private Audit audit() throws Exception {
    PolicySnapshot snapshot =
        PolicySnapshot.builder(1)
            .policy(DevicePolicy.defaultsOnly("lamp", ""))
            .device(new Device(MacAddress.parse(LAMP), "lamp", Set.of()))
            .build();
    Audit audit = new Audit(snapshot, packet -> List.of());
    try (Capture capture = Capture.open(new ByteArrayInputStream(capture()))) {
      while (capture.next()) {
        audit.judge(capture.frame());
      }
    }
    return audit;
  }

  private List<Conversation> conversations() throws Exception {
    return Conversations.of(audit().devices().get(0), flow -> Fate.REFUSED);
  }

  @Test
  void theTwoWaysOfAConnectionAreOneConversationAndSayWhoOpenedIt() throws Exception {
    add(out().tcp(50_000, 443, 0x02));
    add(in().tcp(443, 50_000, 0x12));
    add(out().tcp(50_000, 443, 0x10));
    add(out().tcp(50_000, 443, 0x04));
    List<Conversation> all = conversations();
    assertEquals(1, all.size());
    Conversation one = all.get(0);
    assertEquals(IpAddress.parse(HUB_4), one.peer());
    assertEquals(MacAddress.parse(HUB), one.peerMac());
    assertEquals(443, one.service());
    assertFalse(one.servedByDevice());
    assertTrue(one.isConnected());
    assertFalse(one.isAbandoned());
    assertEquals(3, one.sent().frames());
    assertEquals(3, one.sent().refused());
    assertEquals(1, one.sent().opened());
    assertEquals(1, one.sent().reset());
    assertEquals(1, one.received().answered());
    assertEquals(List.of(1L), one.beginnings());
  }

  @Test
  void aPortThatIsAskedAndRefusesIsNotConnected() throws Exception {
    add(in().tcp(40_000, 22, 0x02));
    add(out().tcp(22, 40_000, 0x14));
    Conversation one = conversations().get(0);
    assertTrue(one.servedByDevice());
    assertFalse(one.isConnected());
    add(in().tcp(40_001, 80, 0x02));
    add(out().tcp(80, 40_001, 0x12));
    add(in().tcp(40_001, 80, 0x04));
    Conversation other = conversations().get(1);
    assertTrue(other.isConnected() && other.isAbandoned());
  }

  @Test
  void eachOpeningAndEachFreshPortIsABeginning() throws Exception {
    add(out().tcp(50_000, 443, 0x02));
    add(out().tcp(50_000, 443, 0x10));
    add(out().tcp(50_001, 443, 0x02));
    add(out().udp(40_000, 53));
    add(out().udp(40_000, 53));
    add(out().udp(40_001, 53));
    List<Conversation> all = conversations();
    assertEquals(List.of(1L, 3L), all.get(0).beginnings());
    assertEquals(List.of(4L, 6L), all.get(1).beginnings());
    for (int i = 0; i < 2 * FlowMarks.MAX_BEGINNINGS; i++) {
      add(out().tcp(50_000, 443, 0x02));
    }
    assertEquals(FlowMarks.MAX_BEGINNINGS, conversations().get(0).beginnings().size());
  }

  @Test
  void ofTwoHighPortsTheServiceIsTheOneThatWasSpokenToFirst() throws Exception {
    add(out().udp(40_000, 50_000));
    add(in().udp(50_000, 40_000));
    add(out().udp(40_001, 50_000));
    List<Conversation> all = conversations();
    assertEquals(1, all.size());
    assertEquals(50_000, all.get(0).service());
    assertFalse(all.get(0).servedByDevice());
    assertEquals(Conversation.NONE, all.get(0).clientPort());
    assertFalse(all.get(0).isBetweenEqualPorts());
  }

  @Test
  void aServiceOfTheDeviceOnAHighPortStaysOne() throws Exception {
    add(in().udp(50_000, 40_000));
    add(out().udp(40_000, 50_000));
    Conversation one = conversations().get(0);
    assertEquals(40_000, one.service());
    assertTrue(one.servedByDevice());
    assertEquals(50_000, one.clientPort());
  }

  @Test
  void equalPortsAreSeenAsLongAsTheyAreEqual() throws Exception {
    add(out().udp(123, 123));
    add(in().udp(123, 123));
    assertTrue(conversations().get(0).isBetweenEqualPorts());
    add(out().udp(40_000, 123));
    assertFalse(conversations().get(0).isBetweenEqualPorts());
  }

  @Test
  void aBurstIsOneUse() throws Exception {
    for (int i = 0; i < 3; i++) {
      add(out().udp(40_000, 514));
      add(out().udp(40_000, 514));
      now += 2_000_000;
    }
    Conversation one = conversations().get(0);
    assertEquals(6, one.sent().frames());
    assertEquals(3, one.sent().uses());
  }

  @Test
  void anOpeningFromThePortOfTheServiceIsNoExampleOfWhatFollowsIt() throws Exception {
    add(out().tcp(50_000, 443, 0x02));
    add(in().tcp(443, 50_000, 0x02));
    add(in().tcp(443, 50_000, 0x10));
    Audit audit = audit();
    Flow received =
        audit.devices().get(0).flows().stream()
            .filter(flow -> flow.direction() == Direction.TO_DEVICE)
            .findFirst()
            .orElseThrow();
    Packet example = received.example();
    assertTrue(example != null);
    assertEquals(0x10, example.field(Field.TCP_FLAGS));
    assertEquals(1, conversations().get(0).received().straysRefused());
  }

  @Test
  void framesThatAreHeardOrPassedAreNumberedAndNotJudged() throws Exception {
    add(out().udp(40_000, 514));
    add(out().udp(40_000, 514));
    add(out().udp(40_000, 515));
    Audit audit =
        new Audit(
            PolicySnapshot.builder(1)
                .policy(DevicePolicy.defaultsOnly("lamp", ""))
                .device(new Device(MacAddress.parse(LAMP), "lamp", Set.of()))
                .build(),
            packet -> List.of());
    try (Capture capture = Capture.open(new ByteArrayInputStream(capture()))) {
      assertTrue(capture.next());
      audit.hear(capture.frame());
      assertTrue(capture.next());
      audit.pass();
      assertTrue(capture.next());
      audit.judge(capture.frame());
    }
    assertEquals(3, audit.frames());
    List<Flow> flows = audit.devices().get(0).flows();
    assertEquals(1, flows.size());
    assertEquals(3, flows.get(0).firstFrame());
  }
}
