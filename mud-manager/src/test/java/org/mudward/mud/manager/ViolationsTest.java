package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Binding;
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
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.link.LinkMessage;

/** What samples say, and how much of it is kept. */
class ViolationsTest {
  private static final String URL = "https://lamp.example/lamp.json";
  private static final GroupId CLOUD = new GroupId("dns:cloud.lamp.example");
  private static final MacAddress LAMP = World.LAMP;
  private static final MacAddress GATEWAY = World.GATEWAY;
  private static final List<DropStage> STAGES = List.of(DropStage.values());
  private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");

  private final Violations violations = new Violations();
  private final List<Violation> begun = new ArrayList<>();

  /** The lamp may go to port 443 of its cloud; who is unknown may do nothing. */
  private static PolicySnapshot site() {
    Rule cloud =
        new Rule(
            new Origin(URL, "fr", "cloud"),
            new Match(
                Family.IPV4,
                List.of(
                    Condition.FieldIs.of(Field.PROTOCOL, 6),
                    new Condition.PortIn(End.DESTINATION, PortSet.of(443)),
                    new Condition.PeerIn(CLOUD))),
            Verdict.ACCEPT);
    return PolicySnapshot.builder(1)
        .gateway(GATEWAY)
        .unknownPolicy("unknown")
        .policy(DevicePolicy.defaultsOnly("unknown", ""))
        .policy(
            new DevicePolicy(
                URL,
                URL,
                List.of(new AccessControlList("fr", Family.IPV4, List.of(cloud))),
                List.of()))
        .device(new Device(LAMP, URL, Set.of(IpAddress.parse("192.168.1.10"))))
        .group(new Group.Addresses(CLOUD, Set.of(Prefix.parse("198.51.100.10"))))
        .build();
  }

  private static Optional<DropSample> judge(LinkMessage.FrameDropped dropped) {
    PolicySnapshot site = site();
    return new DropJudge(site, new Binding(site)).judge(dropped);
  }

  private static LinkMessage.FrameDropped fromLamp(String target, int port) {
    return DroppedFrames.syn(DropStage.FROM_DEVICE, LAMP, GATEWAY, "192.168.1.10", target, port);
  }

  private void take(LinkMessage.FrameDropped dropped, Instant now) {
    judge(dropped).ifPresent(sample -> assertTrue(violations.offer(sample)));
    violations.takeIn(now, mac -> null, begun::add);
  }

  @Test
  void namesAreMissedWhereNothingElseStandsAgainstAPacket() {
    Instant now = START;
    for (LinkMessage.FrameDropped dropped :
        List.of(fromLamp("198.51.100.10", 80), fromLamp("203.0.113.9", 80))) {
      assertTrue(violations.offer(judge(dropped).orElseThrow()));
      assertEquals(Set.of(), violations.takeIn(now, mac -> null, begun::add));
    }
    assertTrue(violations.offer(judge(fromLamp("203.0.113.9", 443)).orElseThrow()));
    assertEquals(Set.of("cloud.lamp.example"), violations.takeIn(now, mac -> null, begun::add));
  }

  @Test
  void aSampleSaysWhoTriedWhatWithWhomAndWhichEntryCameNearest() {
    DropSample sample = judge(fromLamp("198.51.100.10", 80)).orElseThrow();
    assertEquals(
        new Violation.Traffic(
            LAMP,
            Direction.FROM_DEVICE,
            "198.51.100.10",
            "tcp",
            new Violation.Service(80, true),
            Origin.NO_MATCH),
        sample.traffic());
    assertEquals(
        new Violation.Details(
            IpAddress.parse("192.168.1.10"),
            GATEWAY,
            "cloud.lamp.example",
            "nomatch",
            new Violation.Nearest(
                new Origin(URL, "fr", "cloud"), List.of("destination port: 80, wanted 443"))),
        sample.details());
    assertEquals(
        "from-device, dropped by no match: tcp 80 of 198.51.100.10 (cloud.lamp.example);"
            + " nearest: fr/cloud, but for destination port: 80, wanted 443",
        new Violation(sample.traffic(), sample.details(), 1, START, START).inWords());
    assertTrue(!sample.stranger());
  }

  @Test
  void nothingIsSaidOfWhatTheSnapshotOfNowLetsPass() {
    assertEquals(Optional.empty(), judge(fromLamp("198.51.100.10", 443)));
    LinkMessage.FrameDropped honest =
        DroppedFrames.syn(DropStage.SPOOF, LAMP, GATEWAY, "192.168.1.10", "1.1.1.1", 80);
    assertEquals(Optional.empty(), judge(honest));
    LinkMessage.FrameDropped ofNobody =
        DroppedFrames.syn(DropStage.FROM_DEVICE, GATEWAY, LAMP, "1.1.1.1", "192.168.1.10", 80);
    assertEquals(Optional.empty(), judge(ofNobody), "the gateway has no policy");
  }

  @Test
  void whatIsForgedIsSaidOfTheSenderAndShowsTheAddress() {
    DropSample sample =
        judge(DroppedFrames.syn(DropStage.SPOOF, LAMP, GATEWAY, "192.168.1.99", "1.1.1.1", 80))
            .orElseThrow();
    assertEquals(Binding.SPOOF, sample.traffic().origin());
    assertEquals(IpAddress.parse("192.168.1.99"), sample.details().address());
    assertEquals("spoof", sample.details().reason());
    assertNull(sample.details().nearest());
  }

