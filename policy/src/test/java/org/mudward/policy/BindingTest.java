package org.mudward.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowTables;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.SoftwareSwitch;

/** What a sender forges is dropped by tables that let everything else of it pass. */
class BindingTest {
  private static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");
  private static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  private static final MacAddress HUB = MacAddress.parse("02:00:00:00:00:11");
  private static final MacAddress PLAIN = MacAddress.parse("02:00:00:00:00:12");
  private static final MacAddress LAPTOP = MacAddress.parse("02:00:00:00:00:13");
  private static final MacAddress STRANGER = MacAddress.parse("02:00:00:00:00:14");
  private static final IpAddress NOBODYS = IpAddress.parse("10.0.0.99");
  private static final IpAddress LAMPS = IpAddress.parse("10.0.0.5");
  private static final IpAddress ROUTERS = IpAddress.parse("10.0.0.1");

  private final PolicySnapshot snapshot = snapshot();
  private final Binding binding = new Binding(snapshot);
  private final FlowTables tables = FlowCompiler.compile(snapshot, ClassIds.EMPTY);

  /** Everybody may send everything, by the rules. */
  private static PolicySnapshot snapshot() {
    List<AccessControlList> lists =
        List.of(Family.values()).stream()
            .map(family -> new AccessControlList("all", family, List.of(anything(family))))
            .toList();
    return PolicySnapshot.builder(1)
        .gateway(GATEWAY)
        .policy(new DevicePolicy("all", "u", lists, lists))
        .unknownPolicy("all")
        .device(new Device(GATEWAY, null, addresses("10.0.0.1", "fe80::1")))
        .device(new Device(LAMP, "all", addresses("10.0.0.5", "10.0.0.6", "2001:db8::5")))
        .device(new Device(HUB, "all", addresses("2001:db8::6")))
        .device(new Device(PLAIN, "all", Set.of()))
        .device(new Device(LAPTOP, null, addresses("10.0.0.7")))
        .build();
  }

  private static Rule anything(Family family) {
    return new Rule(new Origin("u", "all", "any"), new Match(family, List.of()), Verdict.ACCEPT);
  }

  private static Set<IpAddress> addresses(String... texts) {
    return Set.copyOf(List.of(texts).stream().map(IpAddress::parse).toList());
  }

  private void passes(FrameBuilder frame) {
    check(frame, true);
  }

  private void isDropped(FrameBuilder frame) {
    check(frame, false);
  }

  private void check(FrameBuilder builder, boolean passes) {
    check(builder.build(), passes);
  }

  private void check(byte[] frame, boolean passes) {
    assertEquals(!passes, binding.isForged(Packet.of(frame)));
    SoftwareSwitch.Result result = new SoftwareSwitch(tables.entries()).run(frame);
    assertEquals(passes, result.passes(), () -> result.toString());
    if (!passes) {
      assertEquals(
          Binding.SPOOF, tables.origins().get(result.hits().get(result.hits().size() - 1)));
    }
  }

  private static FrameBuilder from(MacAddress sender) {
    return FrameBuilder.frame(sender, GATEWAY);
  }

  private static FrameBuilder tcp(MacAddress sender, String source) {
    String to = source.contains(":") ? "2001:db8:1::1" : "198.51.100.7";
    return from(sender).ip(source, to).tcp(40_000, 443, 2);
  }

  @Test
  void whoHoldsAddressesOfIpv4UsesNoOther() {
    passes(tcp(LAMP, "10.0.0.5"));
    passes(tcp(LAMP, "10.0.0.6"));
    isDropped(tcp(LAMP, "10.0.0.99"));
    isDropped(tcp(LAMP, "0.0.0.0"));
    isDropped(tcp(LAMP, "10.0.0.1"));
  }

  @Test
  void whoHoldsNoneMayHaveAnyThatIsNobodys() {
    for (MacAddress sender : List.of(PLAIN, HUB, STRANGER)) {
      passes(tcp(sender, "10.0.0.99"));
      isDropped(tcp(sender, "10.0.0.5"));
      isDropped(tcp(sender, "10.0.0.7"));
      isDropped(tcp(sender, "10.0.0.1"));
    }
  }

  @Test
  void ipv6AddressesThatNobodyIsKnownToHoldAreAnybodys() {
    passes(tcp(LAMP, "2001:db8::5"));
    passes(tcp(LAMP, "2001:db8::1234"));
    passes(tcp(LAMP, "fe80::5"));
    isDropped(tcp(LAMP, "2001:db8::6"));
    isDropped(tcp(LAMP, "fe80::1"));
  }

  @Test
  void whoIsLeftAloneAndTheGatewayAreNotBound() {
    passes(FrameBuilder.frame(LAPTOP, GATEWAY).ip("10.0.0.5", "10.0.0.1").udp(67, 68));
    passes(FrameBuilder.frame(GATEWAY, LAPTOP).ip("10.0.0.5", "10.0.0.7").udp(67, 68));
    passes(FrameBuilder.frame(GATEWAY, LAPTOP).arp(LAMPS, NOBODYS));
  }

