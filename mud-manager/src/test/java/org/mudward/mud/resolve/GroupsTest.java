package org.mudward.mud.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.resolve.Networks.ips;
import static org.mudward.mud.resolve.Networks.mac;
import static org.mudward.mud.resolve.Networks.prefixes;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;

class GroupsTest {
  private final Networks network = new Networks();

  private Group group(String id) {
    return Objects.requireNonNull(
        Groups.of(Set.of(new GroupId(id)), network.view()).get(new GroupId(id)));
  }

  private Set<Prefix> hosts(String id) {
    return ((Group.Addresses) group(id)).prefixes();
  }

  private Set<MacAddress> members(String id) {
    return ((Group.Devices) group(id)).members();
  }

  @Test
  void whatDefaultsAndBaselineSpeakOfIsAlwaysThere() {
    assertEquals(
        Set.of(GroupId.DNS, GroupId.NTP, GroupId.DHCP_SERVERS),
        Groups.of(Set.of(), network.view()).keySet());
  }

  @Test
  void dnsAndNtpClassesAreTheSitesTogetherWithItsControllers() {
    network.controllers.put("urn:ietf:params:mud:dns", ips("192.168.1.53"));
    assertEquals(
        prefixes("192.168.1.1", "192.168.1.53"), hosts("controller:urn:ietf:params:mud:dns"));
    assertEquals(prefixes("192.168.1.2"), hosts("controller:urn:ietf:params:mud:ntp"));
  }

  @Test
  void dhcpServersAreThoseOfTheSiteAndNobodyElse() {
    assertEquals(prefixes(), hosts("dhcp-servers"));
    network.dhcp = ips("192.168.1.3");
    assertEquals(prefixes("192.168.1.3"), hosts("dhcp-servers"));
  }

  @Test
  void controllersAreComparedAsStrings() {
    network.controllers.put("https://hub.example/class", ips("192.168.1.5"));
    assertEquals(prefixes("192.168.1.5"), hosts("controller:https://hub.example/class"));
    assertEquals(Set.of(), hosts("controller:https://hub.example/class/"));
    assertEquals(Set.of(), hosts("controller:https://HUB.example/class"));
  }

  @Test
  void myControllersGoByTheMudUrl() {
    network.myControllers.put("https://maker.example/lamp", ips("192.168.1.5"));
    assertEquals(prefixes("192.168.1.5"), hosts("my-controller:https://maker.example/lamp"));
    assertEquals(Set.of(), hosts("my-controller:https://maker.example/other"));
  }

  @Test
  void localNetworksAreTheSitesAndMulticastCountsForSendingOnly() {
    assertEquals(prefixes("192.168.1.0/24", "fd00:1::/64"), hosts("local-networks"));
    assertEquals(
        prefixes(
            "192.168.1.0/24",
            "fd00:1::/64",
            "224.0.0.0/24",
            "239.255.0.0/16",
            "255.255.255.255",
            "ff02::/16",
            "ff05::/16"),
        hosts("local-networks-and-multicast"));
  }

  private void makers() {
    network
        .device(1, "https://maker.example/a", true)
        .device(2, "https://MAKER.example./b", true)
        .device(3, "https://maker.example:8443/a", true)
        .device(4, "https://not-maker.example/a", true)
        .device(5, "https://a.maker.example/a", true)
        .device(6, "https://maker.example/a", false)
        .device(7, null, true);
  }

  @Test
  void aManufacturersDevicesAreThoseOfItsHost() {
    makers();
    assertEquals(Set.of(mac(1), mac(2), mac(3)), members("manufacturer:maker.example"));
    assertEquals(Set.of(), members("manufacturer:example"));
  }

  @Test
  void oneUrlByStrongAndByWeakMeansIsTwoPopulations() {
    network
        .device(1, "https://maker.example/a", true)
        .weakDevice(2, "https://maker.example/a")
        .weakDevice(3, "https://maker.example/b");
    for (String kind :
        List.of("manufacturer:maker.example", "same-manufacturer:maker.example:443")) {
      assertEquals(Set.of(mac(1)), members(kind));
      assertEquals(Set.of(mac(2), mac(3)), members("weak:" + kind));
    }
    assertEquals(Set.of(mac(1)), members("model:https://maker.example/a"));
    assertEquals(Set.of(mac(2)), members("weak:model:https://maker.example/a"));
    assertEquals(Set.of(), members("model:https://maker.example/b"));
  }