  @Test
  void whatComesInAtAnotherPortIsForgedWhateverItSays() {
    LinkMessage.FrameDropped honest =
        DroppedFrames.syn(DropStage.SPOOF, LAMP, GATEWAY, "192.168.1.10", "1.1.1.1", 80);
    Device lamp = new Device(LAMP, URL, Set.of(IpAddress.parse("192.168.1.10")), "lan2");
    PolicySnapshot elsewhere = site().toBuilder(2).device(lamp).build();
    DropSample sample =
        new DropJudge(elsewhere, new Binding(elsewhere)).judge(honest).orElseThrow();
    assertEquals(Binding.SPOOF, sample.traffic().origin());
    Device there = new Device(LAMP, URL, lamp.addresses(), honest.port());
    PolicySnapshot here = site().toBuilder(2).device(there).build();
    assertEquals(Optional.empty(), new DropJudge(here, new Binding(here)).judge(honest));
  }

  @Test
  void aPacketToTheDeviceIsOfTheReceiver() {
    DropSample sample =
        judge(
                DroppedFrames.syn(
                    DropStage.TO_DEVICE, GATEWAY, LAMP, "203.0.113.9", "192.168.1.10", 22))
            .orElseThrow();
    assertEquals(LAMP, sample.traffic().device());
    assertEquals(Direction.TO_DEVICE, sample.traffic().direction());
    assertEquals("203.0.113.9", sample.traffic().peer());
    assertEquals(new Violation.Service(22, false), sample.traffic().service());
  }

  @Test
  void theServiceIsWhereAConnectionIsOpenedToHoweverThePortsAre() {
    assertEquals(new Violation.Service(60_000, true), service(50, 60_000, 0x02));
    assertEquals(new Violation.Service(22, false), service(22, 60_000, 0x12));
    assertEquals(new Violation.Service(22, false), service(22, 60_000, 0x10));
    assertEquals(new Violation.Service(22, true), service(60_000, 22, 0x10));
  }

  private static Violation.@Nullable Service service(int source, int target, int flags) {
    LinkMessage.FrameDropped dropped =
        DroppedFrames.tcp(
            DropStage.FROM_DEVICE, LAMP, GATEWAY, "192.168.1.10", "1.1.1.1", source, target, flags);
    return judge(dropped).orElseThrow().traffic().service();
  }

  @Test
  void theSameAgainIsCountedAndBeginsOnce() {
    take(fromLamp("198.51.100.10", 80), START);
    take(fromLamp("198.51.100.11", 80), START.plusSeconds(1));
    take(fromLamp("198.51.100.10", 80), START.plusSeconds(2));
    assertEquals(2, begun.size());
    List<Violation> all = violations.all();
    assertEquals(List.of(2L, 1L), all.stream().map(Violation::samples).toList());
    assertEquals(START, all.get(0).first());
    assertEquals(START.plusSeconds(2), all.get(0).last());
    assertEquals(2, violations.count(LAMP));
    violations.forget(LAMP);
    assertEquals(0, violations.count());
    assertEquals(List.of(), violations.all());
  }

  @Test
  void aPeerThatTheSiteNamesHasItsName() {
    violations.offer(judge(fromLamp("203.0.113.9", 80)).orElseThrow());
    violations.takeIn(START, mac -> mac.equals(GATEWAY) ? "router" : null, begun::add);
    assertEquals("router", violations.all().get(0).latest().peerName());
  }

  @Test
  void aDeviceThatTriesEverythingHasRoomForSoMuchAndKeepsTheNewest() {
    for (int port = 1; port <= 1000; port++) {
      take(fromLamp("203.0.113.9", port), START);
    }
    assertEquals(Violations.MAX_OF_A_DEVICE, violations.count(LAMP));
    assertEquals(Violations.MAX_OF_A_DEVICE, violations.count());
    assertTrue(
        violations.all().stream()
            .allMatch(v -> Objects.requireNonNull(v.traffic().service()).port() > 900),
        "the newest");
  }

  @Test
  void inventedAddressesFillNothingAndTakeNobodysRoom() {
    take(fromLamp("203.0.113.9", 80), START);
    for (int i = 0; i < 10_000; i++) {
      MacAddress invented = new MacAddress(0x0600_0000_0000L + i);
      take(
          DroppedFrames.syn(
              DropStage.FROM_DEVICE, invented, GATEWAY, "192.168.1.77", "203.0.113.9", 80),
          START);
    }
    assertEquals(1 + Violations.MAX_OF_STRANGERS, violations.count());
    assertEquals(1, violations.count(LAMP));
    assertEquals(1, violations.count(new MacAddress(0x0600_0000_0000L + 9_999)));
    assertEquals(0, violations.count(new MacAddress(0x0600_0000_0000L)));
  }

  @Test
  void whatFindsNoRoomBeforeTheWritersTurnIsLeftOut() {
    DropSample sample = judge(fromLamp("203.0.113.9", 80)).orElseThrow();
    for (int i = 0; i < Violations.MAX_WAITING; i++) {
      assertTrue(violations.offer(sample));
    }
    assertEquals(false, violations.offer(sample));
  }

  @Test
  void noFrameMakesTheJudgeStumble() {
    Random random = new Random(8520);
    byte[] good = fromLamp("203.0.113.9", 80).frame();
    int said = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] frame = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int j = random.nextInt(4); j > 0 && frame.length > 0; j--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      DropStage stage = STAGES.get(random.nextInt(STAGES.size()));
      var dropped = new LinkMessage.FrameDropped("lan1", stage, 300, frame);
      said += judge(dropped).isPresent() ? 1 : 0;
    }
    assertTrue(said > 1000, "said " + said);
  }
}
