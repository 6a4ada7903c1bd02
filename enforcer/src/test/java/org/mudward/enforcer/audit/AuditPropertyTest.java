package org.mudward.enforcer.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.enforcer.capture.Capture;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.testing.Generators;

/** Audit against the reference, frame for frame, and its sums against counting one by one. */
class AuditPropertyTest {
  private static final int FRAMES = 300;
  private static final int SNAPSHOTS = Integer.getInteger("mudward.snapshots", 60);

  /** Frames as the records of a capture. */
  static byte[] capture(List<byte[]> frames) {
    int size = 24 + frames.stream().mapToInt(frame -> 16 + frame.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putLong(0);
    bytes.putInt(65_535).putInt(1);
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = frames.get(i);
      bytes.putInt((int) (micros(i) / 1_000_000)).putInt((int) (micros(i) % 1_000_000));
      bytes.putInt(frame.length).putInt(frame.length).put(frame);
    }
    return bytes.array();
  }

  /** When the frame at this place was captured. */
  static long micros(long place) {
    return 1_000_000 + 250_000 * place;
  }

  /** Adds a host to some group of addresses with each packet it hears of. */
  static final class Growing implements AnswerListener {
    private final Generators generators;
    PolicySnapshot now;
    private int heard;

    Growing(Generators generators, PolicySnapshot start) {
      this.generators = generators;
      now = start;
    }

    @Override
    public Collection<Group> heard(Packet packet) {
      assertEquals(Protocol.UDP, packet.protocol());
      assertEquals(53, packet.port(End.SOURCE));
      heard++;
      List<GroupId> ids =
          now.groups().values().stream()
              .filter(Group.Addresses.class::isInstance)
              .map(Group::id)
              .toList();
      GroupId id = ids.get(generators.random().nextInt(ids.size()));
      Set<Prefix> prefixes = new HashSet<>(((Group.Addresses) now.groups().get(id)).prefixes());
      prefixes.add(Prefix.of(packet.address(End.DESTINATION)));
      Group grown = new Group.Addresses(id, prefixes);
      now = now.withGroups(now.revision() + 1, List.of(grown));
      return List.of(grown);
    }
  }

  @Test
  void everyFrameGetsTheVerdictOfTheSnapshotThatHoldsForIt() throws Exception {
    long accepted = 0;
    int heard = 0;
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot start = generators.snapshot();
      List<byte[]> frames = new ArrayList<>();
      for (int i = 0; i < FRAMES; i++) {
        frames.add(generators.frame(start));
      }
      Growing growing = new Growing(generators, start);
      Audit audit = new Audit(start, growing);
      Sums sums = new Sums();
      try (Capture capture = Capture.open(new ByteArrayInputStream(capture(frames)))) {
        for (byte[] frame : frames) {
          assertTrue(capture.next());
          Decision expected = growing.now.decide(Packet.of(frame));
          String what = "seed " + seed + ": " + HexFormat.of().formatHex(frame);
          assertEquals(expected, audit.judge(capture.frame()), what);
          sums.count(expected);
        }
      }
      sums.compare(audit, growing.now);
      accepted += audit.accepted();
      heard += growing.heard;
    }
    assertTrue(accepted > SNAPSHOTS * FRAMES / 20 && heard > SNAPSHOTS, accepted + " " + heard);
  }

  /** What an audit has to add up to. */
  private static final class Sums {
    private long frames;
    private long accepted;
    private long dropped;
    private long sides;
    private final Set<Origin> sent = new HashSet<>();
    private final Set<Origin> received = new HashSet<>();

    void count(Decision decision) {
      frames++;
      accepted += decision.outcome() == Decision.Outcome.ACCEPT ? 1 : 0;
      dropped += decision.outcome() == Decision.Outcome.DROP ? 1 : 0;
      if (decision.sender() != null) {
        sides++;
        sent.add(decision.sender().origin());
      }
      if (decision.receiver() != null) {
        sides++;
        received.add(decision.receiver().origin());
      }
    }

    void compare(Audit audit, PolicySnapshot end) {
      assertEquals(frames, audit.frames());
      assertEquals(accepted, audit.accepted());
      assertEquals(dropped, audit.dropped());
      assertEquals(end, audit.snapshot());
      List<DeviceTally> devices = audit.devices();
      assertEquals(sides, devices.stream().mapToLong(DeviceTally::frames).sum());
      for (Direction direction : Direction.values()) {
        Set<Origin> used = direction == Direction.FROM_DEVICE ? sent : received;
        Set<Origin> told = new HashSet<>();
        for (DeviceTally device : devices) {
          device.flows().stream()
              .filter(flow -> flow.direction() == direction)
              .forEach(flow -> told.add(flow.ruling().origin()));
          for (AccessControlList list : device.policy().lists(direction)) {
            list.rules().stream()
                .map(rule -> rule.origin())
                .filter(origin -> !used.contains(origin))
                .forEach(origin -> assertTrue(device.unused().contains(origin)));
          }
        }
        assertEquals(used, told);
      }
    }
  }
}
