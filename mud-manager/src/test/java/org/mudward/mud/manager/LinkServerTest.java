package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.URL;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.learn.DnsMessages;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.DropStage;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkMessage;

/** Enforcers, good and bad ones. */
class LinkServerTest {
  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() throws Exception {
    world = new World(folder);
    world.maker.serve(URL, LampFile.of(URL), world.signer, null);
    world.start();
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  @Test
  void theSocketIsForItsOwnerAndGroupAlone() throws IOException {
    assertEquals(
        "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(world.link())));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count(), "the socket and the state folder, nothing else");
    }
  }

  @Test
  void whatEnforcersSayIsInTheStatusUntilTheyGo() throws Exception {
    assertEquals(-1, world.manager().status().join().applied());
    Limitation limitation = new Limitation(Origin.NO_MATCH, "flags cannot be matched");
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      long revision = peer.await(now -> true).revision();
      peer.send(new LinkMessage.Applied(revision, List.of(limitation)));
      World.until(() -> world.manager().status().join().applied() == revision, () -> "not said");
      Status status = world.manager().status().join();
      assertEquals(List.of(limitation), status.enforcers().get(0).limitations());
      assertEquals(1, world.events("policy.applied"));
      peer.send(new LinkMessage.Refused(revision + 1, "too many\nentries"));
      world.awaitEvent("policy.refused", 1);
      status = world.manager().status().join();
      assertTrue(status.problems().toString().contains("too many?entries"), status.toString());
      assertEquals(revision, status.applied());
    }
    World.until(() -> world.manager().status().join().enforcers().isEmpty(), () -> "still there");
    assertTrue(world.manager().status().join().problems().contains("no enforcer is connected"));
  }

