package org.mudward.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Sets of ports and addresses beside the JDK's own arithmetic. */
class ValuesPropertyTest {
  private static final BigInteger ONE = BigInteger.ONE;

  /** Octets that are often alike, so that blocks nest and touch. */
  @Provide
  Arbitrary<IpAddress> addresses() {
    Arbitrary<Byte> octets =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.of((byte) 0, (byte) -1, (byte) 10, (byte) -128)),
            Tuple.of(1, Arbitraries.bytes()));
    return Arbitraries.of(4, 16)
        .flatMap(size -> octets.list().ofSize(size))
        .map(
            list -> {
              byte[] address = new byte[list.size()];
              for (int i = 0; i < address.length; i++) {
                address[i] = list.get(i);
              }
              return IpAddress.of(address);
            });
  }

  @Provide
  Arbitrary<Prefix> prefixes() {
    return Combinators.combine(addresses(), Arbitraries.integers().between(0, 128))
        .as((address, bits) -> Prefix.covering(address, bits % (address.family().bits() + 1)));
  }

  private static BigInteger number(IpAddress address) {
    return new BigInteger(1, address.octets());
  }

  private static IpAddress address(Family family, BigInteger number) {
    byte[] octets = new byte[family.bits() / 8];
    byte[] bits = number.toByteArray();
    int count = Math.min(bits.length, octets.length);
    System.arraycopy(bits, bits.length - count, octets, octets.length - count, count);
    return IpAddress.of(octets);
  }

  private static BigInteger first(Prefix prefix) {
    return number(prefix.address());
  }

  private static BigInteger end(Prefix prefix) {
    return first(prefix).add(ONE.shiftLeft(prefix.family().bits() - prefix.length()));
  }

  private static boolean holds(Prefix prefix, IpAddress address) {
    BigInteger number = number(address);
    return prefix.family() == address.family()
        && number.compareTo(first(prefix)) >= 0
        && number.compareTo(end(prefix)) < 0;
  }

  /** What lies at and beside the ends of a block. */
  private static List<IpAddress> borders(Prefix prefix) {
    List<IpAddress> borders = new ArrayList<>();
    for (BigInteger at : List.of(first(prefix), end(prefix))) {
      for (BigInteger number : List.of(at.subtract(ONE), at, at.add(ONE))) {
        if (number.signum() >= 0 && number.bitLength() <= prefix.family().bits()) {
          borders.add(address(prefix.family(), number));
        }
      }
    }
    return borders;
  }

  @Property
  void anAddressIsTheJdksInTextAndOrder(
      @ForAll("addresses") IpAddress one, @ForAll("addresses") IpAddress other)
      throws UnknownHostException {
    InetAddress same = InetAddress.getByAddress(one.octets());
    assertEquals(one, IpAddress.parse(one.toString()));
    if (one.family() == Family.IPV4) {
      assertEquals(same.getHostAddress(), one.toString());
    } else {
      assertEquals(one, IpAddress.parse(same.getHostAddress()));
      byte[] read = InetAddress.getByName("[" + one + "]").getAddress();
      // The JDK makes an IPv4 address of a mapped one.
      assertEquals(number(one).intValue(), new BigInteger(1, read).intValue());
    }
    if (one.family() == other.family()) {
      assertEquals(number(one).compareTo(number(other)), Integer.signum(one.compareTo(other)));
    }
  }

  @Property
  void aBlockHoldsWhatLiesBetweenItsEnds(
      @ForAll("prefixes") Prefix block, @ForAll("prefixes") Prefix other) {
    assertEquals(end(block).subtract(ONE), number(block.last()));
    assertEquals(block, Prefix.parse(block.toString()));
    for (IpAddress address : borders(other)) {
      assertEquals(holds(block, address), block.contains(address));
    }
    for (IpAddress address : borders(block)) {
      assertEquals(holds(block, address), block.contains(address));
    }
    boolean inside = holds(block, other.address()) && holds(block, other.last());
    assertEquals(inside, block.contains(other));
  }

  @Property
  void aSetOfAddressesIsTheUnionOfItsBlocks(
      @ForAll @Size(max = 12) List<@From("prefixes") Prefix> blocks,
      @ForAll("addresses") IpAddress any) {
    AddressSet set = new AddressSet(blocks);
    List<IpAddress> asked = new ArrayList<>(List.of(any));
    blocks.forEach(block -> asked.addAll(borders(block)));
    for (IpAddress address : asked) {
      assertEquals(
          blocks.stream().anyMatch(block -> holds(block, address)),
          set.contains(address.family(), address.high(), address.low()),
          address::toString);
    }
  }

  @Property
  void aSetOfPortsIsASetOfBits(@ForAll @Size(max = 20) List<@IntRange(max = 65535) Integer> ends) {
    BitSet bits = new BitSet();
    for (int i = 0; i + 1 < ends.size(); i += 2) {
      bits.set(Math.min(ends.get(i), ends.get(i + 1)), Math.max(ends.get(i), ends.get(i + 1)) + 1);
    }
    List<PortRange> ranges = new ArrayList<>();
    for (int low = bits.nextSetBit(0); low >= 0; ) {
      int after = bits.nextClearBit(low);
      ranges.add(new PortRange(low, after - 1));
      low = bits.nextSetBit(after);
    }
    PortSet ports = new PortSet(ranges);
    for (int port = 0; port <= PortRange.MAX; port++) {
      assertEquals(bits.get(port), ports.contains(port));
    }
    if (ranges.size() > 1) {
      List<PortRange> backwards = new ArrayList<>(ranges);
      Collections.reverse(backwards);
      assertThrows(IllegalArgumentException.class, () -> new PortSet(backwards));
    }
  }

  @Property
  void everyPortButOneIsThat(@ForAll @IntRange(max = 65535) int port) {
    PortSet others = PortSet.not(port);
    for (int asked : new int[] {0, port - 1, port, port + 1, PortRange.MAX}) {
      if (asked >= 0 && asked <= PortRange.MAX) {
        assertEquals(asked != port, others.contains(asked));
      }
    }
  }

  @Property
  void aMacAddressIsItsOctets(@ForAll @Size(6) byte[] octets) {
    long bits = new BigInteger(1, octets).longValueExact();
    MacAddress mac = new MacAddress(bits);
    assertEquals(HexFormat.ofDelimiter(":").formatHex(octets), mac.toString());
    assertEquals(mac, MacAddress.parse(mac.toString().replace(':', '-')));
    assertEquals((octets[0] & 1) == 1, mac.isMulticast());
  }
}
