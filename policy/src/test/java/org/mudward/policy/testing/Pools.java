package org.mudward.policy.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mudward.policy.Family;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;

/** The values that random snapshots and frames choose from, and the choosing. */
final class Pools {
  static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");
  static final List<MacAddress> DEVICES = new ArrayList<>();
  static final List<MacAddress> STRANGERS =
      macs("02:00:00:00:00:f1", "02:00:00:00:00:f2", "00:00:00:00:00:00");
  static final List<MacAddress> MULTICAST =
      macs("ff:ff:ff:ff:ff:ff", "33:33:00:00:00:01", "01:00:5e:00:00:fb");

  static {
    for (int i = 0; i < 7; i++) {
      DEVICES.add(new MacAddress(0x02_00_00_00_00_10L + i));
    }
  }

  static final int[] PORTS = {0, 22, 53, 67, 68, 80, 123, 443, 546, 547, 1024, 8080, 65535};
  static final int[] PROTOCOLS = {6, 6, 6, 17, 17, 17, 1, 58, 2, 47, 50, 132, 59};
  static final int[] ODD_PROTOCOLS = {0, 43, 44, 51, 59, 60, 135, 139, 140, 253};
  static final int[] FLAGS = {0x02, 0x12, 0x10, 0x18, 0x11, 0x04, 0x00, 0x14, 0x42, 0xC2};
  static final int[] ICMP_TYPES = {0, 3, 8, 128, 129, 133, 134, 135, 136, 130, 143, 137};
  static final int[] DSCPS = {0, 46, 10};
  static final int[] TTLS = {1, 64, 255, 0};
  static final int[] FLOW_LABELS = {0, 5, 0xFFFFF};

  private static final List<Prefix> FOUR =
      prefixes(
          "0.0.0.0/0",
          "10.0.0.0/8",
          "10.0.0.0/24",
          "10.0.0.0/29",
          "10.0.0.5",
          "10.0.0.1",
          "192.168.1.0/24",
          "192.168.1.128/25",
          "198.51.100.7",
          "224.0.0.0/24",
          "255.255.255.255",
          "0.0.0.0/8");
  private static final List<Prefix> SIX =
      prefixes(
          "::/0",
          "fd00::/8",
          "fd00:1::/64",
          "fd00:1::/125",
          "fd00:1::5",
          "2001:db8::7",
          "fe80::/10",
          "ff02::/16",
          "ff02::1:2",
          "fe80::1");
  private static final List<IpAddress> FOUR_ADDRESSES =
      addresses(
          "10.0.0.1",
          "10.0.0.5",
          "10.0.0.6",
          "10.0.0.200",
          "10.9.9.9",
          "192.168.1.1",
          "192.168.1.200",
          "198.51.100.7",
          "203.0.113.9",
          "224.0.0.251",
          "255.255.255.255",
          "0.0.0.0");
  private static final List<IpAddress> SIX_ADDRESSES =
      addresses(
          "fd00:1::1",
          "fd00:1::5",
          "fd00:1::200",
          "fd00:2::1",
          "2001:db8::7",
          "2001:db8::8",
          "fe80::1",
          "fe80::2",
          "ff02::1",
          "ff02::1:2",
          "::");

  static final List<GroupId> ADDRESS_GROUPS =
      List.of(
          GroupId.DNS,
          GroupId.NTP,
          GroupId.DHCP_SERVERS,
          GroupId.LOCAL_NETWORKS,
          GroupId.LOCAL_NETWORKS_AND_MULTICAST,
          new GroupId("dns:api.example.com"),
          new GroupId("dns:www.example.com"),
          GroupId.controller("https://example.com/controller"));
  static final List<GroupId> DEVICE_GROUPS =
      List.of(
          new GroupId("manufacturer:example.com"),
          new GroupId("manufacturer:example.net"),
          new GroupId("model:https://example.com/lamp"));

  private Pools() {}

  static List<Prefix> prefixes(Family family) {
    return family == Family.IPV4 ? FOUR : SIX;
  }

  static List<IpAddress> addresses(Family family) {
    return family == Family.IPV4 ? FOUR_ADDRESSES : SIX_ADDRESSES;
  }

  static <T> T any(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  static int any(Random random, int[] values) {
    return values[random.nextInt(values.length)];
  }

  static boolean chance(Random random, int percent) {
    return random.nextInt(100) < percent;
  }

  private static List<MacAddress> macs(String... texts) {
    return List.of(texts).stream().map(MacAddress::parse).toList();
  }

  private static List<Prefix> prefixes(String... texts) {
    return List.of(texts).stream().map(Prefix::parse).toList();
  }

  private static List<IpAddress> addresses(String... texts) {
    return List.of(texts).stream().map(IpAddress::parse).toList();
  }
}
