package org.mudward.mud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.learn.DnsmasqHook;

/** Any text is a MUD URL or an {@link IllegalArgumentException}, from a hook at least a value. */
class MudUrlFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            "https://example.com/lamp",
            "https://example.com:8443/a/b.json?v=1",
            "https://[2001:db8::7]/lamp",
            "https://192.0.2.1:443/lamp rest",
            "https://example.com:99999/",
            "http://user@example.com/#x")
        .map(text -> text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    whatIsAcceptedHasAHostAndAPort(seed);
  }

  @FuzzTest
  void whatIsAcceptedHasAHostAndAPort(byte[] octets) {
    String text = new String(octets, UTF_8);
    List<String> arguments = List.of("add", "02:00:00:00:00:10", "192.168.1.10");
    DnsmasqHook.read(arguments, Map.of("DNSMASQ_MUD_URL", text));
    DnsmasqHook.read(List.of(text.split(" ")), Map.of("DNSMASQ_TIME_REMAINING", text));
    MudUrl url;
    try {
      url = new MudUrl(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertEquals(text, url.text());
    assertEquals(text, url.uri().toString());
    assertFalse(url.host().isEmpty());
    assertTrue(url.port() > 0 && url.port() < 65536);
    assertTrue(text.regionMatches(true, 0, "https://", 0, 8));
  }
}
