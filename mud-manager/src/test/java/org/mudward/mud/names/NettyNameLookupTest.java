package org.mudward.mud.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.learn.DnsMessages;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

class NettyNameLookupTest {
  private static final int OK = 0x8180;
  private static final int TRUNCATED = 0x8380;
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration IMPATIENT = Duration.ofMillis(300);

  private static int id(byte[] question) {
    return ByteBuffer.wrap(question).getShort(0) & 0xFFFF;
  }

  private static Set<IpAddress> ips(String... addresses) {
    return Stream.of(addresses).map(IpAddress::parse).collect(Collectors.toSet());
  }

  private static DnsMessages reply(byte[] question) {
    return DnsMessages.answer(id(question), OK, "a.example", DnsMessage.A);
  }

  private static byte[] good(byte[] question) {
    return reply(question).address("a.example", 60, "198.51.100.1").octets();
  }

  private static List<byte[]> never(byte[] question) {
    throw new AssertionError("nobody should ask by TCP");
  }

  private static NameAnswer ask(
      Function<byte[], List<byte[]>> udp, Function<byte[], List<byte[]>> tcp, Duration timeout)
      throws Exception {
    try (ScriptedResolver resolver = new ScriptedResolver(udp, tcp);
        NameLookup lookup = new NettyNameLookup(resolver.address(), timeout)) {
      return get(lookup, "a.example", Family.IPV4);
    }
  }

  private static NameAnswer get(NameLookup lookup, String name, Family family) throws Exception {
    return lookup.lookup(name, family).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static String failure(
      Function<byte[], List<byte[]>> udp, Function<byte[], List<byte[]>> tcp, Duration timeout) {
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> ask(udp, tcp, timeout));
    return Objects.requireNonNull(
        assertInstanceOf(NameLookupException.class, thrown.getCause()).getMessage());
  }

  @Test
  void theAddressesOfANameComeWithTheirTtl() throws Exception {
    NameAnswer answer = ask(q -> List.of(good(q)), NettyNameLookupTest::never, PATIENT);
    assertEquals(new NameAnswer(ips("198.51.100.1"), Duration.ofSeconds(60)), answer);
  }

  @Test
  void anotherServerIsAskedFromNowOn() throws Exception {
    try (ScriptedResolver first =
            new ScriptedResolver(q -> List.of(good(q)), NettyNameLookupTest::never);
        ScriptedResolver second =
            new ScriptedResolver(
                q -> List.of(reply(q).address("a.example", 60, "198.51.100.2").octets()),
                NettyNameLookupTest::never);
        NettyNameLookup lookup = new NettyNameLookup(first.address(), PATIENT)) {
      assertEquals(ips("198.51.100.1"), get(lookup, "a.example", Family.IPV4).addresses());
      lookup.use(second.address());
      assertEquals(ips("198.51.100.2"), get(lookup, "a.example", Family.IPV4).addresses());
    }
  }

  @Test
  void aliasesAreFollowedAndTheShortestTtlCounts() throws Exception {
    NameAnswer answer =
        ask(
            q ->
                List.of(
                    reply(q)
                        .alias("A.example", 30, "b.example")
                        .alias("b.example", 10, "c.example")
                        .alias("b.example", 1, "d.example")
                        .address("c.example", 60, "198.51.100.3")
                        .address("d.example", 60, "198.51.100.4")
                        .octets()),
            NettyNameLookupTest::never,
            PATIENT);
    assertEquals(new NameAnswer(ips("198.51.100.3"), Duration.ofSeconds(10)), answer);
  }

  @Test
  void theQuestionAsksForOneNameInOneFamilyWithRecursion() throws Exception {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    try (ScriptedResolver resolver =
            new ScriptedResolver(
                q -> {
                  asked.add(HexFormat.of().formatHex(q, 2, q.length));
                  return List.of(
                      DnsMessages.answer(id(q), OK, "a.example", DnsMessage.AAAA)
                          .address("a.example", 60, "2001:db8::1")
                          .octets());
                },
                NettyNameLookupTest::never);
        NameLookup lookup = new NettyNameLookup(resolver.address(), PATIENT)) {
      assertEquals(ips("2001:db8::1"), get(lookup, "a.example", Family.IPV6).addresses());
    }
    assertEquals(Set.of("01000001000000000000" + "0161076578616d706c6500" + "001c0001"), asked);
  }

  @Test
  void aNameThatDoesNotExistHasNoAddressesForAWhile() throws Exception {
    NameAnswer none = new NameAnswer(Set.of(), Exchange.NEGATIVE_TTL);
    assertEquals(
        none,
        ask(
            q -> List.of(DnsMessages.answer(id(q), 0x8183, "a.example", DnsMessage.A).octets()),
            NettyNameLookupTest::never,
            PATIENT));
    assertEquals(none, ask(q -> List.of(reply(q).octets()), NettyNameLookupTest::never, PATIENT));
  }

  @Test
  void aRefusalIsAFailure() {
    String message =
        failure(
            q -> List.of(DnsMessages.answer(id(q), 0x8182, "a.example", DnsMessage.A).octets()),
            NettyNameLookupTest::never,
            PATIENT);
    assertEquals("a.example IPV4: the resolver answers with code 2", message);
  }

