package org.mudward.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text is an address, a block, or an {@link IllegalArgumentException}. */
class TextFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            "02:00:00:00:00:10",
            "AA-BB-CC-DD-EE-FF",
            "192.168.1.0/24",
            "10.0.0.1",
            "::/0",
            "fd00:1::5",
            "1:2:3:4:5:6:7:8",
            "::ffff:192.0.2.1",
            "2001:db8::/32",
            "fe80::1%eth0")
        .map(text -> text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    whatIsAcceptedIsReadBackFromItsOwnText(seed);
  }

  @FuzzTest
  void whatIsAcceptedIsReadBackFromItsOwnText(byte[] octets) {
    String text = new String(octets, UTF_8);
    readBack(text, MacAddress::parse);
    readBack(text, IpAddress::parse);
    readBack(text, Prefix::parse);
  }

  private static <T> void readBack(String text, Function<String, T> parser) {
    T value;
    try {
      value = parser.apply(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertEquals(value, parser.apply(value.toString()));
    if (value instanceof IpAddress address) {
      assertEquals(address, IpAddress.of(address.octets()));
    }
  }
}
