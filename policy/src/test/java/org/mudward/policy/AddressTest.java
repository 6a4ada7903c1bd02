package org.mudward.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,0.0.0.0",
    "255.255.255.255,255.255.255.255",
    "::,::",
    "::1,::1",
    "fe80::1,fe80::1",
    "2001:DB8:0:0:1:0:0:1,2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
    "::ffff:192.0.2.1,::ffff:c000:201",
    "1:2:3:4:5:6:192.0.2.1,1:2:3:4:5:6:c000:201",
    "1::8,1::8",
    "1:2:3:4:5:6:7::,1:2:3:4:5:6:7:0",
  })
  void readsAddressesAndPrintsTheCanonicalText(String text, String canonical) {
    assertEquals(canonical, IpAddress.parse(text).toString());
    assertEquals(IpAddress.parse(text), IpAddress.parse(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.-4",
        "0x7f.0.0.1",
        "1.2.3.4 ",
        ":",
        ":::",
        "1:2",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "g::",
        "12345::",
        "::1%eth0",
        "::1.2.3",
        "1:2:3:4:5:6:7:1.2.3.4",
        "localhost",
        "[::1]",
        "1:",
        ":1"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text), text);
  }

  @Test
  void agreesWithTheJdkOnRandomAddresses() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
      for (int j = 0; j < octets.length; j++) {
        octets[j] = random.nextInt(3) == 0 ? (byte) random.nextInt() : 0;
      }
      IpAddress address = IpAddress.of(octets);
      assertArrayEquals(octets, address.octets());
      assertEquals(address, IpAddress.parse(address.toString()));
      InetAddress theirs = InetAddress.getByName(address.toString());
      boolean mapped = octets.length == 16 && theirs.getAddress().length == 4;
      if (!mapped) {
        assertArrayEquals(octets, theirs.getAddress());
      }
    }
  }

  @Test
  void aPrefixWithHostBitsIsAnErrorThatNamesTheBlock() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Prefix.parse("192.168.1.5/24"));
    assertTrue(e.getMessage().contains("192.168.1.0/24"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Prefix.parse("10.0.0.0/33"));
    assertThrows(IllegalArgumentException.class, () -> Prefix.parse("10.0.0.0/"));
    assertThrows(IllegalArgumentException.class, () -> Prefix.parse("10.0.0.0/08"));
  }

  @Test
  void prefixesHoldTheirFirstAndLastAddressAndNoNeighbour() {
    Prefix four = Prefix.parse("192.168.4.0/22");
    assertTrue(four.contains(IpAddress.parse("192.168.7.255")));
    assertFalse(four.contains(IpAddress.parse("192.168.8.0")));
    assertEquals("192.168.7.255", four.last().toString());
    Prefix six = Prefix.parse("2001:db8:0:8000::/49");
    assertTrue(six.contains(IpAddress.parse("2001:db8:0:ffff:ffff:ffff:ffff:ffff")));
    assertFalse(six.contains(IpAddress.parse("2001:db8:0:7fff::")));
    assertFalse(six.contains(IpAddress.parse("0.0.0.0")));
    assertEquals("2001:db8:0:ffff:ffff:ffff:ffff:ffff", six.last().toString());
    assertTrue(Prefix.parse("::/0").contains(IpAddress.parse("ffff::")));
  }

  @Test
  void anAddressSetHoldsWhatItsPrefixesHold() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      List<Prefix> prefixes = new ArrayList<>();
      int count = random.nextInt(8);
      for (int i = 0; i < count; i++) {
        prefixes.add(Prefix.covering(randomAddress(random), random.nextInt(33)));
      }
      AddressSet set = new AddressSet(prefixes);
      for (int i = 0; i < 50; i++) {
        IpAddress probe =
            count > 0 && random.nextBoolean()
                ? prefixes.get(random.nextInt(count)).last()
                : randomAddress(random);
        boolean expected = prefixes.stream().anyMatch(p -> p.contains(probe));
        assertEquals(expected, set.contains(Family.IPV4, 0, probe.low()), prefixes + " " + probe);
      }
      assertFalse(set.contains(Family.IPV6, 0, 1));
    }
  }

  private static IpAddress randomAddress(Random random) {
    return new IpAddress(
        Family.IPV4, 0, (random.nextInt(4) << 30 | random.nextInt(1 << 12)) & 0xFFFF_FFFFL);
  }

  @Test
  void readsMacAddressesInBothSpellings() {
    assertEquals("02:00:5e:10:00:01", MacAddress.parse("02-00-5E-10-00-01").toString());
    assertTrue(MacAddress.parse("01:80:c2:00:00:0e").isMulticast());
    assertFalse(MacAddress.parse("02:00:00:00:00:01").isMulticast());
    for (String bad :
        List.of("", "02:00:00:00:00", "02:00:00:00:00:1", "02:00:00:00:00:0g", "020000000001")) {
      assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(bad), bad);
    }
  }

  @Test
  void portSetsSayWhatOperatorsMean() {
    assertFalse(PortSet.not(22).contains(22));
    assertTrue(PortSet.not(22).contains(0));
    assertTrue(PortSet.not(22).contains(65535));
    assertEquals("1-65535", PortSet.not(0).toString());
    assertEquals("0-65534", PortSet.not(65535).toString());
    assertFalse(new PortSet(List.of()).contains(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PortSet(List.of(new PortRange(1, 5), new PortRange(6, 9))));
    assertThrows(IllegalArgumentException.class, () -> new PortRange(2000, 1000));
    assertThrows(IllegalArgumentException.class, () -> new PortRange(0, 65536));
  }
}
