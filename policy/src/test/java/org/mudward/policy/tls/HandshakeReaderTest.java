package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hellos in pieces, and octets that are none. */
class HandshakeReaderTest {
  private static final byte[] NOTHING = new byte[0];

  private static HelloBytes large() {
    return HelloBytes.tls().versions(0x0304).extension(21, "00".repeat(3000)).groups(29, 23);
  }

  private static ClientHello hello(HelloReading reading) {
    return assertInstanceOf(HelloReading.Hello.class, reading).hello();
  }

  private static void assertNeedsMore(HelloReading reading) {
    assertInstanceOf(HelloReading.NeedsMore.class, reading);
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer whole = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    Arrays.stream(parts).forEach(whole::put);
    return whole.array();
  }

  @Test
  void tl10AHelloOverThreeSegmentsIsJudgedWhenItIsWhole() {
    byte[] record = large().record();
    HandshakeReader reader = HandshakeReader.tls();
    assertNeedsMore(reader.add(Arrays.copyOfRange(record, 0, 1460)));
    assertNeedsMore(reader.add(Arrays.copyOfRange(record, 1460, 2920)));
    ClientHello hello = hello(reader.add(Arrays.copyOfRange(record, 2920, record.length)));
    assertEquals(large().read(), hello);
    assertEquals(List.of(29, 23), hello.numbers(TlsParameter.SUPPORTED_GROUP));
  }

  @Test
  void tl10AHelloOverSeveralRecordsIsPutTogether() {
    byte[] message = HelloBytes.message(1, large().body());
    byte[] records =
        join(
            HelloBytes.record(22, Arrays.copyOfRange(message, 0, 2)),
            HelloBytes.record(22, Arrays.copyOfRange(message, 2, 700)),
            HelloBytes.record(22, Arrays.copyOfRange(message, 700, message.length)));
    assertEquals(large().read(), hello(HandshakeReader.tls().add(records)));
    assertNeedsMore(HandshakeReader.tls().add(Arrays.copyOf(records, records.length - 1)));
  }

  @Test
  void tl10FragmentsOfDatagramsComeInAnyOrderAndMoreThanOnce() {
    HelloBytes said = HelloBytes.dtls().groups(29).extension(21, "00".repeat(3000));
    List<byte[]> datagrams = new ArrayList<>(said.datagrams(0, 700));
    Collections.reverse(datagrams);
    byte[] last = datagrams.remove(datagrams.size() - 1);
    HandshakeReader reader = HandshakeReader.dtls();
    for (byte[] datagram : datagrams) {
      assertNeedsMore(reader.add(datagram));
      assertNeedsMore(reader.add(datagram));
    }
    assertEquals(said.read(), hello(reader.add(last)));
    assertNeedsMore(reader.add(last));
  }

  @Test
  void tl10FragmentsMayOverlapAndMustNotContradictEachOther() {
    byte[] body = HelloBytes.dtls().groups(29).body();
    byte[] first = HelloBytes.datagram(1, body.length, 0, 0, Arrays.copyOf(body, 30));
    byte[] second =
        HelloBytes.datagram(1, body.length, 0, 20, Arrays.copyOfRange(body, 20, body.length));
    HandshakeReader reader = HandshakeReader.dtls();
    assertNeedsMore(reader.add(first));
    hello(reader.add(second));
    byte[] other = second.clone();
    other[25]++;
    HandshakeReader deceived = HandshakeReader.dtls();
    assertNeedsMore(deceived.add(first));
    assertInstanceOf(HelloReading.Unknown.class, deceived.add(other));
    assertInstanceOf(HelloReading.Unknown.class, deceived.add(second), "it stays unknown");
  }

  @Test
  void aHelloBeyondTheLimitIsUnknownAsSoonAsItSaysSo() {
    byte[] start = {22, 3, 1, 0, 4, 1, 0, 0x40, 1};
    assertInstanceOf(HelloReading.Unknown.class, HandshakeReader.tls().add(start));
    start[8] = 0;
    assertNeedsMore(HandshakeReader.tls().add(start));
    byte[] large = HelloBytes.datagram(1, HandshakeReader.MAX_HELLO + 1, 0, 0, new byte[10]);
    assertInstanceOf(HelloReading.Unknown.class, HandshakeReader.dtls().add(large));
  }

  @Test
  void theSecondHelloAfterARetryIsReadToo() {
    byte[] first = HelloBytes.tls().versions(0x0304).keyShares(29).record();
    byte[] second = HelloBytes.tls().versions(0x0304).keyShares(23).record();
    byte[] between = HelloBytes.record(20, new byte[] {1});
    byte[] early = HelloBytes.record(23, new byte[100]);
    HandshakeReader reader = HandshakeReader.tls();
    assertEquals(List.of(29), hello(reader.add(join(first, early, between, second))).keyShares());
    assertEquals(List.of(23), hello(reader.add(NOTHING)).keyShares());
    assertNeedsMore(reader.add(NOTHING));
    HelloReading over = reader.add(HelloBytes.record(22, HelloBytes.message(16, new byte[9])));
    assertInstanceOf(HelloReading.Over.class, over);
    assertInstanceOf(HelloReading.Over.class, reader.add(first), "over is over");
  }

  @Test
  void theHelloWithACookieIsReadToo() {
    HandshakeReader reader = HandshakeReader.dtls();
    hello(reader.add(HelloBytes.dtls().groups(29).datagrams(0, 500).get(0)));
    ClientHello again = hello(reader.add(HelloBytes.dtls().groups(23).datagrams(1, 500).get(0)));
    assertEquals(List.of(23), again.numbers(TlsParameter.SUPPORTED_GROUP));
    assertTrue(again.isDatagram());
  }

  @Test
  void aClientThatNeverStopsSayingHelloIsUnknown() {
    byte[] record = HelloBytes.tls().record();
    HandshakeReader reader = HandshakeReader.tls();
    for (int i = 0; i < 3; i++) {
      hello(reader.add(record));
    }
    assertInstanceOf(HelloReading.Unknown.class, reader.add(record));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\n", "SSH-2.0-x", "\u0016\u0002", "\u0017\u0003\u0003\0\1x"})
  void otherProtocolsAreNoTls(String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    assertInstanceOf(HelloReading.NotTls.class, HandshakeReader.tls().add(octets));
    assertInstanceOf(HelloReading.NotTls.class, HandshakeReader.dtls().add(octets));
  }

  @Test
  void aHelloOfAnotherShapeIsNone() {
    byte[] record = HelloBytes.tls().groups(29).record();
    byte[] server = record.clone();
    server[5] = 2;
    byte[] longer = record.clone();
    longer[record.length - 3]++; // the list of groups
    byte[] twice = HelloBytes.tls().groups(29).groups(29).record();
    byte[] empty = HelloBytes.record(22, NOTHING);
    byte[] split = Arrays.copyOf(record, record.length - 4);
    split[4] = (byte) (split[4] - 4);
    byte[] torn = join(split, HelloBytes.record(21, new byte[] {1, 0}));
    for (byte[] odd : List.of(server, longer, twice, empty, torn)) {
      assertInstanceOf(HelloReading.NotTls.class, HandshakeReader.tls().add(odd));
    }
  }

  @Test
  void nothingAtAllNeedsMore() {
    assertNeedsMore(HandshakeReader.tls().add(NOTHING));
    assertNeedsMore(HandshakeReader.dtls().add(NOTHING));
    assertNeedsMore(HandshakeReader.tls().add(new byte[] {22}));
  }
}
