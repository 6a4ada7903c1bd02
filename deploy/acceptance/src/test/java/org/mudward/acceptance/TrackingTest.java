package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mudward.lab.Appliance;
import org.mudward.lab.EnforcerLab;
import org.mudward.lab.LampLab;
import org.mudward.lab.LampLab.Device;
import org.mudward.lab.Network;
import org.mudward.lab.Requirements;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.link.SnapshotJson;
import org.mudward.policy.testing.FrameBuilder;

/** A real switch that follows connections, because the site asks for it. */
@Tag("root")
class TrackingTest {
  private static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  private static final MacAddress HOST = MacAddress.parse("02:00:00:00:00:99");
  private static final String SETTING = "connection-tracking: true";
  private static final String URL = "https://lamp.example/lamp.json";

  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;
  private static final int ACK = 0x10;

  /** What the lamp may begin, and what answers that. */
  private static PolicySnapshot snapshot() {
    return PolicySnapshot.builder(1)
        .policy(new DevicePolicy(URL, URL, lists("from", End.DESTINATION), lists("to", End.SOURCE)))
        .device(new org.mudward.policy.Device(LAMP, URL, Set.of()))
        .build();
  }

  private static List<AccessControlList> lists(String name, End server) {
    List<AccessControlList> lists = new ArrayList<>();
    for (Family family : Family.values()) {
      Match match =
          new Match(
              family,
              List.of(
                  new Condition.PortIn(server, PortSet.of(443)),
                  new Condition.InitiatedBy(Direction.FROM_DEVICE)));
      Rule rule = new Rule(new Origin(URL, name, "cloud"), match, Verdict.ACCEPT);
      lists.add(new AccessControlList(name + family, family, List.of(rule)));
    }
    return lists;
  }

  private static byte[] out(String lamp, String server, int port, int flags) {
    return FrameBuilder.frame(LAMP, HOST).ip(lamp, server).tcp(port, 443, flags).build();
  }

  private static byte[] in(String lamp, String server, int port, int flags) {
    return FrameBuilder.frame(HOST, LAMP).ip(server, lamp).tcp(443, port, flags).build();
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void segmentsThatBelongToNoConnectionAreDropped(Backend backend) throws IOException {
    Requirements.demand();
    try (EnforcerLab lab = new EnforcerLab(Stage.folder(), SETTING)) {
      lab.enforce(SnapshotJson.write(snapshot()), 1);
      for (String[] ends :
          new String[][] {{"192.168.1.10", "198.51.100.7"}, {"fd00::10", "2001:db8::7"}}) {
        String lamp = ends[0];
        String server = ends[1];
        assertDropped(lab, out(lamp, server, 50_000, ACK));
        assertDropped(lab, in(lamp, server, 50_000, ACK));
        assertDropped(lab, in(lamp, server, 50_000, SYN));
        assertPasses(lab, out(lamp, server, 50_000, SYN));
        assertPasses(lab, in(lamp, server, 50_000, SYN_ACK));
        assertPasses(lab, out(lamp, server, 50_000, ACK));
        assertPasses(lab, in(lamp, server, 50_000, ACK));
        assertDropped(lab, in(lamp, server, 50_001, ACK));
        assertDropped(lab, in(lamp, server, 50_001, SYN));
      }
    }
  }

  private static void assertPasses(EnforcerLab lab, byte[] frame) throws IOException {
    assertEquals(1, lab.rig().send(List.of(frame)).cardinality(), "it should pass");
  }

  private static void assertDropped(EnforcerLab lab, byte[] frame) throws IOException {
    assertEquals(0, lab.rig().send(List.of(frame)).cardinality(), "it should be dropped");
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void realConnectionsWorkAsTheFileSays(Backend backend) throws IOException {
    Requirements.demand();
    try (LampLab lab = new LampLab(Stage.folder(), 3600);
        Appliance appliance = Appliance.following(lab.network(), lab.site(), "allow")) {
      Network network = lab.network();
      assertTrue(appliance.inForce());
      assertTrue(network.dhcp("laptop", null).hasLease());
      assertTrue(lab.connect(Device.LAMP).hasLease());
      assertTrue(appliance.stands(Device.LAMP.mac(), "enforced"));
      network.vswitch().settle();
      for (String cloud : List.of("198.51.100.10", "2001:db8:1::10")) {
        assertTrue(network.host("lamp").passes("tcp " + cloud + " 443"), cloud);
        assertFalse(network.host("lamp").passes("tcp " + cloud + " 80"), cloud);
      }
      assertTrue(network.host("laptop").passes("tcp " + Device.LAMP.ip() + " 8080"));
      assertFalse(network.host("laptop").passes("tcp " + Device.LAMP.ip() + " 22"));
      assertTrue(network.vswitch().ofctl("dump-flows").contains("ct_state=+est-rpl+trk"));
    }
  }
}
