package org.mudward.mud.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/** What the answers in a capture add to the groups of names. */
class SeenNamesTest {
  private static final GroupId API = new GroupId("dns:api.example.com");

  private static Set<IpAddress> addresses(String... texts) {
    Set<IpAddress> addresses = new HashSet<>();
    for (String text : texts) {
      addresses.add(IpAddress.parse(text));
    }
    return addresses;
  }

  private static Group.Addresses group(GroupId id, String... hosts) {
    Set<Prefix> prefixes = new HashSet<>();
    addresses(hosts).forEach(address -> prefixes.add(Prefix.of(address)));
    return new Group.Addresses(id, prefixes);
  }

  private final SeenNames names =
      new SeenNames(
          List.of(
              group(API, "198.51.100.1"),
              group(new GroupId("dns:192.0.2.1"), "192.0.2.1"),
              group(GroupId.DNS, "192.168.1.1"),
              new Group.Devices(new GroupId("manufacturer:example.com"), Set.of())));

  @Test
  void anAddressIsAddedToWhatTheNameHadAndStays() {
    assertEquals(
        List.of(group(API, "198.51.100.1", "198.51.100.2")),
        names.answered(Map.of("api.example.com", addresses("198.51.100.2"))));
    assertEquals(
        List.of(group(API, "198.51.100.1", "198.51.100.2", "2001:db8::7")),
        names.answered(Map.of("api.example.com", addresses("2001:db8::7"))));
  }

  @Test
  void whatIsNotNewChangesNothing() {
    assertEquals(List.of(), names.answered(Map.of("api.example.com", addresses("198.51.100.1"))));
  }

  @Test
  void namesThatNoPolicyMentionsAndLiteralsHaveNoAnswers() {
    assertEquals(
        List.of(),
        names.answered(
            Map.of(
                "other.example.com", addresses("198.51.100.9"),
                "192.0.2.1", addresses("198.51.100.9"),
                "urn:ietf:params:mud:dns", addresses("198.51.100.9"))));
  }

  @Test
  void addressesThatAPublicNameCannotHaveDoNotCount() {
    Set<IpAddress> turned =
        addresses(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.1.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1");
    assertEquals(List.of(), names.answered(Map.of("api.example.com", turned)));
  }

  @Test
  void aNameThatFillsTheMemoryIsCutAndTold() {
    Set<IpAddress> many = new HashSet<>();
    for (int i = 0; i < SeenNames.MAX_ADDRESSES + 10; i++) {
      many.add(new IpAddress(Family.IPV6, 0x2001_0db8_0000_0000L, i));
    }
    Group.Addresses cut = (Group.Addresses) names.answered(Map.of("api.example.com", many)).get(0);
    assertEquals(SeenNames.MAX_ADDRESSES, cut.prefixes().size());
    assertEquals(Set.of("api.example.com"), names.full());
  }
}
