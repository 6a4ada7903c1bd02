package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mudward.lab.BridgeRig;
import org.mudward.lab.Requirements;
import org.mudward.policy.Decision;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Family;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.filter.FilterCompiler;
import org.mudward.policy.filter.FilterTable;
import org.mudward.policy.filter.FilterText;
import org.mudward.policy.testing.Generators;

/**
 * Generated policies, compiled and read by the real {@code nft}, and generated frames, sent over a
 * bridge of the real kernel: what comes out must be what {@code decide} lets pass. {@code
 * -Dmudward.policies} and {@code -Dmudward.frames} run more.
 */
@Tag("root")
class NftablesAgreementTest {
  private static final int POLICIES = Integer.getInteger("mudward.policies", 20);
  private static final int FRAMES = Integer.getInteger("mudward.frames", 200);
  private static final Set<Integer> EXTENSIONS = Set.of(0, 43, 44, 51, 60, 135, 139, 140);

  private int agreed;
  private int accepted;
  private int stricter;

  @Test
  void agreement() throws IOException {
    Requirements.demand();
    try (BridgeRig rig = new BridgeRig(Stage.folder())) {
      for (long seed = 1; seed <= POLICIES; seed++) {
        Generators generators = new Generators(seed);
        PolicySnapshot snapshot = generators.snapshot();
        FilterTable table = FilterCompiler.compile(snapshot);
        rig.load(FilterText.lines(table));
        List<byte[]> frames =
            GeneratedFrames.of(generators, snapshot, FRAMES, NftablesAgreementTest::isForwarded);
        compare(snapshot, table, frames, rig.forward(frames), "forwarded, seed " + seed);
        frames.removeIf(frame -> u16(frame, 12) != Packet.of(frame).etherType());
        compare(snapshot, table, frames, rig.sendFromGateway(frames), "sent, seed " + seed);
      }
    }
    System.out.println(
        "nftables: %d policies; %d frames as decided (%d accepted), %d stricter by limitation"
            .formatted(POLICIES, agreed, accepted, stricter));
    assertTrue(accepted > agreed / 20, "too few frames fit a rule to mean something");
  }

  @Test
  void aFrameForTheBridgeItselfIsJudged() throws IOException {
    Requirements.demand();
    byte[] frame =
        HexFormat.of().parseHex("0180c2000002" + "020000000010" + "8809" + "00".repeat(40));
    MacAddress sender = MacAddress.parse("02:00:00:00:00:10");
    DevicePolicy nothing = new DevicePolicy("nothing", "", List.of(), List.of());
    try (BridgeRig rig = new BridgeRig(Stage.folder())) {
      for (String policy : new String[] {"nothing", null}) {
        PolicySnapshot snapshot =
            PolicySnapshot.builder(1)
                .policy(nothing)
                .device(new Device(sender, policy, Set.of()))
                .build();
        rig.load(FilterText.lines(FilterCompiler.compile(snapshot)));
        assertTrue(
            rig.forward(List.of(frame)).isEmpty(), "a bridge keeps it, with policy " + policy);
        assertEquals(policy == null ? 0 : 1, rig.dropped(), "with policy " + policy);
      }
    }
  }

  // A tag that stands in a frame of the gateway itself is not taken off before it is looked at:
  // those are sent untagged, which leaves out frames with a length instead of an EtherType, too.

  /** A sender is never a group, and three group addresses belong to the bridge alone. */
  private static boolean isForwarded(byte[] frame) {
    Packet packet = Packet.of(frame);
    long source = packet.sourceMac();
    long destination = packet.destinationMac();
    return (source >>> 40 & 1) == 0 && source != 0 && destination >>> 3 != 0x0180_C200_0000L >>> 3;
  }

  private void compare(
      PolicySnapshot snapshot, FilterTable table, List<byte[]> frames, BitSet out, String how) {
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = frames.get(i);
      Decision decision = snapshot.decide(Packet.of(frame));
      boolean passed = out.get(i);
      String what =
          "%s frame %d %s %s".formatted(how, i, HexFormat.of().formatHex(frame), decision);
      if (passed == decision.passes()) {
        agreed++;
        accepted += decision.outcome() == Decision.Outcome.ACCEPT ? 1 : 0;
      } else if (passed) {
        fail("wider: " + what);
      } else {
        stricter++;
        boolean said =
            isLimited(frame)
                || table.limitations().stream().anyMatch(l -> !l.origin().equals(Origin.NO_MATCH));
        assertTrue(said, () -> "stricter, and no limitation says so: " + what);
      }
    }
  }

  /** What the general limitations name; a second writing of them, on octets. */
  private static boolean isLimited(byte[] frame) {
    int at = 12;
    int tags = 0;
    boolean oldTag = false;
    while (at + 2 <= frame.length && Set.of(0x8100, 0x88A8, 0x9100).contains(u16(frame, at))) {
      oldTag |= u16(frame, at) == 0x9100;
      tags++;
      at += 4;
    }
    Packet packet = Packet.of(frame);
    if (tags > 1 || oldTag || packet.family() == null) {
      return tags > 1 || oldTag;
    }
    if (packet.family() == Family.IPV6) {
      int ip = at + 2;
      int next = frame[ip + 6] & 0xff;
      boolean plain = !EXTENSIONS.contains(next);
      boolean one =
          ip + 42 <= frame.length
              && (next == 44 || (next == 0 && frame[ip + 41] == 0))
              && !EXTENSIONS.contains(frame[ip + 40] & 0xff);
      if ((!plain && !one) || packet.protocol() == Packet.UNKNOWN) {
        return true;
      }
    }
    int header =
        switch (packet.protocol()) {
          case Protocol.TCP -> 20;
          case Protocol.UDP -> 8;
          case Protocol.ICMP -> packet.family() == Family.IPV4 ? 8 : 0;
          case Protocol.ICMPV6 -> packet.family() == Family.IPV6 ? 8 : 0;
          default -> 0;
        };
    return !packet.isLaterFragment() && packet.payloadEnd() - packet.payloadOffset() < header;
  }

  private static int u16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
  }
}
