package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class DevicesCommandTest {
  @Test
  void whoShowsNoMudUrlGetsASuggestionAndWhoDoesGetsNone() throws Exception {
    JsonNode devices =
        new ObjectMapper()
            .readTree(
                """
                [{"mac": "00:17:88:12:34:56", "mud_url": null},
                 {"mac": "02:00:00:00:00:10", "traits": [
                   {"kind": "dhcpv4-vendor-class", "text": "MSFT 5.0"},
                   {"kind": "of-a-newer-manager", "text": "x"}]},
                 {"mac": "00:17:88:12:34:57", "mud_url": "https://lamp.example/lamp.json"}]""");
    DevicesCommand.suggest(devices);
    assertEquals("Philips Lighting BV", devices.at("/0/suggestion/maker").asText());
    assertTrue(devices.at("/0/suggestion/evidence").asText().startsWith("the first 24 bits"));
    assertTrue(devices.at("/1/suggestion/maker").isMissingNode());
    assertTrue(devices.at("/1/suggestion/evidence").asText().contains("random"));
    assertEquals("a computer with Windows", devices.at("/1/suggestion/likely/0/what").asText());
    assertEquals("likely", devices.at("/1/suggestion/likely/0/sure").asText());
    assertTrue(devices.at("/1/suggestion/likely/1").isMissingNode());
    assertTrue(devices.at("/2/suggestion").isMissingNode());
  }
}
