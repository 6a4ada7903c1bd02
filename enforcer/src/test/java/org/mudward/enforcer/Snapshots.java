package org.mudward.enforcer;

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
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/** Snapshots of a house with one lamp, which may speak to its maker's server. */
final class Snapshots {
  static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");
  static final GroupId SERVER = new GroupId("dns:api.example.com");
  static final String URL = "https://example.com/lamp";
  static final Origin RULE = new Origin(URL, "from", "to-server");

  private Snapshots() {}

  /** The server's address ends with the revision. */
  static PolicySnapshot of(long revision) {
    return PolicySnapshot.builder(revision)
        .gateway(GATEWAY)
        .policy(new DevicePolicy("lamp", URL, List.of(https()), List.of()))
        .device(new Device(LAMP, "lamp", Set.of(IpAddress.parse("192.168.1.10"))))
        .group(
            new Group.Addresses(
                SERVER, Set.of(Prefix.parse("198.51.100." + revision % 256 + "/32"))))
        .build();
  }

  private static AccessControlList https() {
    Match match =
        new Match(
            Family.IPV4,
            List.of(
                Condition.FieldIs.of(Field.PROTOCOL, 6),
                new Condition.PortIn(End.DESTINATION, PortSet.of(443)),
                new Condition.PeerIn(SERVER)));
    return new AccessControlList(
        "from", Family.IPV4, List.of(new Rule(RULE, match, Verdict.ACCEPT)));
  }
}