  @Test
  void countsAreAddedUpOverEnforcersThatStartAgain() throws Exception {
    Origin rule = new Origin(URL.text(), "fr", "cloud");
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.send(counts(rule, 10));
      peer.send(counts(rule, 25));
      awaitCount(25);
      peer.send(counts(rule, 5));
      awaitCount(30);
    }
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.send(counts(rule, 7));
      awaitCount(37);
    }
  }

  private static LinkMessage counts(Origin rule, long packets) {
    return new LinkMessage.Counts(
        List.of(new LinkMessage.Count(rule, Direction.FROM_DEVICE, packets)));
  }

  private void awaitCount(long packets) {
    World.until(
        () -> {
          List<LinkMessage.Count> counts = world.manager().counts().join();
          return counts.size() == 1 && counts.get(0).packets() == packets;
        },
        () -> "counted " + world.manager().counts().join());
  }

  @Test
  void whoeverTalksNonsenseIsCutOffAndOthersAreNot() throws Exception {
    try (LinkPeer good = LinkPeer.connect(world.link())) {
      good.await(now -> true);
      byte[] json = "{\"type\":\"nothing\"}".getBytes(StandardCharsets.UTF_8);
      assertCut(peer -> peer.sendRaw(json));
      assertCut(peer -> peer.sendRaw(new byte[0]));
      assertCut(peer -> peer.sendRaw("{".getBytes(StandardCharsets.UTF_8)));
      assertCut(peer -> peer.send(new LinkMessage.Hello(99, "enforcer")));
      assertCut(peer -> peer.send(new LinkMessage.Hello(LinkCodec.VERSION, "manager")));
      assertCut(peer -> peer.send(new LinkMessage.Applied(1, List.of())));
      assertCut(peer -> peer.sendOctets(ByteBuffer.allocate(8).putInt(-1).putInt(0).flip()));
      assertCut(peer -> peer.sendOctets(ByteBuffer.allocate(8).putInt(1 << 30).putInt(0).flip()));
      assertCut(
          peer -> {
            peer.send(new LinkMessage.Hello(LinkCodec.VERSION, "enforcer"));
            peer.send(new LinkMessage.Snapshot(PolicySnapshot.builder(1).build()));
          });
      world.emits(LAMP, URL);
      assertNotNull(good.await(now -> now.devices().containsKey(LAMP)));
    }
    assertEquals(0, world.device(LAMP).addresses().size());
  }

  @Test
  void anAnswerOfTheDnsIsReleasedWhenItsAddressesArePublished() throws Exception {
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      world.emits(LAMP, URL);
      peer.await(now -> addresses(now).equals(Set.of("198.51.100.10/32")));
      peer.send(held(1, "192.168.1.1", "198.51.100.99"));
      PolicySnapshot known = peer.await(now -> addresses(now).contains("198.51.100.99/32"));
      assertEquals(new LinkMessage.Release(1, known.revision()), peer.next());
      peer.send(held(2, "192.168.1.66", "198.51.100.77"));
      assertEquals(new LinkMessage.Release(2, known.revision()), peer.next());
      peer.send(new LinkMessage.FrameHeld(3, "port1", new byte[60]));
      assertEquals(new LinkMessage.Release(3, known.revision()), peer.next());
      assertEquals(
          2, addresses(world.manager().snapshot().join().orElseThrow()).size(), "not from others");
    }
  }

  @Test
  void aDeviceThatPlaysTheResolverIsNotBelieved() throws Exception {
    world.close();
    world.dns("192.168.1.1", "192.168.1.53"); // and nobody is known to hold the second
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      world.emits(LAMP, URL);
      peer.await(now -> addresses(now).equals(Set.of("198.51.100.10/32")));
      peer.send(held(1, LAMP, "192.168.1.53", "203.0.113.66"));
      assertInstanceOf(LinkMessage.Release.class, peer.next());
      peer.send(held(2, World.GATEWAY, "192.168.1.53", "198.51.100.99"));
      PolicySnapshot known = peer.await(now -> addresses(now).contains("198.51.100.99/32"));
      assertEquals(Set.of("198.51.100.10/32", "198.51.100.99/32"), addresses(known));
    }
  }

  @Test
  void aDeviceWithAPolicyIsAResolverOnlyAtItsOwnAddress() {
    Packet answer = Packet.of(held(1, LAMP, "192.168.1.53", "203.0.113.66").frame());
    PolicySnapshot.Builder site =
        PolicySnapshot.builder(1).policy(DevicePolicy.defaultsOnly("held", ""));
    Set<IpAddress> own = Set.of(IpAddress.parse("192.168.1.53"));
    assertTrue(LinkServer.mayAnswer(answer, site.build()), "of a host without a policy");
    assertTrue(LinkServer.mayAnswer(answer, site.device(new Device(LAMP, null, own)).build()));
    assertTrue(LinkServer.mayAnswer(answer, site.device(new Device(LAMP, "held", own)).build()));
    assertFalse(
        LinkServer.mayAnswer(answer, site.device(new Device(LAMP, "held", Set.of())).build()));
    PolicySnapshot strict =
        site.removeDevice(LAMP).gateway(World.GATEWAY).unknownPolicy("held").build();
    assertFalse(LinkServer.mayAnswer(answer, strict), "of somebody that nobody knows");
  }

  @Test
  void aDeviceThatPlaysTheDhcpServerIsNotBelieved() throws Exception {
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      world.emits(LAMP, URL);
      peer.await(now -> now.devices().containsKey(LAMP));
      byte[] forged = DhcpFrames.ack(LAMP, IpAddress.parse("192.168.1.77"), 3600);
      System.arraycopy(HexFormat.of().parseHex(hex(LAMP)), 0, forged, 6, 6);
      peer.sendFrame(forged);
      peer.sendFrame(DhcpFrames.ack(LAMP, IpAddress.parse("192.168.1.10"), 3600));
      World.until(() -> !world.device(LAMP).addresses().isEmpty(), () -> "no lease");
      assertEquals(List.of(IpAddress.parse("192.168.1.10")), world.device(LAMP).addresses());
    }
  }

  private static String hex(MacAddress mac) {
    return mac.toString().replace(":", "");
  }

  private static Set<String> addresses(PolicySnapshot snapshot) {
    return snapshot.groups().get(new GroupId("dns:cloud.lamp.example"))
            instanceof Group.Addresses hosts
        ? hosts.prefixes().stream().map(Prefix::toString).collect(Collectors.toSet())
        : Set.of();
  }

  private static LinkMessage held(long id, String server, String address) {
    byte[] frame =
        DnsMessages.answer(1, 0x8180, "cloud.lamp.example", DnsMessage.A)
            .address("cloud.lamp.example", 60, address)
            .frameFrom(server);
    return new LinkMessage.FrameHeld(id, "port1", frame);
  }

  private static LinkMessage.FrameHeld held(
      long id, MacAddress sender, String server, String address) {
    LinkMessage.FrameHeld held = (LinkMessage.FrameHeld) held(id, server, address);
    System.arraycopy(HexFormat.of().parseHex(hex(sender)), 0, held.frame(), 6, 6);
    return held;
  }

  /** What a bad peer does. */
  private interface Misdeed {
    void commit(LinkPeer peer) throws IOException;
  }

  private void assertCut(Misdeed misdeed) throws Exception {
    try (LinkPeer peer = new LinkPeer(world.link()).listening()) {
      misdeed.commit(peer);
      assertTrue(peer.isCut());
    }
  }

  @Test
  void aPeerThatDoesNotReadGetsTheNewestWholeAndCostsNoMemory() throws Exception {
    try (LinkPeer deaf = new LinkPeer(world.link())) {
      deaf.send(new LinkMessage.Hello(LinkCodec.VERSION, "enforcer"));
      World.until(() -> !world.manager().status().join().enforcers().isEmpty(), () -> "not there");
      for (int i = 0; i < 1000; i++) {
        world.emits(new MacAddress(0x020000001000L + i), URL);
      }
      long revision = world.manager().status().join().revision();
      assertTrue(revision > 500, "revision " + revision);
      deaf.listening();
      PolicySnapshot last = deaf.await(now -> now.revision() == revision);
      assertEquals(world.manager().snapshot().join().orElseThrow(), last);
      assertTrue(deaf.messages() < revision, "every change was kept for it");
    }
  }

  @Test
  void tooManyPeersAreTurnedAway() throws Exception {
    List<LinkPeer> peers = new ArrayList<>();
    for (int i = 0; i < LinkServer.MAX_SESSIONS; i++) {
      LinkPeer peer = LinkPeer.connect(world.link());
      peer.await(now -> true);
      peers.add(peer);
    }
    try (LinkPeer late = new LinkPeer(world.link()).listening()) {
      assertTrue(late.isCut());
    }
    for (LinkPeer peer : peers) {
      peer.close();
    }
    World.until(() -> world.manager().status().join().enforcers().isEmpty(), () -> "still there");
    try (LinkPeer next = LinkPeer.connect(world.link())) {
      next.await(now -> true);
    }
  }

  @Test
  void aFloodOfFramesIsCutShortAndTheOperatorIsStillHeard() throws Exception {
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.await(now -> true);
      byte[] frame = DhcpFrames.request(LAMP, "http://not.secure/");
      for (int i = 0; i < 10_000; i++) {
        peer.sendFrame(frame);
      }
      world.manager().status().join();
      peer.sendFrame(new byte[3]);
      world.emits(LAMP, URL);
      world.awaitEnforced(LAMP);
    }
  }

  @Test
  void nobodyIsCutOffForAFrameThatIsTooShortForItsAddresses() throws Exception {
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.await(now -> true);
      peer.sendFrame(new byte[3]);
      world.emits(LAMP, URL);
      peer.await(now -> now.devices().containsKey(LAMP));
    }
  }

  @Test
  void aSampleOfWhatWasDroppedIsShownAndNothingIsLearntFromIt() throws Exception {
    world.emits(LAMP, URL);
    world.leases(LAMP, "192.168.1.10", Duration.ofHours(1));
    world.awaitEnforced(LAMP);
    MacAddress stranger = MacAddress.parse("02:00:00:00:00:77");
    byte[] request = DhcpFrames.request(stranger, URL.text());
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.await(now -> now.devices().containsKey(LAMP));
      for (DropStage stage : DropStage.values()) {
        peer.send(new LinkMessage.FrameDropped("lan1", stage, request.length, request));
      }
      for (int i = 0; i < 3; i++) {
        peer.send(
            DroppedFrames.syn(
                DropStage.FROM_DEVICE, LAMP, World.GATEWAY, "192.168.1.10", "203.0.113.9", 80));
      }
      World.until(() -> world.device(LAMP).violations() == 1, () -> "none: " + world.device(LAMP));
      World.until(
          () -> world.manager().violations().join().get(0).samples() == 3,
          () -> world.manager().violations().join().toString());
    }
    Violation violation = world.manager().violations().join().get(0);
    assertEquals(
        new Origin(URL.text(), "fr", "cloud"),
        Objects.requireNonNull(violation.latest().nearest()).origin());
    assertEquals(1, world.manager().status().join().violations());
    assertEquals(1, world.events("policy.violation"), "once, when it begins");
    assertEquals(Optional.empty(), world.manager().device(stranger).join());
  }

  @Test
  void anAddressThatADeviceLearntElsewhereIsAskedForOnceItIsTried() throws Exception {
    world.names.answer("cloud.lamp.example", "198.51.100.10");
    world.emits(LAMP, URL);
    world.leases(LAMP, "192.168.1.10", Duration.ofHours(1));
    world.awaitEnforced(LAMP);
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.await(now -> hasCloud(now, "198.51.100.10"));
      world.names.answer("cloud.lamp.example", "198.51.100.11");
      world.pass(Duration.ofSeconds(6)); // of the sixty that the answer is good for
      peer.send(
          DroppedFrames.syn(
              DropStage.FROM_DEVICE, LAMP, World.GATEWAY, "192.168.1.10", "198.51.100.11", 443));
      peer.await(now -> hasCloud(now, "198.51.100.11"));
    }
  }

  private static boolean hasCloud(PolicySnapshot snapshot, String address) {
    return snapshot.groups().get(new GroupId("dns:cloud.lamp.example"))
            instanceof Group.Addresses hosts
        && hosts.prefixes().contains(Prefix.parse(address));
  }

  @Test
  void aDeviceThatTriesMuchDoesNotFillTheJournal() throws Exception {
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.await(now -> now.devices().containsKey(LAMP));
      for (int port = 1; port <= 60; port++) {
        peer.send(
            DroppedFrames.syn(
                DropStage.FROM_DEVICE, LAMP, World.GATEWAY, "192.168.1.10", "203.0.113.9", port));
      }
      World.until(() -> world.device(LAMP).violations() == 60, () -> "" + world.device(LAMP));
    }
    assertEquals(Events.MAX_VIOLATIONS_OF_A_DEVICE, world.events("policy.violation"));
    assertEquals(0, world.events("device.noisy"));
  }

  @Test
  void whatAKilledManagerLeftBehindIsReplacedAndWhatIsNoSocketStays() throws Exception {
    world.close();
    try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stale.bind(UnixDomainSocketAddress.of(world.link()));
    }
    assertTrue(Files.exists(world.link()));
    world.start();
    LinkPeer.connect(world.link()).close();
    world.close();
    Files.writeString(world.link(), "precious");
    IOException failure = assertThrows(IOException.class, () -> world.start());
    assertTrue(failure.getMessage().contains("no socket"), failure.getMessage());
    assertEquals("precious", Files.readString(world.link()));
    Files.delete(world.link());
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(world.link()));
      failure = assertThrows(IOException.class, () -> world.start());
      assertTrue(failure.getMessage().contains("another manager"), failure.getMessage());
    }
  }

  @Test
  void theFirstMessageIsHelloAndThenTheWhole() throws Exception {
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    world.pass(Duration.ofSeconds(1));
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      assertEquals(new LinkMessage.Hello(LinkCodec.VERSION, "manager"), peer.next());
      assertInstanceOf(LinkMessage.Snapshot.class, peer.next());
    }
  }
}
