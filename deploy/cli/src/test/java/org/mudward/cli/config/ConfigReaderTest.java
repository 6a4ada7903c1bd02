package org.mudward.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.cli.config.Config.WeakUrls;

class ConfigReaderTest {
  @TempDir Path folder;

  private Config read(String manager) throws IOException, ConfigException {
    Path file = folder.resolve("mudward.yaml");
    Files.writeString(
        file, "site: {gateway: {mac: \"02:00:00:00:00:01\"}}\nmanager: {" + manager + "}\n");
    return ConfigReader.read(file);
  }

  @Test
  void aUrlThatNothingVouchesForIsGoodForItsFileUnlessTheSiteSaysOtherwise() throws Exception {
    assertEquals(WeakUrls.APPLY, read("").manager().weakUrls());
    assertEquals(WeakUrls.APPLY, read("weak-urls: apply").manager().weakUrls());
    assertEquals(WeakUrls.LIMIT, read("weak-urls: limit").manager().weakUrls());
  }

  @Test
  void aWordThatIsNotMeantIsRefusedWithThoseThatAre() {
    for (String wrong :
        new String[] {"weak-urls: LIMIT", "weak-urls: none", "weak-urls: [limit]"}) {
      assertThrows(ConfigException.class, () -> read(wrong), wrong);
    }
    ConfigException weak = assertThrows(ConfigException.class, () -> read("weak-urls: deny"));
    assertTrue(weak.getMessage().contains("apply or limit is expected, not deny"), weak::toString);
    ConfigException fresh = assertThrows(ConfigException.class, () -> read("new-devices: deny"));
    assertTrue(
        fresh.getMessage().contains("quarantine, observe or allow is expected, not deny"),
        fresh::toString);
  }
}
