package org.mudward.policy.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Baseline;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.DropStage;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rate;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

class LinkCodecTest {
  private static final String URL = "https://lamp.example/v1";
  private static final GroupId CLOUD = new GroupId("dns:cloud.example");

  private static PolicySnapshot sample() {
    List<Condition> everyKind =
        List.of(
            new Condition.PeerIn(CLOUD),
            new Condition.AddressIn(End.DESTINATION, Prefix.parse("198.51.100.0/24")),
            new Condition.PortIn(End.SOURCE, PortSet.not(22)),
            Condition.FieldIs.of(Field.PROTOCOL, 6),
            new Condition.FieldIs(Field.TCP_FLAGS, 2, 0x12),
            new Condition.TcpOptions("020405b4"),
            new Condition.IcmpRest(""),
            new Condition.InitiatedBy(Direction.FROM_DEVICE));
    Rule rule =
        new Rule(
            new Origin(URL, "v4", "ace \"one\""),
            new Match(Family.IPV4, everyKind),
            Verdict.REJECT);
    Rule elsewhere =
        new Rule(
            new Origin("https://other.example/", "b", "c"),
            new Match(Family.IPV4, List.of()),
            Verdict.ACCEPT);
    return PolicySnapshot.builder(7)
        .gateway(MacAddress.parse("02:00:00:00:00:01"))
        .unknownPolicy("unknown")
        .baseline(EnumSet.complementOf(EnumSet.of(Baseline.LLDP)))
        .policy(DevicePolicy.defaultsOnly("unknown", ""))
        .policy(
            new DevicePolicy(
                URL,
                URL,
                List.of(
                    new AccessControlList(
                        "v4", Family.IPV4, List.of(rule, elsewhere), new Rate(10L, null, 60))),
                List.of(
                    new AccessControlList("v6", Family.IPV6, List.of(), new Rate(0L, 64_000L, 0)))))
        .device(
            new Device(
                MacAddress.parse("02:00:00:00:00:10"),
                URL,
                Set.of(IpAddress.parse("192.168.1.10"), IpAddress.parse("fd00::10"))))
        .device(new Device(MacAddress.parse("02:00:00:00:00:11"), null, Set.of()))
        .group(
            new Group.Addresses(
                CLOUD, Set.of(Prefix.parse("198.51.100.7"), Prefix.parse("2001:db8::/32"))))
        .group(
            new Group.Devices(
                new GroupId("manufacturer:lamp.example"),
                Set.of(MacAddress.parse("02:00:00:00:00:10"))))
        .group(new Group.Devices(new GroupId("model:none"), Set.of()))
        .build();
  }

  @Test
  void aSnapshotComesBackAsItWas() throws Exception {
    PolicySnapshot snapshot = sample();
    byte[] json = SnapshotJson.write(snapshot);
    PolicySnapshot back = SnapshotJson.read(json);
    assertEquals(snapshot, back);
    assertArrayEquals(json, SnapshotJson.write(back));
    assertEquals(snapshot, SnapshotJson.read(SnapshotJson.pretty(snapshot).getBytes(UTF_8)));
  }

  @Test
  void everyMessageComesBackAsItWas() throws Exception {
    Origin origin = new Origin(URL, "v4", "a");
    List<LinkMessage> messages =
        List.of(
            new LinkMessage.Hello(LinkCodec.VERSION, "manager"),
            new LinkMessage.Snapshot(sample()),
            new LinkMessage.Applied(7, List.of(new Limitation(origin, "no length"))),
            new LinkMessage.Refused(8, "table full"),
            new LinkMessage.Release(5, 9),
            new LinkMessage.Counts(
                List.of(new LinkMessage.Count(origin, Direction.TO_DEVICE, 1L << 40))));
    for (LinkMessage message : messages) {
      assertEquals(message, LinkCodec.decode(LinkCodec.encode(message)));
    }
    LinkMessage.FrameSeen seen = new LinkMessage.FrameSeen("br0:3", new byte[] {0, -1, 65});
    LinkMessage.FrameSeen back =
        assertInstanceOf(LinkMessage.FrameSeen.class, LinkCodec.decode(LinkCodec.encode(seen)));
    assertEquals("br0:3", back.port());
    assertArrayEquals(seen.frame(), back.frame());
    LinkMessage.FrameHeld held = new LinkMessage.FrameHeld(4, "lan1", new byte[] {1, 2});
    LinkMessage.FrameHeld again =
        assertInstanceOf(LinkMessage.FrameHeld.class, LinkCodec.decode(LinkCodec.encode(held)));
    assertEquals(4, again.id());
    assertArrayEquals(held.frame(), again.frame());
    for (DropStage stage : DropStage.values()) {
      LinkMessage.FrameDropped dropped =
          new LinkMessage.FrameDropped("lan1", stage, 1514, new byte[] {3, 4});
      LinkMessage.FrameDropped sample =
          assertInstanceOf(
              LinkMessage.FrameDropped.class, LinkCodec.decode(LinkCodec.encode(dropped)));
      assertEquals(stage, sample.stage());
      assertEquals(1514, sample.length());
      assertArrayEquals(dropped.frame(), sample.frame());
    }
  }

