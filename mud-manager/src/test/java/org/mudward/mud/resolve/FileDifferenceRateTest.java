package org.mudward.mud.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudFile;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;

/** A file that lets devices use a list more than before permits more, by the same entries. */
class FileDifferenceRateTest {
  private static final String SAMPLE = "/mudfiles/good/bandwidth-profile.json";

  private static MudFile file(String before, String after) throws Exception {
    try (InputStream in = FileDifferenceRateTest.class.getResourceAsStream(SAMPLE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(text.contains(before), before);
      byte[] octets = text.replace(before, after).getBytes(StandardCharsets.UTF_8);
      return MudParser.check(octets, ParseMode.STRICT).file().orElseThrow();
    }
  }

  private static FileDifference changed(String before, String after) throws Exception {
    MudFile old = file(before, before);
    return FileDifference.between(old, file(before, after), old.mudUrl());
  }

  @Test
  void aLooserRateIsWider() throws Exception {
    assertTrue(changed("\"pps\": 10", "\"pps\": 11").isWider());
    assertTrue(changed("\"timeframe\": 60", "\"timeframe\": 61").isWider(), "a longer burst");
    assertTrue(changed("\"pps\": 10", "\"example:pps\": 10").isWider(), "no bound on packets");
    assertTrue(changed("\"aclname\": \"from-v4\",", "").isWider(), "no bound at all");
    assertTrue(changed("\"pps\": 10", "\"pps\": 11").isSameTraffic());
  }

  @Test
  void aTighterRateAndTheSameAreNot() throws Exception {
    assertEquals(false, changed("\"pps\": 10", "\"pps\": 9").isWider());
    assertEquals(false, changed("\"timeframe\": 60", "\"timeframe\": 1").isWider());
    assertEquals(false, changed("\"pps\": 10", "\"pps\": 10").isWider());
  }
}
