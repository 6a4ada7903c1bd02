package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mudward.lab.BridgeRig;
import org.mudward.lab.Requirements;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.filter.FilterCompiler;
import org.mudward.policy.filter.FilterText;
import org.mudward.policy.testing.FrameBuilder;

/**
 * What stands behind the end of an IP packet is padding: the kernel reads ports from it all the
 * same, and the guards see to it that no rule does. All octets are there in each of these frames;
 * only the length in the IP header says where the packet ends.
 */
@Tag("root")
class NftablesGuardTest {
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");
  private static final MacAddress PEER = MacAddress.parse("02:00:00:00:00:20");

  /** What a rule needs of each protocol, in octets. */
  private static final Map<Integer, Integer> HEADERS =
      Map.of(Protocol.TCP, 20, Protocol.UDP, 8, Protocol.ICMP, 8, Protocol.ICMPV6, 8);

  private static List<Rule> rules(Family family) {
    int icmp = family == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6;
    Condition https = new Condition.PortIn(End.DESTINATION, PortSet.of(443));
    return List.of(
        accept(family, Protocol.TCP, https),
        accept(family, Protocol.UDP, https),
        accept(family, icmp, Condition.FieldIs.of(Field.ICMP_TYPE, 200)));
  }

  private static Rule accept(Family family, int protocol, Condition condition) {
    return new Rule(
        new Origin("", "from", Protocol.name(protocol)),
        new Match(family, List.of(Condition.FieldIs.of(Field.PROTOCOL, protocol), condition)),
        Verdict.ACCEPT);
  }

  private static PolicySnapshot snapshot() {
    List<AccessControlList> lists = new ArrayList<>();
    for (Family family : Family.values()) {
      lists.add(new AccessControlList("from" + family, family, rules(family)));
    }
    return PolicySnapshot.builder(1)
        .policy(new DevicePolicy("lamp", "", lists, List.of()))
        .device(new Device(DEVICE, "lamp", Set.of()))
        .build();
  }

  private static FrameBuilder frame(Family family, int protocol) {
    FrameBuilder frame = FrameBuilder.frame(DEVICE, PEER);
    frame =
        family == Family.IPV4
            ? frame.ip("192.168.1.10", "192.168.1.20")
            : frame.ip("fd00::10", "fd00::20");
    return switch (protocol) {
      case Protocol.TCP -> frame.tcp(50_000, 443, 2);
      case Protocol.UDP -> frame.udp(50_000, 443);
      default -> frame.icmp(200, 0);
    };
  }

  /**
   * Frames whose packet ends after each octet of the header of layer 4 in turn.
   *
   * @param before what the length counts before that header
   */
  private static List<byte[]> ending(
      Family family, int protocol, int before, UnaryOperator<FrameBuilder> shape) {
    List<byte[]> frames = new ArrayList<>();
    int header = HEADERS.getOrDefault(protocol, 0);
    for (int octets = 0; octets <= header; octets++) {
      frames.add(shape.apply(frame(family, protocol)).length(before + octets).build());
    }
    return frames;
  }

  private static void check(BridgeRig rig, List<byte[]> frames, String what) throws IOException {
    BitSet only = new BitSet();
    only.set(frames.size() - 1);
    assertEquals(only, rig.forward(frames), what + ": only the whole header is read");
  }

  @Test
  void paddingIsNeverReadAsAHeader() throws IOException {
    Requirements.demand();
    try (BridgeRig rig = new BridgeRig(Stage.folder())) {
      rig.load(FilterText.lines(FilterCompiler.compile(snapshot())));
      for (int protocol : List.of(Protocol.TCP, Protocol.UDP, Protocol.ICMP)) {
        check(rig, ending(Family.IPV4, protocol, 20, frame -> frame), "IPv4 " + protocol);
        check(
            rig,
            ending(Family.IPV4, protocol, 24, frame -> frame.options(new byte[] {1, 1, 1, 0})),
            "IPv4 with options " + protocol);
        check(
            rig,
            ending(Family.IPV4, protocol, 60, frame -> frame.options(new byte[40])),
            "IPv4 with all options " + protocol);
      }
      for (int protocol : List.of(Protocol.TCP, Protocol.UDP, Protocol.ICMPV6)) {
        check(rig, ending(Family.IPV6, protocol, 0, frame -> frame), "IPv6 " + protocol);
        check(
            rig,
            ending(Family.IPV6, protocol, 8, frame -> frame.extension(0, 8)),
            "IPv6 with a hop-by-hop header " + protocol);
        check(
            rig,
            ending(Family.IPV6, protocol, 8, frame -> frame.fragment(0, true)),
            "IPv6 with a fragment header " + protocol);
      }
    }
  }
}
