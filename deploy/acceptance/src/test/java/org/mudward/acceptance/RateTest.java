package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mudward.lab.EnforcerLab;
import org.mudward.lab.Requirements;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rate;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.link.SnapshotJson;
import org.mudward.policy.testing.FrameBuilder;

/** Real frames of devices whose files say how much is to be expected of them. */
@Tag("root")
@Isolated
class RateTest {
  private static final MacAddress PEER = MacAddress.parse("02:00:00:00:00:99");
  private static final int FRAMES = 1000;

  /** What a device may send at once, and what comes on top each second. */
  private static final int BURST = 60;

  /** Sending takes a second; on the slowest of machines, not as long as this. */
  private static final int SECONDS = 120;

  private static DevicePolicy policy(String id, AccessControlList out, AccessControlList in) {
    return new DevicePolicy(id, "", List.of(out), List.of(in));
  }

  /** A list that accepts UDP. */
  private static AccessControlList list() {
    Match udp = new Match(Family.IPV4, List.of(Condition.FieldIs.of(Field.PROTOCOL, Protocol.UDP)));
    Rule rule = new Rule(new Origin("", "list", "udp"), udp, Verdict.ACCEPT);
    return new AccessControlList("list", Family.IPV4, List.of(rule));
  }

  private static AccessControlList list(Rate rate) {
    return new AccessControlList("list", Family.IPV4, list().rules(), rate);
  }

  private static MacAddress mac(int number) {
    return new MacAddress(0x020000000000L + number);
  }

  private static List<byte[]> frames(MacAddress from, MacAddress to) {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      frames.add(
          FrameBuilder.frame(from, to)
              .ip("192.168.1.10", "192.168.1.20")
              .identification(i)
              .udp(5000, 5001, new byte[958])
              .build());
    }
    return frames;
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void devicesAreHeldToTheirRatesEachForItself(Backend backend) throws IOException {
    Requirements.demand();
    Rate packets = new Rate(1L, null, BURST);
    // A frame has 1000 octets, which are 8 kilobits.
    Rate bits = new Rate(null, 8000L, BURST);
    PolicySnapshot snapshot =
        PolicySnapshot.builder(1)
            .policy(policy("sends-less", list(packets), list()))
            .policy(policy("gets-less", list(), list(bits)))
            .policy(policy("free", list(), list()))
            .device(new Device(mac(1), "sends-less", Set.of()))
            .device(new Device(mac(2), "sends-less", Set.of()))
            .device(new Device(mac(3), "gets-less", Set.of()))
            .device(new Device(mac(4), "free", Set.of()))
            .build();
    try (EnforcerLab lab = new EnforcerLab(Stage.folder())) {
      lab.enforce(SnapshotJson.write(snapshot), snapshot.revision());
      held(lab.rig().send(frames(mac(1), PEER)).cardinality());
      held(lab.rig().send(frames(mac(2), PEER)).cardinality());
      held(lab.rig().send(frames(PEER, mac(3))).cardinality());
      assertEquals(FRAMES, lab.rig().send(frames(PEER, mac(1))).cardinality(), "the other way");
      assertEquals(FRAMES, lab.rig().send(frames(mac(4), PEER)).cardinality(), "another policy");
    }
  }

  private static void held(int passed) {
    assertTrue(passed >= BURST && passed <= BURST + SECONDS, passed + " frames passed");
  }
}
