package org.mudward.enforcer.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mudward.enforcer.capture.Capture;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.Hellos;

/** What an audit sees of handshakes and of data, frame by frame. */
class HandshakeAuditTest {
  private static final String DEVICE = "02:00:00:00:00:10";
  private static final String OTHER = "02:00:00:00:00:01";
  private static final String OWN = "192.168.1.10";
  private static final String CLOUD = "198.51.100.7";

  private static FrameBuilder sent() {
    return FrameBuilder.frame(DEVICE, OTHER).ip(OWN, CLOUD);
  }

  private static FrameBuilder received() {
    return FrameBuilder.frame(OTHER, DEVICE).ip(CLOUD, OWN);
  }

  /** A segment at some place of the stream. */
  private static byte[] segment(FrameBuilder frame, int from, int to, int sequence, byte[] data) {
    byte[] number = ByteBuffer.allocate(4).putInt(sequence).array();
    return frame.tcp(from, to, 24).data(data).patch(4, number).build();
  }

  private static byte[] toCloud(int sequence, byte[] data) {
    return segment(sent(), 50000, 443, sequence, data);
  }

  private static byte[] fromCloud(byte[] data) {
    return segment(received(), 443, 50000, 1, data);
  }

  private static Audit audit(List<byte[]> frames) throws Exception {
    int size = 24 + frames.stream().mapToInt(frame -> 16 + frame.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putLong(0);
    bytes.putInt(65_535).putInt(1);
    frames.forEach(f -> bytes.putInt(1).putInt(0).putInt(f.length).putInt(f.length).put(f));
    PolicySnapshot snapshot =
        PolicySnapshot.builder(1)
            .policy(DevicePolicy.defaultsOnly("p", "https://p.example/p"))
            .device(new Device(MacAddress.parse(DEVICE), "p", Set.of()))
            .build();
    Audit audit = new Audit(snapshot, packet -> List.of());
    try (Capture capture = Capture.open(new ByteArrayInputStream(bytes.array()))) {
      while (capture.next()) {
        audit.judge(capture.frame());
      }
    }
    return audit;
  }

  private static SortedMap<Integer, Long> versions(int version, long frame) {
    return new TreeMap<>(java.util.Map.of(version, frame));
  }

  @Test
  void bothHellosOfAConnectionAreSeenWithTheirFrames() throws Exception {
    Audit audit =
        audit(
            List.of(
                toCloud(1, Hellos.client(0x0302, "api.lamp.example")),
                fromCloud(Hellos.server(0x0301))));
    assertEquals(1, audit.handshakes(MacAddress.parse(DEVICE)).size());
    TlsSight sight = audit.handshakes(MacAddress.parse(DEVICE)).get(0);
    assertEquals(versions(0x0302, 1), sight.offered());
    assertEquals(versions(0x0301, 2), sight.chosen());
    assertEquals(Set.of("api.lamp.example"), sight.names());
    assertEquals(CLOUD, sight.peer().toString());
    assertEquals(443, sight.port());
    assertTrue(sight.isServedByPeer());
  }

  @Test
  void aHelloInSeveralSegmentsIsPutTogetherWhateverIsSentTwice() throws Exception {
    byte[] hello = Hellos.client(0x0304, "api.lamp.example", 3000);
    byte[] first = Arrays.copyOf(hello, 1200);
    byte[] second = Arrays.copyOfRange(hello, 1200, 2400);
    byte[] third = Arrays.copyOfRange(hello, 2400, hello.length);
    int start = -1000; // the number wraps around on the way
    List<byte[]> frames =
        List.of(
            toCloud(start, first),
            segment(sent(), 50001, 443, 7, "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII)),
            toCloud(start, first),
            toCloud(start + 1200, second),
            toCloud(start + 2400, third));
    assertEquals(
        versions(0x0304, 5), audit(frames).handshakes(MacAddress.parse(DEVICE)).get(0).offered());
    List<byte[]> gap = List.of(frames.get(0), frames.get(4));
    assertTrue(
        audit(gap).handshakes(MacAddress.parse(DEVICE)).isEmpty(),
        "what is missing is not guessed");
  }

  @Test
  void aDeviceThatServesIsTheServer() throws Exception {
    Audit audit =
        audit(
            List.of(
                segment(received(), 40000, 8443, 1, Hellos.client(0x0303, "lamp")),
                segment(sent(), 8443, 40000, 1, Hellos.server(0x0303))));
    TlsSight sight = audit.handshakes(MacAddress.parse(DEVICE)).get(0);
    assertEquals(1, audit.handshakes(MacAddress.parse(DEVICE)).size());
    assertEquals(8443, sight.port());
    assertTrue(!sight.isServedByPeer());
    assertEquals(versions(0x0303, 2), sight.chosen());
  }

  @Test
  void manyHellosAtOnceAreBoundedAndHarmNothing() throws Exception {
    byte[] half = Arrays.copyOf(Hellos.client(0x0303, "a.example"), 30);
    List<byte[]> frames = new ArrayList<>();
    for (int port = 10_000; port < 10_000 + 4 * HandshakeTable.MAX_OPEN; port++) {
      frames.add(segment(sent(), port, 443, 1, half));
    }
    frames.add(segment(sent(), 9_000, 443, 1, Hellos.client(0x0303, "b.example")));
    assertEquals(
        Set.of("b.example"), audit(frames).handshakes(MacAddress.parse(DEVICE)).get(0).names());
  }

  private static @Nullable Content content(byte[] frame) throws Exception {
    return audit(List.of(frame)).devices().get(0).flows().get(0).content();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void dataAreToldByTheirFirstOctets() throws Exception {
    assertEquals(Content.READABLE, content(toCloud(1, text("POST /v1/state HTTP/1.1\r\n"))));
    assertEquals(Content.READABLE, content(toCloud(1, text("\u0010\u000c\u0000\u0004MQTT\u0004"))));
    assertEquals(
        Content.READABLE, content(toCloud(1, text("\u0010\u0080\u0001\u0000\u0006MQIsdp"))));
    assertEquals(Content.ENCRYPTED, content(toCloud(1, Hellos.client(0x0303, "a.example"))));
    assertEquals(Content.ENCRYPTED, content(toCloud(1, text("\u0017\u0003\u0003\u0000\u0002xx"))));
    assertEquals(
        Content.ENCRYPTED,
        content(sent().udp(50000, 443, text("\u00c3\u0000\u0000\u0000\u0001\u0008xxx")).build()));
    assertEquals(Content.UNKNOWN, content(toCloud(1, text("\u0001\u0002\u0003\u0004 binary"))));
    assertEquals(Content.UNKNOWN, content(toCloud(1, text("short"))));
    assertEquals(Content.UNKNOWN, content(sent().udp(50000, 443, text("\u00c3\u0000")).build()));
    assertEquals(null, content(sent().tcp(50000, 443, 2).build()));
    assertEquals(null, content(sent().icmp(8, 0).build()));
  }

  @Test
  void aFlowIsReadableIfAnyOfItsFirstDataAre() throws Exception {
    List<byte[]> frames = new ArrayList<>(List.of(toCloud(1, Hellos.client(0x0303, "a.example"))));
    frames.add(toCloud(100, text("\u0001\u0002")));
    assertEquals(Content.ENCRYPTED, audit(frames).devices().get(0).flows().get(0).content());
    frames.add(toCloud(200, text("GET /plain HTTP/1.1")));
    Flow flow = audit(frames).devices().get(0).flows().get(0);
    assertEquals(Content.READABLE, flow.content());
    assertEquals(frames.stream().mapToLong(f -> f.length).sum(), flow.octets());
    assertEquals(new FirstPacket(flow.first().device(), 50000, 443), flow.first());
  }

  @Test
  void whateverTheDataAreNothingBreaks() throws Exception {
    Random random = new Random(9761);
    byte[] starts = {0x10, 0x14, 0x16, 0x17, (byte) 0xC3, 'G'};
    byte[] hello = Hellos.client(0x0303, "a.example");
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      byte[] data = random.nextBoolean() ? hello.clone() : new byte[1 + random.nextInt(80)];
      if (data.length != hello.length) {
        random.nextBytes(data);
        data[0] = starts[random.nextInt(starts.length)];
      }
      data[random.nextInt(data.length)] = (byte) random.nextInt(256);
      int length = random.nextBoolean() ? data.length : random.nextInt(data.length);
      byte[] part = Arrays.copyOf(data, length);
      boolean tcp = random.nextBoolean();
      int port = 40000 + random.nextInt(2000);
      FrameBuilder frame = tcp ? sent().tcp(port, 443, 24).data(part) : sent().udp(5, 443, part);
      byte[] whole = frame.build();
      frames.add(random.nextInt(4) > 0 ? whole : Arrays.copyOf(whole, 14 + random.nextInt(60)));
    }
    Audit audit = audit(frames);
    assertEquals(frames.size(), audit.frames());
    assertEquals(1, audit.handshakes(MacAddress.parse(DEVICE)).size(), "some hellos are whole");
  }

  @Test
  void whoAcceptsAConnectionAnswers() throws Exception {
    byte[] accepts = sent().tcp(80, 40000, 0x12).build();
    byte[] refuses = sent().tcp(80, 40000, 0x14).build();
    assertTrue(audit(List.of(accepts)).devices().get(0).flows().get(0).isAnswer());
    assertTrue(!audit(List.of(refuses)).devices().get(0).flows().get(0).isAnswer());
  }
}
