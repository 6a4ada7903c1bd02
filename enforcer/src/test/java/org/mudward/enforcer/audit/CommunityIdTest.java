package org.mudward.enforcer.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mudward.policy.IpAddress;

/** Against values that others publish, and against a second computation of the same. */
class CommunityIdTest {
  private static String id(String from, int fromPort, String to, int toPort, int protocol) {
    return CommunityId.of(IpAddress.parse(from), IpAddress.parse(to), protocol, fromPort, toPort);
  }

  @ParameterizedTest
  @CsvSource({
    "6, 128.232.110.120, 34855, 66.35.250.204, 80, 1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
    "6, 66.35.250.204, 80, 128.232.110.120, 34855, 1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
    "17, 192.168.1.52, 54585, 8.8.8.8, 53, 1:d/FP5EW3wiY1vCndhwleRRKHowQ=",
    "17, 8.8.8.8, 53, 192.168.1.52, 54585, 1:d/FP5EW3wiY1vCndhwleRRKHowQ=",
    "132, 192.168.170.8, 7, 192.168.170.56, 80, 1:jQgCxbku+pNGw8WPbEc/TS/uTpQ=",
    "132, 192.168.170.56, 80, 192.168.170.8, 7, 1:jQgCxbku+pNGw8WPbEc/TS/uTpQ=",
    "1, 192.168.0.89, 8, 192.168.0.1, 0, 1:X0snYXpgwiv9TZtqg64sgzUn6Dk=",
    "1, 192.168.0.1, 0, 192.168.0.89, 0, 1:X0snYXpgwiv9TZtqg64sgzUn6Dk=",
    "58, fe80::200:86ff:fe05:80da, 135, fe80::260:97ff:fe07:69ea, 0, 1:dGHyGvjMfljg6Bppwm3bg0LO8TY=",
    "58, fe80::260:97ff:fe07:69ea, 136, fe80::200:86ff:fe05:80da, 0, 1:dGHyGvjMfljg6Bppwm3bg0LO8TY="
  })
  void isWhatOthersPublish(
      int protocol, String from, int fromPort, String to, int toPort, String expected) {
    assertEquals(expected, id(from, fromPort, to, toPort, protocol));
  }

  @Test
  void isWhatTheDescriptionSaysComputedAnotherWay() throws Exception {
    Random random = new Random(8520);
    for (int i = 0; i < 2000; i++) {
      String from = "10.0.0." + random.nextInt(4);
      String to = "10.0.0." + random.nextInt(4);
      int fromPort = random.nextInt(65_536);
      int toPort = random.nextInt(65_536);
      int protocol = random.nextBoolean() ? 6 : 17;
      BigInteger one = end(from, fromPort);
      BigInteger other = end(to, toPort);
      BigInteger lesser = one.min(other);
      BigInteger greater = one.max(other);
      String hex =
          String.format(
              Locale.ROOT,
              "0000%08x%08x%02x00%04x%04x",
              lesser.shiftRight(16),
              greater.shiftRight(16),
              protocol,
              lesser.intValue() & 0xFFFF,
              greater.intValue() & 0xFFFF);
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(HexFormat.of().parseHex(hex));
      String expected =
          "1:" + new String(Base64.getEncoder().encode(digest), StandardCharsets.US_ASCII);
      assertEquals(expected, id(from, fromPort, to, toPort, protocol));
    }
  }

  /** Address and port as one number. */
  private static BigInteger end(String address, int port) {
    return new BigInteger(1, IpAddress.parse(address).octets())
        .shiftLeft(16)
        .add(BigInteger.valueOf(port));
  }

  @Test
  void aMessageThatNothingAnswersHasAWay() {
    String there = id("192.168.0.89", 3, "192.168.0.1", 1, 1);
    String back = id("192.168.0.1", 3, "192.168.0.89", 1, 1);
    assertEquals(false, there.equals(back));
    assertEquals(
        id("192.168.0.89", -1, "192.168.0.1", -1, 47),
        id("192.168.0.1", -1, "192.168.0.89", -1, 47));
  }

  @Test
  void whereThePortsAreNotShownThereIsNone() {
    assertEquals(null, id("10.0.0.1", -1, "10.0.0.2", -1, 6));
  }
}
