package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.testing.Generators;

/** Pairs and reach, which share how they look at places. */
class PairsTest {
  private static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");
  private static final MacAddress LAPTOP = MacAddress.parse("02:00:00:00:ff:01");
  private static final IpAddress LAPTOP_AT = IpAddress.parse("10.255.0.1");
  private static final int KINDS = 20;

  private static Rule tcp(String ace, GroupId group, End end, int port, Direction opener) {
    return new Rule(
        new Origin("", "list", ace),
        new Match(
            Family.IPV4,
            List.of(
                Condition.FieldIs.of(Field.PROTOCOL, Protocol.TCP),
                new Condition.PortIn(end, PortSet.of(port)),
                new Condition.InitiatedBy(opener),
                new Condition.PeerIn(group))),
        Verdict.ACCEPT);
  }

  /** Each kind has a cloud; kind 0 may also open TCP 22 to the laptop, which has no policy. */
  private static PolicySnapshot site(int devices) {
    PolicySnapshot.Builder site = PolicySnapshot.builder(1).gateway(GATEWAY);
    GroupId laptop = new GroupId("controller:laptop");
    site.group(new Group.Addresses(laptop, Set.of(Prefix.of(LAPTOP_AT))));
    site.group(new Group.Addresses(GroupId.DNS, Set.of(Prefix.parse("10.0.0.53"))));
    for (int i = 0; i < KINDS; i++) {
      GroupId cloud = new GroupId("dns:cloud" + i + ".example");
      GroupId same = new GroupId("manufacturer:maker" + i);
      Set<MacAddress> members = new HashSet<>();
      for (int d = i; d < devices; d += KINDS) {
        members.add(mac(d));
      }
      site.group(new Group.Addresses(cloud, Set.of(Prefix.parse("198.51.100." + i))));
      site.group(new Group.Devices(same, members));
      List<Rule> from = new ArrayList<>();
      from.add(tcp("cloud", cloud, End.DESTINATION, 443, Direction.FROM_DEVICE));
      from.add(tcp("same", same, End.DESTINATION, 8000, Direction.FROM_DEVICE));
      if (i == 0) {
        from.add(tcp("laptop", laptop, End.DESTINATION, 22, Direction.FROM_DEVICE));
      }
      List<Rule> to =
          List.of(
              tcp("cloud", cloud, End.SOURCE, 443, Direction.FROM_DEVICE),
              tcp("same", same, End.DESTINATION, 8000, Direction.TO_DEVICE));
      site.policy(
          new DevicePolicy(
              "kind" + i,
              "",
              List.of(new AccessControlList("from", Family.IPV4, from)),
              List.of(new AccessControlList("to", Family.IPV4, to))));
    }
    for (int d = 0; d < devices; d++) {
      IpAddress address = IpAddress.parse("10.0." + (1 + d / 250) + "." + (1 + d % 250));
      site.device(new Device(mac(d), "kind" + d % KINDS, Set.of(address)));
    }
    return site.device(new Device(LAPTOP, null, Set.of(LAPTOP_AT))).build();
  }

  private static MacAddress mac(int number) {
    return new MacAddress(0x0200_0001_0000L + number);
  }

  private static List<String> traffic(Pairs pairs, String from, String to) {
    return pairs.pairs().stream()
        .filter(pair -> pair.from().name().equals(from) && pair.to().name().equals(to))
        .flatMap(pair -> pair.traffic().stream())
        .toList();
  }

  @Test
  void thePairsOfASiteSayWhatBothSidesLetPassAndNothingElse() {
    Pairs pairs = Pairs.of(site(60));
    assertEquals(61, pairs.devices());
    assertEquals(KINDS + 1, pairs.parties());
    assertEquals(
        List.of("tcp any -> 443 over IPv4"), traffic(pairs, "kind3", "dns:cloud3.example"));
    assertEquals(
        List.of("tcp 443 -> any of open connections over IPv4"),
        traffic(pairs, "dns:cloud3.example", "kind3"));
    assertEquals(List.of("tcp any -> 22 over IPv4"), traffic(pairs, "kind0", "no policy"));
    assertEquals(List.of("tcp any -> 8000 over IPv4"), traffic(pairs, "kind3", "kind3"));
    assertEquals(List.of(), traffic(pairs, "kind3", "kind4"));
    assertEquals(List.of(), traffic(pairs, "kind3", "any other host"));
    assertTrue(
        traffic(pairs, "kind3", "controller:urn:ietf:params:mud:dns")
            .contains("udp any -> 53 over IPv4"));
  }