  @Test
  void onlyClassesOfDevicesHaveAWeakPopulation() {
    network.names.put("api.example", ips("198.51.100.7"));
    network.controllers.put("urn:x", ips("192.168.1.5"));
    assertEquals(Set.of(), hosts("weak:dns:api.example"));
    assertEquals(Set.of(), hosts("weak:controller:urn:x"));
    assertEquals(Set.of(), hosts("weak:local-networks"));
    assertEquals(Set.of(), hosts("weak:weak:manufacturer:maker.example"));
  }

  @Test
  void theSameManufacturerHasTheSamePortToo() {
    makers();
    assertEquals(Set.of(mac(1), mac(2)), members("same-manufacturer:maker.example:443"));
    assertEquals(Set.of(mac(3)), members("same-manufacturer:maker.example:8443"));
  }

  @Test
  void aModelIsTheWholeUrl() {
    makers();
    assertEquals(Set.of(mac(1)), members("model:https://maker.example/a"));
    assertEquals(Set.of(), members("model:https://maker.example/A"));
  }

  @Test
  void aNameHasItsAddressesInBothFamilies() {
    network.names.put("api.example.com", ips("198.51.100.7", "2001:db8::7"));
    assertEquals(prefixes("198.51.100.7", "2001:db8::7"), hosts("dns:api.example.com"));
    assertEquals(Set.of(), hosts("dns:other.example.com"));
  }

  @Test
  void privateAnswersDoNotCountButTheSitesDo() {
    network.names.put(
        "hub.example.com", ips("192.168.1.5", "fd00:1::5", "127.0.0.1", "198.51.100.7"));
    assertEquals(prefixes("198.51.100.7"), hosts("dns:hub.example.com"));
    network.siteNames.put("hub.example.com", ips("192.168.1.5"));
    assertEquals(prefixes("198.51.100.7", "192.168.1.5"), hosts("dns:hub.example.com"));
    assertEquals(
        List.of(
            "hub.example.com has the answer 127.0.0.1, which does not count: it is no public address",
            "hub.example.com has the answer fd00:1::5, which does not count: it is no public address"),
        Groups.notices(Set.of(new GroupId("dns:hub.example.com")), network.view()));
  }

  @Test
  void anAddressLiteralInPlaceOfANameMeansThatAddress() {
    assertEquals(prefixes("192.168.1.9"), hosts("dns:192.168.1.9"));
    assertEquals(prefixes("2001:db8::9"), hosts("dns:2001:db8::9"));
  }

  @Test
  void aNameHasAtMostSixtyFourAddressesOfEachFamily() {
    Set<IpAddress> many =
        IntStream.range(0, 100)
            .boxed()
            .flatMap(i -> Stream.of("198.51.100." + i, "2001:db8::" + Integer.toHexString(i)))
            .map(IpAddress::parse)
            .collect(Collectors.toSet());
    many.add(IpAddress.parse("10.0.0.1"));
    network.names.put("cdn.example", many);
    network.siteNames.put("cdn.example", ips("10.1.1.1"));
    Set<Prefix> members = hosts("dns:cdn.example");
    assertEquals(2 * Groups.MAX_ADDRESSES + 1, members.size());
    assertTrue(
        members.containsAll(prefixes("198.51.100.0", "198.51.100.63", "2001:db8::3f", "10.1.1.1")));
    assertEquals(
        List.of(
            "cdn.example has the answer 10.0.0.1, which does not count: it is no public address",
            "cdn.example has 100 addresses of IPV4; only the first 64 count",
            "cdn.example has 100 addresses of IPV6; only the first 64 count"),
        Groups.notices(Set.of(new GroupId("dns:cdn.example")), network.view()));
  }

  @Test
  void aGroupOfAnUnknownKindIsEmpty() {
    assertEquals(Set.of(), hosts("everybody"));
  }
}
