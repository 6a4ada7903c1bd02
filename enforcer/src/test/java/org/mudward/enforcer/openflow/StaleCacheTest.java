package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaleCacheTest {

  @ParameterizedTest
  @CsvSource({
    "2.9.0, true", "2.15.9, true", "2.17.7, true", "2.17.8, false", "3.0.4, true", "3.0.5, false",
    "3.1.0, true", "3.1.2, true", "3.1.3, false", "3.1.10, false", "3.2.0, false", "4.0.0, false"
  })
  void knowsWhichReleasesMixUpCachedFlows(String version, boolean faulty) {
    assertEquals(faulty, StaleCache.of("netdev", "\"" + version + "\"").isPresent(), version);
  }

  @Test
  void suspectsTheUserspaceDatapathOnly() {
    assertTrue(StaleCache.of("system", "\"3.1.0\"").isEmpty());
    assertTrue(StaleCache.of("\"\"", "\"3.1.0\"").isEmpty());
  }

  @Test
  void doesNotGuessAtAVersionThatItCannotRead() {
    assertTrue(StaleCache.of("netdev", "[]").isEmpty());
    assertTrue(StaleCache.of("netdev", "99999999999.1.1").isEmpty());
  }
}