  @Test
  void onlyTheDevicesThatCanReachTheLaptopAreFound() {
    PolicySnapshot site = site(60);
    Reach.Service ssh = new Reach.Service(Protocol.TCP, 22);
    Reach reach = Reach.of(site, site.devices().keySet(), LAPTOP_AT, ssh);
    assertEquals(60, reach.asked());
    assertEquals(3, reach.found().size());
    for (Reach.Found found : reach.found()) {
      assertEquals("kind0", found.policy());
      assertTrue(found.packet().decision(site).passes(), found.toString());
      assertTrue(found.packet().words().contains("-> 22 flags 0x02"), found.toString());
    }
    Reach.Service telnet = new Reach.Service(Protocol.TCP, 23);
    assertEquals(List.of(), Reach.of(site, site.devices().keySet(), LAPTOP_AT, telnet).found());
  }

  @Test
  void nobodyStopsADeviceWithoutAPolicyFromTurningToAHostWithoutOne() {
    PolicySnapshot site = site(3);
    Reach.Service ssh = new Reach.Service(Protocol.TCP, 22);
    IpAddress outside = IpAddress.parse("203.0.113.9");
    assertEquals(1, Reach.of(site, List.of(LAPTOP), outside, ssh).found().size());
  }

  @Test
  void theGatewayIsNoPartyOfOtherDevices() {
    GroupId lamps = new GroupId("manufacturer:lamps");
    PolicySnapshot site =
        PolicySnapshot.builder(1)
            .gateway(GATEWAY)
            .group(new Group.Devices(lamps, Set.of(mac(0))))
            .policy(
                new DevicePolicy(
                    "lamp",
                    "",
                    List.of(
                        new AccessControlList(
                            "from",
                            Family.IPV4,
                            List.of(
                                tcp("lamps", lamps, End.DESTINATION, 80, Direction.FROM_DEVICE)))),
                    List.of()))
            .device(new Device(mac(0), "lamp", Set.of(IpAddress.parse("10.0.0.1"))))
            .device(new Device(GATEWAY, null, Set.of()))
            .device(new Device(LAPTOP, null, Set.of()))
            .build();
    assertEquals(3, Pairs.of(site).parties());
  }

  @Test
  void manyPlacesLetPassWhatAnyTwoOfThemDo() {
    int judged = 0;
    for (long seed = 1; seed <= 60; seed++) {
      PolicySnapshot site = new Generators(seed).snapshot();
      PacketSpace space = new PacketSpace();
      PlaceRules rules = new PlaceRules(site, space);
      Parties known = new Parties(site, rules);
      List<Parties.Party> parties = new ArrayList<>(known.devices());
      parties.addAll(known.hosts());
      for (Parties.Party from : parties) {
        for (Parties.Party to : parties) {
          int together = rules.passes(from.places(), to.places());
          assertEquals(oneByOne(rules, space, from, to), together, seed + ": " + from + to);
          judged += space.bits.isEmpty(together) ? 0 : 1;
        }
      }
    }
    assertTrue(judged > 100, "only " + judged);
  }

  private static int oneByOne(
      PlaceRules rules, PacketSpace space, Parties.Party from, Parties.Party to) {
    int set = space.bits.none();
    for (Place source : from.places()) {
      for (Place destination : to.places()) {
        boolean sameFamily = source.address().family() == destination.address().family();
        boolean judged = rules.policyOf(source) != null || rules.policyOf(destination) != null;
        if (sameFamily && judged) {
          set = space.bits.or(set, rules.passes(source, destination));
        }
      }
    }
    return set;
  }

  @Test
  void whateverDecideLetsPassBetweenKnownPlacesIsInTheAnswers() {
    int compared = 0;
    for (long seed = 1; seed <= 25; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot generated = generators.snapshot();
      for (int i = 0; i < 300; i++) {
        Packet packet = Packet.of(generators.frame(generated));
        PolicySnapshot site = isWhole(packet) ? atHome(generated, packet) : generated;
        Device sender = site.devices().get(new MacAddress(packet.sourceMac()));
        if (sender == null || sender.policy() == null || !isAtKnownPlaces(site, sender, packet)) {
          continue;
        }
        if (site.decide(packet).passes() && isNoBaseline(site, packet)) {
          compared++;
          check(site, Pairs.of(site), sender, packet, "seed " + seed + " frame " + i);
        }
      }
    }
    System.out.println("pairs and reach: " + compared + " frames that pass were in the answers");
    assertTrue(compared > 50, "only " + compared);
  }