  @Test
  void answersToOtherQuestionsArePassedOver() throws Exception {
    NameAnswer answer =
        ask(
            q ->
                List.of(
                    DnsMessages.answer(id(q) ^ 1, OK, "a.example", DnsMessage.A)
                        .address("a.example", 60, "203.0.113.1")
                        .octets(),
                    DnsMessages.answer(id(q), OK, "b.example", DnsMessage.A)
                        .address("b.example", 60, "203.0.113.2")
                        .octets(),
                    DnsMessages.answer(id(q), OK, "a.example", DnsMessage.AAAA)
                        .address("a.example", 60, "203.0.113.3")
                        .octets(),
                    DnsMessages.answer(id(q), 0x0180, "a.example", DnsMessage.A)
                        .address("a.example", 60, "203.0.113.4")
                        .octets(),
                    new byte[] {1, 2, 3},
                    new byte[0],
                    good(q)),
            NettyNameLookupTest::never,
            PATIENT);
    assertEquals(ips("198.51.100.1"), answer.addresses());
  }

  @Test
  void aMessageFromSomebodyElseIsNotHeard() throws Exception {
    try (DatagramSocket somebody = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket resolver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        NameLookup lookup =
            new NettyNameLookup(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), resolver.getLocalPort()),
                PATIENT)) {
      var pending = lookup.lookup("a.example", Family.IPV4).toCompletableFuture();
      DatagramPacket question = new DatagramPacket(new byte[512], 512);
      resolver.receive(question);
      byte[] forged = reply(question.getData()).address("a.example", 60, "203.0.113.66").octets();
      somebody.send(new DatagramPacket(forged, forged.length, question.getSocketAddress()));
      byte[] right = good(question.getData());
      resolver.send(new DatagramPacket(right, right.length, question.getSocketAddress()));
      assertEquals(ips("198.51.100.1"), pending.get(30, TimeUnit.SECONDS).addresses());
    }
  }

  @Test
  void whatDoesNotFitComesByTcp() throws Exception {
    String[] many = IntStream.range(0, 60).mapToObj(i -> "198.51.100." + i).toArray(String[]::new);
    NameAnswer answer =
        ask(
            q ->
                List.of(
                    DnsMessages.answer(id(q), TRUNCATED, "a.example", DnsMessage.A)
                        .address("a.example", 60, "203.0.113.1")
                        .octets()),
            q -> {
              DnsMessages message = reply(q);
              Stream.of(many).forEach(address -> message.address("a.example", 60, address));
              return List.of(message.octets());
            },
            PATIENT);
    assertEquals(ips(many), answer.addresses());
  }

  @Test
  void overTcpTooTheAnswerHasToBeTheRightOne() {
    String message =
        failure(
            q -> List.of(DnsMessages.answer(id(q), TRUNCATED, "a.example", DnsMessage.A).octets()),
            q ->
                List.of(
                    DnsMessages.answer(id(q) ^ 1, OK, "a.example", DnsMessage.A)
                        .address("a.example", 60, "203.0.113.1")
                        .octets()),
            PATIENT);
    assertEquals("a.example IPV4: the resolver closed the connection", message);
  }

  @Test
  void aLostQuestionIsAskedAgain() throws Exception {
    AtomicInteger count = new AtomicInteger();
    NameAnswer answer =
        ask(
            q -> count.incrementAndGet() < 2 ? List.of() : List.of(good(q)),
            NettyNameLookupTest::never,
            Duration.ofSeconds(3));
    assertEquals(ips("198.51.100.1"), answer.addresses());
    assertEquals(2, count.get());
  }

  @Test
  void silenceIsAFailureInTime() throws Exception {
    assertEquals(
        "a.example IPV4: no answer within 300 ms",
        failure(q -> List.of(), NettyNameLookupTest::never, IMPATIENT));
  }

  @Test
  void aResolverThatIsNotThereIsAFailure() throws Exception {
    int port;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (NameLookup lookup =
        new NettyNameLookup(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), IMPATIENT)) {
      assertThrows(ExecutionException.class, () -> get(lookup, "a.example", Family.IPV4));
    }
  }

  @Test
  void aNameThatCannotBeWrittenIsAFailureAndNoException() throws Exception {
    try (ScriptedResolver resolver =
            new ScriptedResolver(NettyNameLookupTest::never, NettyNameLookupTest::never);
        NameLookup lookup = new NettyNameLookup(resolver.address(), IMPATIENT)) {
      for (String name : List.of("x".repeat(64) + ".example", "a..example", "\u00e4".repeat(70))) {
        ExecutionException thrown =
            assertThrows(ExecutionException.class, () -> get(lookup, name, Family.IPV4));
        assertInstanceOf(NameLookupException.class, thrown.getCause());
      }
    }
  }

  @Test
  void idsCannotBeCountedOn() throws Exception {
    Set<Integer> ids = ConcurrentHashMap.newKeySet();
    try (ScriptedResolver resolver =
            new ScriptedResolver(
                q -> {
                  ids.add(id(q));
                  return List.of(good(q));
                },
                NettyNameLookupTest::never);
        NameLookup lookup = new NettyNameLookup(resolver.address(), PATIENT)) {
      for (int i = 0; i < 20; i++) {
        get(lookup, "a.example", Family.IPV4);
      }
    }
    assertTrue(ids.size() >= 18, "ids repeat: " + ids);
  }

  @Test
  void closingGivesUpWhatIsUnderWay() throws Exception {
    try (ScriptedResolver resolver =
        new ScriptedResolver(q -> List.of(), NettyNameLookupTest::never)) {
      NameLookup lookup = new NettyNameLookup(resolver.address(), PATIENT);
      var pending = lookup.lookup("a.example", Family.IPV4).toCompletableFuture();
      lookup.close();
      ExecutionException thrown =
          assertThrows(ExecutionException.class, () -> pending.get(10, TimeUnit.SECONDS));
      assertInstanceOf(NameLookupException.class, thrown.getCause());
      assertThrows(ExecutionException.class, () -> get(lookup, "a.example", Family.IPV4));
    }
  }
}
