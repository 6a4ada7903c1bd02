package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;

/** How the tables grow: with devices, and never with devices times devices. */
class RowCountTest {
  private static final GroupId MAKER = new GroupId("manufacturer:lamp.example");
  private static final GroupId CLOUD = new GroupId("dns:cloud.lamp.example");
  private static final int TCP = 6;

  /** Devices of one maker that speak to each other and to a cloud, each with a leased address. */
  private static int rows(int devices, boolean withMates) {
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(1)
            .gateway(new MacAddress(0x0200_0000_0001L))
            .policy(policy(withMates))
            .group(new Group.Addresses(CLOUD, Set.of(Prefix.parse("198.51.100.10"))));
    Set<MacAddress> members = new HashSet<>();
    for (int i = 0; i < devices; i++) {
      MacAddress mac = new MacAddress(0x0200_0001_0000L + i);
      members.add(mac);
      IpAddress address = new IpAddress(Family.IPV4, 0, 0x0A00_0100L + i);
      builder.device(new Device(mac, Fixtures.URL, Set.of(address), "br/lan" + i));
    }
    builder.group(new Group.Devices(MAKER, members));
    return Fixtures.compile(builder.build()).entries().size();
  }

  private static DevicePolicy policy(boolean withMates) {
    Condition tcp = Fixtures.is(Field.PROTOCOL, TCP);
    Condition cloud = new Condition.PeerIn(CLOUD);
    Condition mates = new Condition.PeerIn(withMates ? MAKER : CLOUD);
    List<AccessControlList> lists =
        List.of(
            new AccessControlList(
                "v4",
                Family.IPV4,
                List.of(
                    Fixtures.accept(Family.IPV4, tcp, cloud),
                    Fixtures.accept(Family.IPV4, tcp, mates))));
    return new DevicePolicy(Fixtures.URL, Fixtures.URL, lists, lists);
  }

  @Test
  void aDeviceMoreCostsTheSameHoweverManyThereAre() {
    int hundred = rows(100, true);
    int thousand = rows(1000, true);
    int tenThousand = rows(10_000, true);
    System.out.printf(
        "rows: 100 devices %d, 1,000 %d, 10,000 %d%n", hundred, thousand, tenThousand);
    assertEquals(10 * (thousand - hundred), tenThousand - thousand);
    // Its policy each way, its port, four for its address; as a peer each way, also behind the
    // gateway.
    assertEquals(900 * (2 + 1 + 4 + 4), thousand - hundred);
    assertEquals(900 * (2 + 1 + 4), rows(1000, false) - rows(100, false));
  }
}
