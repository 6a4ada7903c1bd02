package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A hello is the same however it is cut (RFC 8446 section 5.1, RFC 6347 section 4.2.3). */
class SplittingPropertyTest {
  @Property
  void segmentsAndRecordsMakeNoDifference(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 4000) int padding,
      @ForAll @IntRange(min = 1, max = 12) int pieces) {
    HelloBytes said =
        HelloBytes.tls().versions(0x0304).groups(29, 23).extension(21, "00".repeat(padding));
    Random random = new Random(seed);
    HandshakeReader reader = HandshakeReader.tls();
    List<byte[]> records = new ArrayList<>();
    for (byte[] part : cut(HelloBytes.message(1, said.body()), pieces, random)) {
      records.add(HelloBytes.record(22, part));
    }
    List<HelloReading> readings = new ArrayList<>();
    for (byte[] segment : cut(join(records), pieces, random)) {
      readings.add(reader.add(segment));
    }
    assertEquals(new HelloReading.Hello(said.read()), readings.remove(readings.size() - 1));
    readings.forEach(reading -> assertInstanceOf(HelloReading.NeedsMore.class, reading));
  }

  @Property
  void fragmentsInAnyOrderMakeNoDifference(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 4000) int padding,
      @ForAll @IntRange(min = 1, max = 12) int pieces) {
    HelloBytes said = HelloBytes.dtls().groups(29, 23).extension(21, "00".repeat(padding));
    byte[] body = said.body();
    Random random = new Random(seed);
    List<byte[]> datagrams = new ArrayList<>();
    for (int copy = 0; copy < 2; copy++) {
      int at = 0;
      for (byte[] part : cut(body, pieces, random)) {
        datagrams.add(HelloBytes.datagram(1, body.length, 0, at, part));
        at += part.length;
      }
    }
    Collections.shuffle(datagrams, random);
    HandshakeReader reader = HandshakeReader.dtls();
    List<HelloReading> hellos = new ArrayList<>();
    for (byte[] datagram : datagrams) {
      HelloReading reading = reader.add(datagram);
      if (!(reading instanceof HelloReading.NeedsMore)) {
        hellos.add(reading);
      }
    }
    assertEquals(List.of(new HelloReading.Hello(said.read())), hellos);
  }

  /** Cuts at random places, into at most so many pieces, none of them empty. */
  private static List<byte[]> cut(byte[] whole, int pieces, Random random) {
    TreeSet<Integer> ends = new TreeSet<>();
    for (int i = 1; i < pieces; i++) {
      ends.add(1 + random.nextInt(whole.length - 1));
    }
    ends.add(whole.length);
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      parts.add(Arrays.copyOfRange(whole, start, end));
      start = end;
    }
    return parts;
  }

  private static byte[] join(List<byte[]> parts) {
    byte[] whole = new byte[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
