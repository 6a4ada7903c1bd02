package org.mudward.mud.resolve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.policy.IpAddress;

class AnswerFilterTest {
  /** First and last address of each block, and what lies next to it. */
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.255.255.255, , 1.0.0.0",
    "10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
    "127.0.0.0, 127.255.255.255, 126.255.255.255, 128.0.0.0",
    "169.254.0.0, 169.254.255.255, 169.253.255.255, 169.255.0.0",
    "172.16.0.0, 172.31.255.255, 172.15.255.255, 172.32.0.0",
    "192.168.0.0, 192.168.255.255, 192.167.255.255, 192.169.0.0",
    "224.0.0.0, 239.255.255.255, 223.255.255.255, ",
    "255.255.255.255, 255.255.255.255, , ",
    "::, ::1, , ::2",
    "fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fbff::, fe00::",
    "fe80::, febf:ffff::, fe7f::, fec0::",
    "ff00::, ffff:ffff::, feff::, ",
    "::ffff:127.0.0.1, ::ffff:192.168.1.1, , ::ffff:198.51.100.7"
  })
  void everyBlockIsRefusedToItsEdges(String first, String last, String before, String after) {
    assertFalse(AnswerFilter.accepts(IpAddress.parse(first)));
    assertFalse(AnswerFilter.accepts(IpAddress.parse(last)));
    assertTrue(before == null || AnswerFilter.accepts(IpAddress.parse(before)));
    assertTrue(after == null || AnswerFilter.accepts(IpAddress.parse(after)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "198.51.100.7", "2001:db8::7", "2606:4700::1111"})
  void publicAddressesAreAccepted(String address) {
    assertTrue(AnswerFilter.accepts(IpAddress.parse(address)));
  }
}
