package org.mudward.cli.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mudward.mud.learn.Trait;
import org.mudward.mud.learn.Traits;
import org.mudward.policy.MacAddress;

class LikenessTest {
  private static List<Likeness.Guess> of(Trait... traits) {
    return Likeness.of(new Traits(List.of(traits)));
  }

  @ParameterizedTest
  @CsvSource({
    "DHCPV4_VENDOR_CLASS, MSFT 5.0, a computer with Windows, LIKELY",
    "DHCPV4_VENDOR_CLASS, android-dhcp-14, a telephone or set with Android 14, LIKELY",
    "DHCPV4_VENDOR_CLASS, udhcp 1.36.1, a small device with Linux and BusyBox, POSSIBLE",
    "DHCPV4_VENDOR_CLASS, Mfg=Xerox;Typ=Printer;Mod=C500, a printer of Xerox, LIKELY",
    "DHCPV4_PARAMETERS, '1,3,28,6', a small device with the lwIP stack, POSSIBLE",
    "DHCPV6_VENDOR_CLASS, '311 MSFT 5.0', a computer with Windows, LIKELY",
    "DHCPV4_HOST_NAME, esp_0A1B2C, a device with a chip of Espressif, LIKELY",
    "DHCPV4_HOST_NAME, Anna-iPhone, an iPhone, POSSIBLE",
    "MDNS_NAME, shellyplug-0a1b2c, a Shelly plug, LIKELY",
    "MDNS_SERVICE, _hap._tcp, an accessory for HomeKit, POSSIBLE",
    "SSDP_SERVER, Linux/5.4 UPnP/1.0 Lamp/2.1, what calls itself Lamp, LIKELY",
    "SSDP_TYPE, urn:schemas-upnp-org:device:MediaRenderer:1, a player of media, POSSIBLE"
  })
  void wordsAreKnownForWhatTheySuggest(
      Trait.Kind kind, String text, String what, Likeness.Sure sure) {
    List<Likeness.Guess> guesses = of(new Trait(kind, text));
    assertEquals(1, guesses.size(), guesses::toString);
    assertEquals(what, guesses.get(0).what());
    assertEquals(sure, guesses.get(0).sure());
    assertTrue(guesses.get(0).evidence().endsWith(": " + text), guesses.get(0)::evidence);
  }

  @ParameterizedTest
  @CsvSource({
    "DHCPV4_VENDOR_CLASS, not MSFT 5.0",
    "DHCPV4_HOST_NAME, MSFT 5.0",
    "DHCPV4_HOST_NAME, ESP_%s%n%x",
    "DHCPV4_PARAMETERS, '1,3'",
    "SSDP_SERVER, nothing of UPnP"
  })
  void otherWordsSuggestNothing(Trait.Kind kind, String text) {
    assertEquals(List.of(), of(new Trait(kind, text)));
  }

  @Test
  void theSurestComesFirstAndEachThingOnce() {
    List<Likeness.Guess> guesses =
        of(
            new Trait(Trait.Kind.DHCPV4_PARAMETERS, "1,3,28,6"),
            new Trait(Trait.Kind.DHCPV4_HOST_NAME, "espressif"),
            new Trait(Trait.Kind.MDNS_NAME, "espressif"));
    assertEquals(
        List.of("a device with a chip of Espressif", "a small device with the lwIP stack"),
        guesses.stream().map(Likeness.Guess::what).toList());
    Identity identity =
        Identity.of(
            Makers.load(),
            MacAddress.parse("00:17:88:12:34:56"),
            new Traits(List.of(new Trait(Trait.Kind.DHCPV4_HOST_NAME, "espressif"))));
    assertTrue(
        identity
            .text()
            .matches(
                "Philips Lighting BV, by the first 24 bits .*; likely: a device with a chip of"
                    + " Espressif \\(host name, DHCPv4 option 12: espressif\\)"),
        identity::text);
  }
}