  @Test
  void arpIsBoundLikeIpv4() {
    passes(from(LAMP).arp(LAMPS, ROUTERS));
    passes(from(LAMP).arp(IpAddress.parse("0.0.0.0"), NOBODYS));
    isDropped(from(LAMP).arp(ROUTERS, ROUTERS));
    isDropped(from(LAMP).arp(NOBODYS, ROUTERS));
    passes(from(PLAIN).arp(NOBODYS, ROUTERS));
    isDropped(from(PLAIN).arp(ROUTERS, LAMPS));
    isDropped(from(STRANGER).tag(0x8100, 5).arp(ROUTERS, LAMPS));
  }

  @Test
  void arpThatHidesItsAddressesIsDropped() {
    byte[] ofIeee802 = from(LAMP).arp(ROUTERS, LAMPS).build();
    ofIeee802[15] = 6; // which Linux takes for Ethernet
    check(ofIeee802, false);
    byte[] operation = from(LAMP).arp(LAMPS, ROUTERS).build();
    operation[20] = 1;
    check(operation, false);
    operation[20] = 0;
    operation[21] = 0;
    check(operation, false);
    isDropped(from(PLAIN).etherType(0x0806, new byte[20]));
    passes(from(LAPTOP).arp());
  }

  @Test
  void anAddressIsAskedForWithoutHavingOne() {
    passes(from(LAMP).ip("0.0.0.0", "255.255.255.255").udp(68, 67));
    isDropped(from(LAMP).ip("10.0.0.99", "255.255.255.255").udp(68, 67));
    isDropped(from(LAMP).ip("0.0.0.0", "255.255.255.255").udp(68, 69));
  }

  @Test
  void nobodyPlaysTheServerOrTheRouter() {
    for (MacAddress sender : List.of(LAMP, PLAIN, STRANGER)) {
      isDropped(from(sender).ip("10.0.0.5", "255.255.255.255").udp(67, 68));
      isDropped(from(sender).ip("fe80::5", "fe80::9").udp(547, 546));
      isDropped(from(sender).ip("fe80::5", "ff02::1").icmp(134, 0));
      isDropped(from(sender).ip("fe80::5", "ff02::1").icmp(137, 0));
    }
    passes(from(LAMP).ip("fe80::5", "ff02::1:2").udp(546, 547));
    passes(from(LAMP).ip("fe80::5", "ff02::2").icmp(133, 0));
  }

  @Test
  void neighborAdvertisementsAreForTheOwnAddress() {
    passes(advertisement(LAMP, "2001:db8::5"));
    passes(advertisement(LAMP, "2001:db8::77"));
    isDropped(advertisement(LAMP, "2001:db8::6"));
    isDropped(advertisement(LAMP, "fe80::1"));
    isDropped(advertisement(STRANGER, "fe80::1"));
    isDropped(advertisement(LAMP, "::"));
    passes(from(LAMP).ip("fe80::5", "ff02::1").icmp(136, 1)); // is none
  }

  @Test
  void whoBelongsToAPortIsDroppedAtEveryOtherWhateverItsPolicy() {
    PolicySnapshot placed =
        snapshot.toBuilder(2)
            .device(new Device(GATEWAY, null, addresses("10.0.0.1"), "br/uplink"))
            .device(new Device(LAMP, "all", addresses("10.0.0.5"), "br/lan1"))
            .device(new Device(LAPTOP, null, Set.of(), "br/lan2"))
            .build();
    FlowTables bound = FlowCompiler.compile(placed, ClassIds.EMPTY);
    Map<String, FrameBuilder> homes =
        Map.of(
            "br/uplink", FrameBuilder.frame(GATEWAY, LAMP).ip("10.0.0.1", "10.0.0.5").udp(9, 9),
            "br/lan1", tcp(LAMP, "10.0.0.5"),
            "br/lan2", FrameBuilder.frame(LAPTOP, GATEWAY).ip("10.0.0.7", "10.0.0.1").udp(9, 9));
    homes.forEach(
        (home, builder) -> {
          byte[] frame = builder.build();
          for (String port : List.of("br/uplink", "br/lan1", "br/lan2", "other/lan1", "")) {
            boolean elsewhere = !port.equals(home);
            assertEquals(elsewhere, new Binding(placed).isElsewhere(Packet.of(frame), port));
            SoftwareSwitch.Result result = new SoftwareSwitch(bound.entries()).run(frame, port);
            assertEquals(!elsewhere, result.passes(), () -> home + " at " + port + " " + result);
            if (elsewhere) {
              assertEquals(Binding.SPOOF, bound.origins().get(result.hits().get(1)));
            }
          }
        });
    byte[] stranger = tcp(PLAIN, "10.0.0.99").build();
    assertEquals(true, new SoftwareSwitch(bound.entries()).run(stranger, "br/lan2").passes());
  }

  @Test
  void aPortWithoutANameIsNotAnywhere() {
    assertThrows(IllegalArgumentException.class, () -> new Device(LAMP, "all", Set.of(), ""));
  }

  @Test
  void whatHidesItsTargetFromTheSwitchIsDropped() {
    byte[] option = {2, 1, 2, 0, 0, 0, 0, 1, 2, 1, 2, 0, 0, 0, 0, 1};
    byte[] frame = advertisement(LAMP, "fe80::1").data(option).build();
    assertEquals(false, new SoftwareSwitch(tables.entries()).run(frame).passes());
  }

  private static FrameBuilder advertisement(MacAddress sender, String target) {
    return from(sender).ip("fe80::5", "ff02::1").advertisement(IpAddress.parse(target));
  }
}
