package org.mudward.acceptance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.testing.FrameBuilder;

/**
 * A site that is another one at each revision, by turns in the rules of its files, in the addresses
 * of a name, and in its devices; and frames that every revision permits, or none does.
 */
final class ChangingSite {
  private static final MacAddress STREAMER = mac(0x10);
  private static final MacAddress FLOODER = mac(0x11);
  private static final MacAddress HELD = mac(0x12);
  private static final MacAddress TARGET = mac(0x13);
  private static final MacAddress HOST = mac(0x80);

  private static final GroupId CLOUD = new GroupId("dns:cloud.example");
  private static final String LAMP = "https://lamp.example/lamp.json";
  private static final int PORT = 5000;
  private static final int DENIED_PORT = 6666;
  private static final String CLOUD_ADDRESS = "198.51.100.7";

  /** Others than a policy's, for which entries come and go. */
  private static final int OTHERS = 20;

  private static final int CROWD = 5000;

  private ChangingSite() {}

  private static MacAddress mac(int number) {
    return new MacAddress(0x020000000000L + number);
  }

  static PolicySnapshot at(int revision) {
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(revision)
            .policy(
                new DevicePolicy(
                    LAMP,
                    LAMP,
                    List.of(list("from", revision / 3, End.DESTINATION)),
                    List.of(list("to", revision / 3, End.SOURCE))))
            .policy(DevicePolicy.defaultsOnly("held", ""))
            .device(new Device(STREAMER, LAMP, Set.of()))
            .device(new Device(FLOODER, LAMP, Set.of()))
            .device(new Device(TARGET, LAMP, Set.of()))
            .device(new Device(HELD, "held", Set.of()));
    for (int i = 0; i < (revision + 2) / 3 % OTHERS; i++) {
      builder.device(new Device(mac(0x1000 + i), i % 2 == 0 ? LAMP : "held", Set.of()));
    }
    Set<Prefix> cloud = new HashSet<>();
    cloud.add(Prefix.parse(CLOUD_ADDRESS));
    for (int i = 0; i < 10; i++) {
      long last = (revision + 1) / 3 % 100 * 10L + i;
      cloud.add(Prefix.of(new IpAddress(Family.IPV4, 0, 0xCB007100L + last)));
    }
    return builder.group(new Group.Addresses(CLOUD, cloud)).build();
  }

  /** One where nobody has a policy. */
  static PolicySnapshot nobody(int revision) {
    return PolicySnapshot.builder(revision).build();
  }

  /** The first one with thousands of devices more. */
  static PolicySnapshot crowded(int revision) {
    PolicySnapshot.Builder builder = at(1).toBuilder(revision);
    for (int i = 0; i < CROWD; i++) {
      builder.device(new Device(mac(0x10000 + i), LAMP, Set.of()));
    }
    return builder.build();
  }

  /** A drop in the middle of a wide range, and the cloud at a port; then ever other ports. */
  private static AccessControlList list(String name, int turn, End end) {
    return new AccessControlList(
        name,
        Family.IPV4,
        List.of(
            rule(name, "deny", Verdict.DROP, port(end, DENIED_PORT, DENIED_PORT)),
            rule(name, "wide", Verdict.ACCEPT, port(end, 6000 + turn % 500, 7000 + turn % 500)),
            rule(
                name,
                "cloud",
                Verdict.ACCEPT,
                port(end, PORT, PORT),
                new Condition.PeerIn(CLOUD))));
  }

  private static Condition port(End end, int first, int last) {
    return new Condition.PortIn(end, PortSet.of(first, last));
  }

  private static Rule rule(String list, String name, Verdict verdict, Condition... more) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(Condition.FieldIs.of(Field.PROTOCOL, Protocol.UDP));
    conditions.addAll(List.of(more));
    return new Rule(new Origin(LAMP, list, name), new Match(Family.IPV4, conditions), verdict);
  }

  /** Frames that pass at every revision. */
  static List<byte[]> permitted() {
    return List.of(
        FrameBuilder.frame(STREAMER, HOST).ip("192.168.1.10", CLOUD_ADDRESS).udp(9, PORT).build());
  }

  /** Frames that never pass, each for another reason; marked by their DSCP. */
  static List<byte[]> denied() {
    return List.of(
        frame(FLOODER, HOST, CLOUD_ADDRESS, DENIED_PORT), // an entry that drops
        frame(FLOODER, HOST, "198.51.100.200", PORT), // not of the name
        frame(FLOODER, HOST, CLOUD_ADDRESS, 80), // no entry
        frame(HELD, HOST, CLOUD_ADDRESS, PORT), // of a device that is held
        frame(HOST, TARGET, "192.168.1.13", PORT)); // to a device
  }

  private static byte[] frame(MacAddress from, MacAddress to, String address, int port) {
    return FrameBuilder.frame(from, to).ip("192.168.1.11", address).dscp(1).udp(9, port).build();
  }
}
