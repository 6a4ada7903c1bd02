package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mudward.policy.DropStage;
import org.mudward.policy.End;
import org.mudward.policy.Packet;
import org.mudward.policy.testing.FrameBuilder;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFPacketInReason;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.protocol.match.MatchField;
import org.projectfloodlight.openflow.types.OFBufferId;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.TableId;
import org.projectfloodlight.openflow.types.U64;

/** What comes from a switch that gives the controller more samples than it should. */
class SwitchSamplesTest {
  private static final OFFactory MESSAGES = OFFactories.getFactory(OFVersion.OF_13);
  private static final int FRAME = 1500;
  private static final int SHARE_OF_A_PORT = 100;
  private static final int MANY = 1000;

  /** A sample, as the listener gets it. */
  private record Sample(String port, DropStage stage, int length, int shown) {}

  private final List<Sample> samples = new CopyOnWriteArrayList<>();
  private final AtomicInteger seen = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private final OpenFlowListener listener =
      new OpenFlowListener(
          new FrameListener() {
            @Override
            public void seen(String port, byte[] frame) {
              seen.incrementAndGet();
              if (Packet.of(frame).port(End.DESTINATION) == 67) {
                requests.incrementAndGet();
              }
            }

            @Override
            public void dropped(String port, DropStage stage, int length, byte[] frame) {
              samples.add(new Sample(port, stage, length, frame.length));
            }

            @Override
            public void held(HeldFrame frame) {
              held.incrementAndGet();
            }
          },
          session -> session.belongsTo(BridgeSettings.of("br0")),
          () -> {});
  private InetSocketAddress address = new InetSocketAddress(0);

  @BeforeEach
  void listen() throws Exception {
    address = listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private static void send(FakeSwitch from, int table, int port, long cookie) throws IOException {
    send(from, table, port, cookie, new byte[FRAME]);
  }

  private static void send(FakeSwitch from, int table, int port, long cookie, byte[] frame)
      throws IOException {
    from.send(
        MESSAGES
            .buildPacketIn()
            .setBufferId(OFBufferId.NO_BUFFER)
            .setTotalLen(FRAME)
            .setReason(OFPacketInReason.ACTION)
            .setTableId(TableId.of(table))
            .setCookie(U64.of(cookie))
            .setMatch(MESSAGES.buildMatch().setExact(MatchField.IN_PORT, OFPort.of(port)).build())
            .setData(frame)
            .build());
  }

  private static void send(FakeSwitch from, int table, int port) throws IOException {
    send(from, table, port, FlowCookie.MAGIC | 1);
  }

  @Test
  void samplesAreCutAndSayWhichCheckDroppedThem() throws Exception {
    try (FakeSwitch one = new FakeSwitch(address)) {
      one.handshake(1);
      send(one, 5, 3, 0x1234); // of an entry that is not ours
      send(one, 2, 3);
      send(one, 5, 3);
      send(one, 11, 4);
      eventually("three samples", () -> samples.size() == 3);
    }
    assertEquals(
        List.of(
            new Sample("br0/port 3", DropStage.SPOOF, FRAME, 256),
            new Sample("br0/port 3", DropStage.FROM_DEVICE, FRAME, 256),
            new Sample("br0/port 4", DropStage.TO_DEVICE, FRAME, 256)),
        samples);
    assertEquals(0, seen.get() + held.get());
  }

  @Test
  void aFloodOfSamplesIsBoundedAndTakesNothingFromOthers() throws Exception {
    try (FakeSwitch one = new FakeSwitch(address)) {
      one.handshake(1);
      long start = System.nanoTime();
      for (int i = 0; i < MANY; i++) {
        send(one, 5, 3);
      }
      send(one, 11, 4);
      send(one, 0, 3);
      send(one, 14, 3);
      eventually("copies and held frames come", () -> seen.get() == 1 && held.get() == 1);
      double seconds = (System.nanoTime() - start) / 1e9;
      long ofFlooder =
          samples.stream().filter(sample -> sample.port().equals("br0/port 3")).count();
      assertTrue(ofFlooder >= SHARE_OF_A_PORT, "samples " + ofFlooder);
      assertTrue(ofFlooder <= SHARE_OF_A_PORT + 1 + 50 * seconds, "samples " + ofFlooder);
      assertEquals(samples.size() - 1, ofFlooder, "and one of another port");
    }
  }

  @Test
  void aFloodOfAnnouncementsTakesNothingFromWhatLeasesAreLearntFrom() throws Exception {
    byte[] announcement =
        FrameBuilder.frame("02:00:00:00:00:10", "01:00:5e:00:00:fb")
            .ip("192.168.1.10", "224.0.0.251")
            .udp(5353, 5353, new byte[40])
            .build();
    byte[] request =
        FrameBuilder.frame("02:00:00:00:00:10", "ff:ff:ff:ff:ff:ff")
            .ip("0.0.0.0", "255.255.255.255")
            .udp(68, 67, new byte[240])
            .build();
    try (FakeSwitch one = new FakeSwitch(address)) {
      one.handshake(1);
      for (int i = 0; i < MANY; i++) {
        send(one, 0, 3, FlowCookie.MAGIC | 1, announcement);
      }
      for (int i = 0; i < SHARE_OF_A_PORT / 4; i++) {
        send(one, 0, 3, FlowCookie.MAGIC | 1, request);
      }
      eventually("requests come", () -> requests.get() == SHARE_OF_A_PORT / 4);
    }
    assertTrue(seen.get() - requests.get() < MANY / 2, "seen " + seen);
    assertTrue(seen.get() > requests.get(), "some announcements are heard");
  }

  @Test
  void aFloodOfCopiesTakesNothingFromSamples() throws Exception {
    try (FakeSwitch one = new FakeSwitch(address)) {
      one.handshake(1);
      for (int i = 0; i < MANY; i++) {
        send(one, 0, 3);
        send(one, 14, 3);
      }
      send(one, 5, 3);
      eventually("the sample comes", () -> samples.size() == 1);
    }
  }
}