  @ParameterizedTest
  @CsvSource({"1514,1", "1514,65536", "1514,-1", "spoof,forged"})
  void aSampleThatCannotBeIsRefused(String from, String to) {
    byte[] json =
        LinkCodec.encode(
            new LinkMessage.FrameDropped("lan1", DropStage.SPOOF, 1514, new byte[] {3, 4}));
    byte[] changed = new String(json, UTF_8).replace(from, to).getBytes(UTF_8);
    assertThrows(LinkFormatException.class, () -> LinkCodec.decode(changed));
  }

  @Test
  void oneNewAddressOfANameIsAChangeOfOneGroup() throws Exception {
    PolicySnapshot old = sample();
    PolicySnapshot now =
        old.toBuilder(8)
            .group(new Group.Addresses(CLOUD, Set.of(Prefix.parse("198.51.100.8"))))
            .build();
    SnapshotDelta delta = SnapshotDelta.between(old, now).orElseThrow();
    assertEquals(1, delta.groups().size());
    assertEquals(
        0, delta.policies().size() + delta.devices().size() + delta.removedGroups().size());
    LinkMessage back = LinkCodec.decode(LinkCodec.encode(new LinkMessage.Delta(delta)));
    assertEquals(now, assertInstanceOf(LinkMessage.Delta.class, back).delta().applyTo(old));
  }

  @Test
  void aChangeFitsOnlyTheRevisionItWasMadeFor() {
    PolicySnapshot old = sample();
    PolicySnapshot now =
        old.toBuilder(8).removeDevice(MacAddress.parse("02:00:00:00:00:11")).build();
    SnapshotDelta delta = SnapshotDelta.between(old, now).orElseThrow();
    assertEquals(now, delta.applyTo(old));
    assertThrows(IllegalArgumentException.class, () -> delta.applyTo(now));
  }

  @Test
  void aNewGatewayNeedsTheWholeSnapshot() {
    PolicySnapshot old = sample();
    PolicySnapshot now = old.toBuilder(8).gateway(MacAddress.parse("02:00:00:00:00:02")).build();
    assertTrue(SnapshotDelta.between(old, now).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":1|\"version\":2|version 2",
        "{\"peer-in\":\"dns:cloud.example\"}|{\"colour\":\"red\"}|unknown kind",
        "{\"peer-in\":\"dns:cloud.example\"}|{\"peer-in\":\"dns:cloud.example\",\"x\":\"y\"}|match/0/x",
        "{\"peer-in\":\"dns:cloud.example\"}|{\"peer-in\":\"dns:nowhere\"}|dns:nowhere",
        "\"verdict\":\"reject\"|\"verdict\":\"allow\"|allow",
        "198.51.100.0/24|198.51.100.1/24|198.51.100.1/24",
        "\"family\":\"ipv4\"|\"family\":\"ipx\"|ipx",
        "02:00:00:00:00:11|02:00:00:00:00|not a MAC",
        "\"revision\":7|\"revision\":7.5|unexpected",
        "\"revision\":7|\"revision\":7,\"revision\":8|uplicate",
        "\"unknown-policy\":\"unknown\"|\"unknown-policy\":\"gone\"|gone",
      })
  void whatIsNotUnderstoodIsRefusedWithItsPlace(String from, String to, String said) {
    String json = new String(SnapshotJson.write(sample()), UTF_8);
    assertTrue(json.contains(from), from);
    byte[] changed = json.replace(from, to).getBytes(UTF_8);
    LinkFormatException e =
        assertThrows(LinkFormatException.class, () -> SnapshotJson.read(changed));
    assertTrue(e.getMessage().contains(said), e.getMessage());
  }

  @Test
  void anObjectOfManyMembersIsRefused() {
    StringBuilder json = new StringBuilder("{\"version\":1");
    for (int i = 1; i <= JsonTree.MAX_MEMBERS; i++) {
      json.append(",\"m").append(i).append("\":[]");
    }
    byte[] octets = json.append('}').toString().getBytes(UTF_8);
    LinkFormatException e =
        assertThrows(LinkFormatException.class, () -> SnapshotJson.read(octets));
    assertTrue(e.getMessage().contains("more than 16 members"), e.getMessage());
  }

  @Test
  void aSnapshotThatCameWholeCanBeKeptAsItCame() throws Exception {
    byte[] message = LinkCodec.encode(new LinkMessage.Snapshot(sample()));
    assertArrayEquals(SnapshotJson.write(sample()), LinkCodec.snapshotIn(message));
    String spaced = new String(message, UTF_8).replaceFirst(":", " :");
    assertEquals(
        sample(),
        assertInstanceOf(LinkMessage.Snapshot.class, LinkCodec.decode(spaced.getBytes(UTF_8)))
            .snapshot());
    assertNull(LinkCodec.snapshotIn(spaced.getBytes(UTF_8)));
    assertNull(LinkCodec.snapshotIn(LinkCodec.encode(new LinkMessage.Release(5, 9))));
    assertNull(LinkCodec.snapshotIn(new byte[] {'{'}));
  }

  @Test
  void mutilatedMessagesAreRefusedAndNeverAnythingElse() {
    byte[] whole = LinkCodec.encode(new LinkMessage.Snapshot(sample()));
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = whole.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(128);
      }
      try {
        LinkCodec.decode(broken);
      } catch (LinkFormatException expected) {
        assertTrue(expected.getMessage().length() > 3);
      }
    }
  }
}
