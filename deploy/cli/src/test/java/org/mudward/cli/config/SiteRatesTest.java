package org.mudward.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.resolve.SiteRates;
import org.mudward.policy.Rate;

/** What a site says of rates. */
class SiteRatesTest {
  private static final String URL = "https://example.com/lamp";

  @TempDir Path folder;

  private SiteRates rates(String list) throws IOException, ConfigException {
    Path file = folder.resolve("site.yaml");
    Files.writeString(file, "rates: [" + list + "]\n");
    return SiteReader.read(file).rates();
  }

  @Test
  void oneForAllAndOthersByUrl() throws Exception {
    assertEquals(SiteRates.NONE, rates(""));
    assertEquals(
        new SiteRates(Map.of(URL, new Rate(null, 64_000L, 10)), new Rate(100L, null, 1)),
        rates(
            "{packets-per-second: 100}, {mud-url: \"%s\", bits-per-second: 64000, seconds: 10}"
                .formatted(URL)));
  }

  @Test
  void aChangeIsNamedByWhomItIsFor() throws Exception {
    Config before = config("{packets-per-second: 1}, {mud-url: \"%s\", bits-per-second: 1}");
    Config after = config("{packets-per-second: 2}");
    assertEquals(
        List.of("site.rates[all]", "site.rates[" + URL + "]"),
        List.copyOf(EffectiveConfig.changes(before, after).keySet()));
  }

  private Config config(String rates) throws IOException, ConfigException {
    Path file = folder.resolve("mudward.yaml");
    Files.writeString(
        file,
        "site: {gateway: {mac: \"02:00:00:00:00:01\"}, rates: [%s]}\n"
            .formatted(rates.formatted(URL)));
    return ConfigReader.read(file);
  }

  @Test
  void whatCannotBeMeantIsAProblem() {
    assertProblem("{seconds: 5}", "packets-per-second, bits-per-second, or both");
    assertProblem("{packets-per-second: 0}", "a number from 1 on is expected, not 0");
    assertProblem("{packets-per-second: -5}", "a number from 1 on is expected, not -5");
    assertProblem("{packets-per-second: 4294967296}", "packets per second from 0 to 4294967295");
    assertProblem("{packets-per-second: many}", "a number from 1 on is expected, not many");
    assertProblem("{packets-per-second: 1}, {bits-per-second: 1}", "a second rate for all devices");
    assertProblem("{mud-url: \"ftp://x\", packets-per-second: 1}", "mud-url");
    assertProblem("{packet-per-second: 1}", "packet-per-second");
  }

  private void assertProblem(String list, String problem) {
    ConfigException failure = assertThrows(ConfigException.class, () -> rates(list));
    assertTrue(failure.getMessage().contains(problem), failure.getMessage());
  }
}
