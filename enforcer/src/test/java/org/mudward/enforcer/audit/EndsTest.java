package org.mudward.enforcer.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mudward.enforcer.capture.Ends;
import org.mudward.policy.End;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.decide.Decider;
import org.mudward.policy.testing.Generators;

/**
 * What is read of a frame at once, against the views that are asked octet by octet: the same of
 * each frame of the usual form, whatever octet of its headers is another, and wherever it is cut.
 */
class EndsTest {
  private static final int SNAPSHOTS = 60;
  private static final int FRAMES = 400;
  private static final int HEADERS = 74;

  /** Frames lie somewhere in what was read. */
  private static final int BEFORE = 5;

  private final Ends ends = new Ends();
  private final Packet packet = new Packet();
  private final PacketData data = new PacketData();

  private static byte[] changed(byte[] frame, Random random) {
    byte[] changed = frame.clone();
    for (int i = random.nextInt(3); i > 0; i--) {
      int place = random.nextInt(Math.min(HEADERS, changed.length));
      changed[place] = (byte) (random.nextBoolean() ? random.nextInt() : changed[place] ^ 1);
    }
    return changed;
  }

  private boolean read(byte[] frame, int captured, int original) {
    byte[] within = new byte[BEFORE + frame.length];
    System.arraycopy(frame, 0, within, BEFORE, frame.length);
    packet.set(ByteBuffer.wrap(within), BEFORE, captured, original);
    data.point(packet);
    return ends.read(within, BEFORE, captured, original);
  }

  private void compare(String what) {
    assertTrue(packet.isEthernet(), what);
    assertEquals(packet.sourceMac(), ends.sourceMac(), what);
    assertEquals(packet.destinationMac(), ends.destinationMac(), what);
    assertEquals(packet.family(), ends.family(), what);
    assertEquals(packet.protocol(), ends.protocol(), what);
    assertEquals(packet.port(End.SOURCE), ends.sourcePort(), what);
    assertEquals(packet.port(End.DESTINATION), ends.destinationPort(), what);
    assertEquals(packet.addressHigh(End.SOURCE), ends.sourceHigh(), what);
    assertEquals(packet.addressLow(End.SOURCE), ends.sourceLow(), what);
    assertEquals(packet.addressHigh(End.DESTINATION), ends.destinationHigh(), what);
    assertEquals(packet.addressLow(End.DESTINATION), ends.destinationLow(), what);
    assertEquals(packet.protocol() == Protocol.TCP ? packet.tcpFlags() : 0, ends.flags(), what);
    assertEquals(!data.isEmpty(), ends.hasData(), what);
    if (ends.hasData()) {
      assertEquals(data.octets()[0] & 0xFF, ends.firstOctet(), what);
    }
    assertEquals((ends.flags() & 0x02) == 0, Decider.showsEnds(packet), what);
    assertEquals(Lane.hash(packet), ends.hash(), what);
  }

  @Test
  void readsWhatTheViewsSay() {
    int usual = 0;
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
      Generators generators = new Generators(seed);
      Random random = generators.random();
      PolicySnapshot start = generators.snapshot();
      for (int i = 0; i < FRAMES; i++) {
        byte[] frame = changed(generators.frame(start), random);
        boolean cut = random.nextInt(4) == 0;
        int captured = cut ? random.nextInt(frame.length + 1) : frame.length;
        int original = frame.length + (random.nextInt(4) == 0 ? random.nextInt(9) : 0);
        if (read(frame, captured, original)) {
          usual++;
          compare("seed " + seed + ", " + captured + ": " + HexFormat.of().formatHex(frame));
        }
      }
    }
    assertTrue(usual > SNAPSHOTS * FRAMES / 10, usual + " frames of the usual form");
  }

  @Test
  void readsNothingOfAFrameThatIsCutWithinItsHeaders() {
    byte[] frame = new Generators(1).frame(new Generators(1).snapshot());
    for (int captured = 0; captured < 18; captured++) {
      assertFalse(read(frame, captured, frame.length), captured + " octets");
    }
  }
}
