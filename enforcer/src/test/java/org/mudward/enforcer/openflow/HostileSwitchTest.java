package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;

/** Peers that are no switches, or bad ones. */
class HostileSwitchTest {
  private final LinkedBlockingQueue<SwitchSession> ready = new LinkedBlockingQueue<>();
  private final OpenFlowListener listener =
      new OpenFlowListener((port, frame) -> {}, ready::add, () -> {});
  private InetSocketAddress address = new InetSocketAddress(0);

  @BeforeEach
  void listen() throws Exception {
    address = listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private SwitchSession session() throws InterruptedException {
    SwitchSession session = ready.poll(30, TimeUnit.SECONDS);
    if (session == null) {
      throw new AssertionError("no session");
    }
    return session;
  }

  private void assertAlive() throws Exception {
    try (FakeSwitch good = new FakeSwitch(address)) {
      good.handshake(1);
      assertTrue(session().isOpen());
    }
  }

  @Test
  void whatIsNotOpenFlowEndsTheSessionAndNothingElse() throws Exception {
    List<byte[]> openings =
        List.of(
            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            new byte[] {0, 0, 0, 8, 0, 0, 0, 0}, // version 0
            new byte[] {4, 0, 0, 4, 0, 0, 0, 0}, // shorter than its header
            new byte[] {4, 99, 0, 8, 0, 0, 0, 0}, // no such type
            new byte[] {4, 6, 0, 8, 0, 0, 0, 0}, // an answer before hello
            new byte[] {4, 14, 0, 8, 0, 0, 0, 0}, // a message that only controllers send
            new byte[] {1, 0, 0, 8, 0, 0, 0, 0}); // speaks 1.0 only
    for (byte[] opening : openings) {
      try (FakeSwitch bad = new FakeSwitch(address)) {
        bad.send(opening);
        assertTrue(bad.isClosedByPeer());
      }
    }
    assertAlive();
  }

  @Test
  void whoSpeaksAnotherVersionIsToldSo() throws Exception {
    try (FakeSwitch old = new FakeSwitch(address)) {
      old.send("0100000800000007");
      assertEquals(0, old.next()[1], "our hello");
      byte[] error = old.next();
      assertEquals(1, error[1]);
      assertEquals(0, error[9], "hello failed");
      assertEquals(0, error[11], "incompatible");
      assertTrue(old.isClosedByPeer());
    }
  }

  @Test
  void aLaterVersionThatAlsoSpeaks13IsWelcome() throws Exception {
    try (FakeSwitch later = new FakeSwitch(address)) {
      later.send("0600001000000001" + "0001000800000052");
      assertEquals(0, later.next()[1]);
      assertEquals(5, later.next()[1], "features request");
    }
  }

  @Test
  void whoSaysNothingOrHalfIsLeftAfterAWhile() throws Exception {
    try (FakeSwitch silent = new FakeSwitch(address);
        FakeSwitch half = new FakeSwitch(address);
        FakeSwitch mute = new FakeSwitch(address)) {
      half.send("0400ffff00000000"); // promises 65,535 octets
      mute.handshake(7);
      SwitchSession session = session();
      assertTrue(silent.isClosedByPeer());
      assertTrue(half.isClosedByPeer());
      assertTrue(mute.isClosedByPeer(), "it answers no echo");
      eventually("the session knows", () -> !session.isOpen());
    }
    assertAlive();
  }

  @Test
  void echoesAreAnswered() throws Exception {
    try (FakeSwitch asking = new FakeSwitch(address)) {
      asking.handshake(7);
      asking.send("0402000a12345678" + "abcd");
      byte[] reply = asking.next();
      assertEquals(3, reply[1]);
      assertEquals(0x12345678, FakeSwitch.xid(reply));
      assertEquals(10, reply.length);
    }
  }

  @Test
  void tooManyConnectionsAreNotTaken() throws Exception {
    List<FakeSwitch> many = new ArrayList<>();
    for (int i = 0; i < OpenFlowListener.MAX_CONNECTIONS; i++) {
      many.add(new FakeSwitch(address));
      assertEquals(0, many.get(i).next()[1], "hello");
    }
    try (FakeSwitch oneMore = new FakeSwitch(address)) {
      assertThrows(IOException.class, oneMore::next);
    }
    for (FakeSwitch each : many) {
      each.close();
    }
    eventually(
        "there is room again",
        () -> {
          try (FakeSwitch next = new FakeSwitch(address)) {
            return next.next()[1] == 0;
          } catch (IOException full) {
            return false;
          }
        });
  }

  @Test
  void garbageInsteadOfStatisticsEndsTheSession() throws Exception {
    try (FakeSwitch bad = new FakeSwitch(address)) {
      bad.handshake(7);
      CompletableFuture<List<InstalledFlow>> flows = session().run(new ReadFlows(true));
      assertEquals(7, bad.next()[1], "the configuration is asked");
      int xid = FakeSwitch.xid(bad.next());
      bad.send("04130018" + "%08x".formatted(xid) + "0001000000000000" + "0008000000000000");
      assertTrue(bad.isClosedByPeer());
      assertThrows(ExecutionException.class, () -> flows.get(30, TimeUnit.SECONDS));
    }
    assertAlive();
  }

  @Test
  void aSwitchWithoutBundlesSaysSoAndNothingIsDone() throws Exception {
    try (FakeSwitch simple = new FakeSwitch(address)) {
      simple.handshake(7);
      FlowEntry entry = new FlowEntry(4, 1, FlowMatch.ANY, SampleFlows.DROP);
      CompletableFuture<ChangeBundle.Outcome> outcome =
          session().run(new ChangeBundle(List.of(new FlowStep.Add(entry)), false));
      byte[] open = simple.next();
      assertEquals(4, open[1], "an experimenter's message");
      simple.send("0401000c" + "%08x".formatted(FakeSwitch.xid(open)) + "00010003");
      assertEquals(
          new ChangeBundle.Outcome(false, Optional.empty()), outcome.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aSwitchThatHasAnotherMasterRefusesNothingAndIsAwaitedAnew() throws Exception {
    try (FakeSwitch slave = new FakeSwitch(address)) {
      slave.handshake(7);
      FlowEntry entry = new FlowEntry(4, 1, FlowMatch.ANY, SampleFlows.DROP);
      CompletableFuture<ChangeBundle.Outcome> outcome =
          session().run(new ChangeBundle(List.of(new FlowStep.Add(entry)), true));
      int open = FakeSwitch.xid(slave.next());
      slave.send("04040018" + "%08x".formatted(open) + "4f4e4600000008fc0000000100010000");
      int add = FakeSwitch.xid(slave.next());
      slave.send("0401000c" + "%08x".formatted(add) + "0001000a"); // bad request: is slave
      // Long before it would be given up for its silence.
      assertThrows(ExecutionException.class, () -> outcome.get(5, TimeUnit.SECONDS));
      assertTrue(slave.isClosedByPeer());
    }
    assertAlive();
  }
}
