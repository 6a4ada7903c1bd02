package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mudward.lab.LampLab.Device;
import org.mudward.lab.Pause;
import org.mudward.lab.Requirements;

/** NIST IoT-10, both halves: by the product's clock, days go by between the visits of a device. */
@Tag("root")
class CacheValidityTest {
  private static final int LEASE_SECONDS = 3600;
  private static final long SECONDS_TO_ASK = 30;

  /** What the lamp's file says. */
  private static final Duration VALIDITY = Duration.ofHours(48);

  private Stage stage;

  @AfterEach
  void takeTheLabDown() {
    if (stage != null) {
      stage.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot10WithinCacheValidityTheCachedFileIsUsedAndAfterItTheServerIsAsked(Backend backend)
      throws IOException {
    Requirements.demand();
    stage = new Stage(LEASE_SECONDS);
    stage.arrives(Device.LAMP, "enforced");
    assertEquals(1, stage.lab().asked("lamp.json"));

    stage.restartLater(VALIDITY.minusHours(1));
    leavesAndReturns();
    assertEquals(1, stage.lab().asked("lamp.json"), "nobody may be asked within cache-validity");

    stage.restartLater(VALIDITY.plusHours(1));
    leavesAndReturns();
    assertTrue(
        Pause.until(SECONDS_TO_ASK, () -> asked() > 1), () -> "nobody was asked:\n" + stage.log());
    stage.assertStands(Device.LAMP, "enforced");
    stage.assertPasses("lamp", "tcp 198.51.100.10 443");
  }

  /** The device gives its lease back; then it comes again and shows its URL. */
  private void leavesAndReturns() throws IOException {
    stage.lab().network().client(Device.LAMP.hostName()).release();
    stage.assertStands(Device.LAMP, "pending");
    stage.arrives(Device.LAMP, "enforced");
    stage.assertKnown("198.51.100.10");
    stage.assertPasses("lamp", "tcp 198.51.100.10 443");
  }

  private long asked() {
    try {
      return stage.lab().asked("lamp.json");
    } catch (IOException e) {
      return 0;
    }
  }
}