  private static void check(
      PolicySnapshot site, Pairs pairs, Device sender, Packet packet, String what) {
    MacAddress to = new MacAddress(packet.destinationMac());
    assertTrue(
        pairs.pairs().stream()
            .filter(pair -> pair.from().members().contains(sender.mac()))
            .anyMatch(
                pair ->
                    pair.to().members().isEmpty()
                        ? to.equals(site.gateway())
                        : pair.to().members().contains(to)),
        () -> what + " is in no pair: " + site.decide(packet));
    long flags = packet.field(Field.TCP_FLAGS);
    boolean opens = packet.protocol() == Protocol.TCP && flags >= 0 && (flags & 0x12) == 0x02;
    if (opens || packet.protocol() == Protocol.UDP) {
      IpAddress target = address(packet, End.DESTINATION);
      Reach.Service service = new Reach.Service(packet.protocol(), packet.port(End.DESTINATION));
      Reach reach = Reach.of(site, List.of(sender.mac()), target, service);
      assertFalse(reach.found().isEmpty(), () -> what + " reaches: " + site.decide(packet));
      assertTrue(reach.found().get(0).packet().decision(site).passes(), what);
    }
  }

  private static boolean isNoBaseline(PolicySnapshot site, Packet packet) {
    var ruling = site.decide(packet).sender();
    return ruling != null && !ruling.origin().acl().equals("baseline");
  }

  private static boolean isWhole(Packet packet) {
    return packet.family() != null && !packet.isLaterFragment() && packet.port(End.SOURCE) >= 0;
  }

  /** The parties of a packet have its addresses, and no other device has any. */
  private static PolicySnapshot atHome(PolicySnapshot site, Packet packet) {
    PolicySnapshot.Builder builder = site.toBuilder(site.revision());
    for (Device device : site.devices().values()) {
      Set<IpAddress> addresses = new HashSet<>();
      for (End end : End.values()) {
        if (packet.mac(end) == device.mac().bits() && !device.mac().equals(site.gateway())) {
          addresses.add(address(packet, end));
        }
      }
      builder.device(new Device(device.mac(), device.policy(), addresses));
    }
    return builder.build();
  }

  private static boolean isAtKnownPlaces(PolicySnapshot site, Device sender, Packet packet) {
    if (!isWhole(packet) || packet.sourceMac() == packet.destinationMac()) {
      return false;
    }
    IpAddress to = address(packet, End.DESTINATION);
    MacAddress mac = new MacAddress(packet.destinationMac());
    Device receiver = site.devices().get(mac);
    boolean known = receiver != null && receiver.addresses().contains(to);
    boolean behind = mac.equals(site.gateway()) && receiver == null && isNobodys(site, to);
    return (known || behind) && !sender.addresses().contains(to);
  }

  private static boolean isNobodys(PolicySnapshot site, IpAddress address) {
    return site.devices().values().stream().noneMatch(d -> d.addresses().contains(address));
  }

  private static IpAddress address(Packet packet, End end) {
    return new IpAddress(
        Objects.requireNonNull(packet.family()), packet.addressHigh(end), packet.addressLow(end));
  }

  @Test
  void aDeviceOfWhichNoIpv6AddressIsKnownMayStillHaveOne() {
    GroupId cloud = new GroupId("dns:cloud.example");
    IpAddress target = IpAddress.parse("2001:db8::7");
    Rule toCloud =
        new Rule(
            new Origin("", "list", "cloud"),
            new Match(
                Family.IPV6,
                List.of(
                    new Condition.PeerIn(cloud),
                    Condition.FieldIs.of(Field.PROTOCOL, Protocol.TCP))),
            Verdict.ACCEPT);
    List<AccessControlList> from =
        List.of(new AccessControlList("from", Family.IPV6, List.of(toCloud)));
    PolicySnapshot snapshot =
        PolicySnapshot.builder(1)
            .gateway(GATEWAY)
            .group(new Group.Addresses(cloud, Set.of(Prefix.of(target))))
            .policy(new DevicePolicy("lamp", "", from, List.of()))
            .device(new Device(mac(0), "lamp", Set.of(IpAddress.parse("10.0.0.1"))))
            .build();
    Reach reach = Reach.of(snapshot, List.of(mac(0)), target, new Reach.Service(Protocol.TCP, 443));
    assertEquals(1, reach.found().size());
    assertEquals(
        List.of("tcp any -> any over IPv6"), traffic(Pairs.of(snapshot), "lamp", cloud.text()));
  }
}
