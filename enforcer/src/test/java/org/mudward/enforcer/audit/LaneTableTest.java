package org.mudward.enforcer.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mudward.enforcer.capture.Capture;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.Generators;

/**
 * Frames between few ends, again and again, each time with other octets somewhere, while answers
 * change groups: with lanes nothing comes out otherwise than by deciding about each frame and
 * looking up its flows.
 */
class LaneTableTest {
  private static final int ENDS = 6;
  private static final int FRAMES = 400;
  private static final int SNAPSHOTS = Integer.getInteger("mudward.snapshots", 100);

  /** How far headers go. */
  private static final int HEADERS = 74;

  private static final byte[] TAG = {(byte) 0x81, 0, 0, 1};
  private static final int FLAGS_IN_IPV4 = 47;
  private static final int FLAGS_IN_IPV6 = 67;
  private static final byte[] FLAGS = {0x02, 0x12, 0x10, 0x18, 0x04};

  private static List<byte[]> frames(Generators generators, PolicySnapshot start) {
    Random random = generators.random();
    List<byte[]> ends = new ArrayList<>();
    for (int i = 0; i < ENDS; i++) {
      ends.add(generators.frame(start));
    }
    List<byte[]> frames = new ArrayList<>();
    while (frames.size() < FRAMES) {
      byte[] frame = ends.get(random.nextInt(ENDS)).clone();
      if (random.nextBoolean()) {
        frame[random.nextInt(Math.min(HEADERS, frame.length))] ^= (byte) (1 << random.nextInt(8));
      }
      int flags = frame[12] == 0x08 ? FLAGS_IN_IPV4 : FLAGS_IN_IPV6;
      if (flags < frame.length && random.nextBoolean()) {
        frame[flags] = FLAGS[random.nextInt(FLAGS.length)];
      }
      frames.add(random.nextInt(8) == 0 ? tagged(frame) : frame);
    }
    return frames;
  }

  private static byte[] tagged(byte[] frame) {
    byte[] tagged = Arrays.copyOf(frame, frame.length + TAG.length);
    System.arraycopy(TAG, 0, tagged, 12, TAG.length);
    System.arraycopy(frame, 12, tagged, 12 + TAG.length, frame.length - 12);
    return tagged;
  }

  private static List<String> told(List<Flow> flows) {
    return flows.stream()
        .sorted(Comparator.comparingLong(Flow::firstFrame).thenComparing(Flow::direction))
        .map(LaneTableTest::told)
        .toList();
  }

  private static String told(Flow flow) {
    FlowMarks marks = flow.marks();
    Packet example = flow.example();
    return "%s %s %s %d %d %s %s: %d frames, %d octets, %s, %s, %d %d %d %d %d %d %s %d %d %s"
        .formatted(
            flow.device(),
            flow.direction(),
            flow.peer(),
            flow.protocol(),
            flow.service(),
            flow.servedBy(),
            flow.decision(),
            flow.frames(),
            flow.octets(),
            flow.content(),
            flow.isAnswer(),
            marks.uses(),
            marks.opened(),
            marks.answered(),
            marks.reset(),
            marks.data(),
            marks.clientPort(),
            marks.beginnings(),
            flow.firstMicros(),
            flow.lastMicros(),
            example == null ? "" : HexFormat.of().formatHex(example.bytes().array()));
  }

  /** The same sums by the table of flows alone. */
  private static final class Plain {
    private final FlowTable flows = new FlowTable(new ServedPorts());
    private final PacketData data = new PacketData();
    private final FrameFacts facts = new FrameFacts();

    void count(Packet packet, Decision decision, int size) {
      facts.micros = AuditPropertyTest.micros(facts.number);
      facts.number++;
      facts.size = size;
      data.point(packet);
      if (decision.sender() != null) {
        flows.count(packet, data, Direction.FROM_DEVICE, decision, facts);
      }
      if (decision.receiver() != null) {
        flows.count(packet, data, Direction.TO_DEVICE, decision, facts);
      }
    }
  }

  @Test
  void nothingComesOutOtherwiseThanByLookingAtEachFrame() throws Exception {
    int heard = 0;
    int atOnce = 0;
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot start = generators.snapshot();
      List<byte[]> frames = frames(generators, start);
      AuditPropertyTest.Growing growing = new AuditPropertyTest.Growing(generators, start);
      Audit audit = new Audit(start, growing);
      Plain plain = new Plain();
      byte[] capture = AuditPropertyTest.capture(frames);
      try (Capture reader = Capture.open(new ByteArrayInputStream(capture))) {
        for (byte[] frame : frames) {
          assertTrue(reader.next());
          Packet packet = Packet.of(frame);
          Decision expected = growing.now.decide(packet);
          String what = "seed " + seed + ": " + HexFormat.of().formatHex(frame);
          Decision found = audit.judge(reader.frame());
          assertEquals(expected, found, what);
          atOnce += audit.isUnseen() ? 1 : 0;
          assertEquals(packet.protocol(), audit.packet().protocol(), what);
          plain.count(packet, found, frame.length);
        }
      }
      List<Flow> counted =
          audit.devices().stream().flatMap(device -> device.flows().stream()).toList();
      assertEquals(told(plain.flows.flows()), told(counted), "seed " + seed);
      heard += (int) (growing.now.revision() - start.revision());
    }
    assertTrue(heard > SNAPSHOTS / 2, heard + " changes of groups");
    assertTrue(atOnce > SNAPSHOTS, atOnce + " frames counted without a look at their packets");
  }
}
