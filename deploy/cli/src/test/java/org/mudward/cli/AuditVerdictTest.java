package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mudward.cli.audit.PacketTable;
import org.mudward.cli.audit.PeerNames;
import org.mudward.enforcer.audit.ProfiledEntries;
import org.mudward.policy.Decision;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Ruling;
import org.mudward.policy.oracle.NaiveDecision;
import org.mudward.policy.testing.Generators;

/**
 * The rows of {@code --packets} against the decision that is written a second time, from the octets
 * of a capture on: reader, header view, decider and table against none of them.
 *
 * <p>-Dmudward.snapshots=3000 asks about a million and a half frames.
 */
class AuditVerdictTest {
  private static final int SNAPSHOTS = Integer.getInteger("mudward.snapshots", 60);
  private static final int FRAMES = 100;
  private static final int[] TAGS = {0x8100, 0x88A8, 0x9100};
  private static final byte[] NO_FRAME = {};

  /** How an Ethernet frame lies in a capture. */
  private enum Link {
    ETHERNET(1),
    TAGGED(1),
    WIRELESS(105),
    COOKED(113),
    COOKED_2(276);

    private final int number;

    Link(int number) {
      this.number = number;
    }

    /** The frame as it is captured. */
    byte[] wrap(byte[] frame) {
      return switch (this) {
        case ETHERNET, TAGGED -> frame;
        case WIRELESS -> wireless(frame);
        case COOKED -> cooked(frame);
        case COOKED_2 -> cooked2(frame);
      };
    }

    /** What of it has devices that can be seen. */
    boolean hasDevices() {
      return this != COOKED && this != COOKED_2;
    }
  }

  /**
   * A frame and how much of it was captured.
   *
   * @param octets as they were on the wire
   */
  private record Sent(byte[] octets, int captured) {}

  private static byte[] wireless(byte[] frame) {
    ByteBuffer out = ByteBuffer.allocate(frame.length + 18);
    out.putShort((short) 0x0801).putShort((short) 0).put(HexFormat.of().parseHex("0200000000aa"));
    out.put(frame, 6, 6).put(frame, 0, 6).putShort((short) 0);
    out.put(HexFormat.of().parseHex("aaaa03000000"));
    return out.put(frame, 12, frame.length - 12).array();
  }

  private static byte[] cooked(byte[] frame) {
    ByteBuffer out = ByteBuffer.allocate(frame.length + 2);
    out.putShort((short) 0).putShort((short) 1).putShort((short) 6).put(frame, 6, 6);
    return out.putShort((short) 0).put(frame, 12, frame.length - 12).array();
  }

  private static byte[] cooked2(byte[] frame) {
    ByteBuffer out = ByteBuffer.allocate(frame.length + 6);
    out.put(frame, 12, 2).putShort((short) 0).putInt(3).putShort((short) 1).put((byte) 0);
    out.put((byte) 6).put(frame, 6, 6).putShort((short) 0);
    return out.put(frame, 14, frame.length - 14).array();
  }

  private static byte[] tagged(byte[] frame, Random random) {
    int tags = 1 + random.nextInt(3);
    ByteBuffer out = ByteBuffer.allocate(frame.length + 4 * tags).put(frame, 0, 12);
    for (int i = 0; i < tags; i++) {
      out.putShort((short) TAGS[random.nextInt(TAGS.length)]);
      out.putShort((short) random.nextInt(0x10000));
    }
    return out.put(frame, 12, frame.length - 12).array();
  }

  private static byte[] pcap(Link link, List<Sent> frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putLong(0);
    out.writeBytes(header.putInt(65_535).putInt(link.number).array());
    for (Sent sent : frames) {
      byte[] octets = link.wrap(sent.octets);
      int captured = sent.captured + octets.length - sent.octets.length;
      ByteBuffer record = ByteBuffer.allocate(16 + captured).order(ByteOrder.LITTLE_ENDIAN);
      record.putInt(1).putInt(0).putInt(captured).putInt(octets.length);
      out.writeBytes(record.put(octets, 0, captured).array());
    }
    return out.toByteArray();
  }

  private static List<Sent> frames(Link link, Generators generators, PolicySnapshot snapshot) {
    Random random = generators.random();
    List<Sent> frames = new ArrayList<>();
    while (frames.size() < FRAMES) {
      byte[] frame = generators.frame(snapshot);
      if (link == Link.TAGGED) {
        frame = tagged(frame, random);
      }
      boolean cut = random.nextInt(8) == 0;
      // Behind the type, which the other links write elsewhere.
      frames.add(new Sent(frame, cut ? 14 + random.nextInt(frame.length - 13) : frame.length));
    }
    return frames;
  }

  /** The last columns of each row that the audit writes. */
  private static List<String> verdicts(PolicySnapshot snapshot, byte[] capture) throws IOException {
    StringWriter table = new StringWriter();
    AuditRun run =
        new AuditRun(
            snapshot,
            ProfiledEntries.none(snapshot),
            new PeerNames(Map.of()),
            new PacketTable(table),
            null,
            null,
            new Streams(new ByteArrayInputStream(capture)),
            number -> {});
    run.read(Streams.STANDARD_INPUT);
    assertEquals(snapshot, run.audit().snapshot(), "no frame has an answer in it");
    return table
        .toString()
        .lines()
        .skip(1)
        .map(row -> String.join(",", Arrays.asList(row.split(",", -1)).subList(9, 12)))
        .toList();
  }

  private static String words(Decision decision) {
    return decision.outcome() + "," + origin(decision.sender()) + "," + origin(decision.receiver());
  }

  private static String origin(@Nullable Ruling ruling) {
    return ruling == null ? "" : ruling.origin().toString();
  }

  @ParameterizedTest
  @EnumSource
  void everyRowSaysWhatTheDescriptionSays(Link link) throws IOException {
    Map<Decision.Outcome, Integer> seen = new EnumMap<>(Decision.Outcome.class);
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot snapshot = generators.snapshot();
      List<Sent> frames = frames(link, generators, snapshot);
      List<String> rows = verdicts(snapshot, pcap(link, frames));
      assertEquals(FRAMES, rows.size());
      for (int i = 0; i < FRAMES; i++) {
        Sent sent = frames.get(i);
        byte[] shown = link.hasDevices() ? Arrays.copyOf(sent.octets, sent.captured) : NO_FRAME;
        Decision expected = NaiveDecision.of(snapshot, shown, sent.octets.length);
        String what = "seed " + seed + ", frame " + i + ": " + HexFormat.of().formatHex(shown);
        assertEquals(words(expected), rows.get(i), what);
        seen.merge(expected.outcome(), 1, Integer::sum);
      }
    }
    for (Decision.Outcome outcome : Decision.Outcome.values()) {
      int few = link.hasDevices() ? SNAPSHOTS * FRAMES / 50 : 0;
      assertTrue(seen.getOrDefault(outcome, 0) >= few, seen::toString);
    }
  }

  /** A frame that is shorter than its addresses has nobody's verdict. */
  @Test
  void aFrameWithoutAHeaderIsNobodys() throws IOException {
    PolicySnapshot snapshot = new Generators(1).snapshot();
    List<Sent> frames = List.of(new Sent(new byte[60], 13), new Sent(new byte[14], 0));
    assertEquals(List.of("none,,", "none,,"), verdicts(snapshot, pcap(Link.ETHERNET, frames)));
  }
}
