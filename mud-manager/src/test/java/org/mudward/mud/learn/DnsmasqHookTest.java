package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Released;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

class DnsmasqHookTest {
  private static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  private static final IpAddress ADDRESS = IpAddress.parse("192.168.1.10");
  private static final IpAddress ADDRESS_6 = IpAddress.parse("fd00:1::10");
  private static final String URL = "https://lighting.example.com/lightbulb2000";
  private static final String DUID = "00:01:00:01:2c:00:00:01:02:00:00:00:00:12";

  private static List<Sighting> read(Map<String, String> environment, String... arguments) {
    return DnsmasqHook.read(List.of(arguments), environment);
  }

  @Test
  void aNewLeaseTellsUrlAndAddress() {
    assertEquals(
        List.of(
            new Emitted(LAMP, new MudUrl(URL), Source.DNSMASQ, null),
            new Leased(LAMP, ADDRESS, Duration.ofSeconds(3600))),
        read(
            Map.of(
                "DNSMASQ_MUD_URL", URL,
                "DNSMASQ_LEASE_EXPIRES", "1795468570",
                "DNSMASQ_TIME_REMAINING", "3600",
                "DNSMASQ_INTERFACE", "lan0"),
            "add",
            "02:00:00:00:00:10",
            "192.168.1.10",
            "lamp"));
  }

  @Test
  void anOldLeaseTellsItsAddressAgain() {
    // As dnsmasq 2.90 calls it when it starts.
    Map<String, String> environment =
        Map.of(
            "DNSMASQ_TIME_REMAINING", "500",
            "DNSMASQ_DATA_MISSING", "1",
            "DNSMASQ_LEASE_EXPIRES", "1795468470");
    assertEquals(
        List.of(new Leased(LAMP, ADDRESS, Duration.ofSeconds(500))),
        read(environment, "old", "02:00:00:00:00:10", "192.168.1.10"));
  }

  @Test
  void aLeaseWithoutEndHasNoDuration() {
    assertEquals(
        List.of(new Leased(LAMP, ADDRESS, null)),
        read(Map.of("DNSMASQ_LEASE_EXPIRES", "0"), "old", "02:00:00:00:00:10", "192.168.1.10"));
  }

  @Test
  void aGatewayWithoutClockTellsTheLength() {
    assertEquals(
        List.of(new Leased(LAMP, ADDRESS, Duration.ofMinutes(2))),
        read(Map.of("DNSMASQ_LEASE_LENGTH", "120"), "add", "02:00:00:00:00:10", "192.168.1.10"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "12h", "99999999999", "1;reboot", " 1"})
  void aTimeThatIsNoNumberIsNotKnown(String time) {
    assertEquals(
        List.of(new Leased(LAMP, ADDRESS, null)),
        read(Map.of("DNSMASQ_TIME_REMAINING", time), "add", "02:00:00:00:00:10", "192.168.1.10"));
  }

  @Test
  void aLeaseThatEndedIsReleased() {
    assertEquals(
        List.of(new Released(LAMP, ADDRESS)),
        read(Map.of("DNSMASQ_MUD_URL", URL), "del", "02:00:00:00:00:10", "192.168.1.10", "lamp"));
  }

  @Test
  void inIpv6TheMacAddressIsAVariable() {
    assertEquals(
        List.of(
            new Emitted(LAMP, new MudUrl(URL), Source.DNSMASQ, null),
            new Leased(LAMP, ADDRESS_6, Duration.ofSeconds(600))),
        read(
            Map.of(
                "DNSMASQ_MAC", "02:00:00:00:00:10",
                "DNSMASQ_MUD_URL", URL,
                "DNSMASQ_TIME_REMAINING", "600"),
            "add",
            DUID,
            "fd00:1::10",
            "lamp"));
    assertEquals(
        List.of(new Released(LAMP, ADDRESS_6)),
        read(Map.of("DNSMASQ_MAC", "02:00:00:00:00:10"), "del", DUID, "fd00:1::10"));
  }

  @Test
  void inIpv6ADuidIsNotTakenForAMacAddress() {
    assertEquals(List.of(), read(Map.of(), "add", DUID, "fd00:1::10"));
    assertEquals(List.of(), read(Map.of(), "add", "02:00:00:00:00:10", "fd00:1::10"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"init", "tftp", "arp-add", "arp-del", "relay-snoop", "ADD", "add;reboot", ""})
  void otherActionsSayNothing(String action) {
    assertEquals(
        List.of(),
        read(Map.of("DNSMASQ_MUD_URL", URL), action, "02:00:00:00:00:10", "192.168.1.10"));
  }

  @Test
  void aCallThatMakesNoSenseSaysNothing() {
    assertEquals(List.of(), read(Map.of()));
    assertEquals(List.of(), read(Map.of(), "add"));
    assertEquals(List.of(), read(Map.of(), "add", "02:00:00:00:00:10"));
    assertEquals(List.of(), read(Map.of(), "add", "06-01:23:45:67:89:ab", "192.168.1.10"));
    assertEquals(List.of(), read(Map.of(), "add", "02:00:00:00:00:10", "192.168.1.10;reboot"));
    assertEquals(List.of(), read(Map.of(), "add", "ff:ff:ff:ff:ff:ff", "192.168.1.10"));
    assertEquals(List.of(), read(Map.of(), "add", "00:00:00:00:00:00", "192.168.1.10"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";reboot",
        "https://a.example/|add|02:00:00:00:00:99|",
        "https://a.example/\nadd 02:00:00:00:00:99",
        "$(reboot)",
        "=cmd|' /C calc'!A0",
        "\u202Ehttps://a.example/",
        ""
      })
  void aHostileUrlIsAProblemWithPrintableWords(String url) {
    List<Sighting> read =
        read(
            Map.of("DNSMASQ_MUD_URL", url), "add", "02:00:00:00:00:10", "192.168.1.10", "a;reboot");
    Emitted emitted = (Emitted) read.get(0);
    assertNull(emitted.url());
    assertEquals(
        -1, String.valueOf(emitted.problem()).replaceAll("[\\x20-\\x7E]", "").length() - 1);
    assertEquals(new Leased(LAMP, ADDRESS, null), read.get(1));
  }

  @Test
  void aUrlThatIsTooLongIsAProblem() {
    String url = "https://a.example/" + "x".repeat(100_000);
    Emitted emitted =
        (Emitted)
            read(Map.of("DNSMASQ_MUD_URL", url), "add", "02:00:00:00:00:10", "192.168.1.10").get(0);
    assertNull(emitted.url());
    assertEquals(
        "a MUD URL with what follows it has 1 to 255 octets, not 100018", emitted.problem());
  }
}
