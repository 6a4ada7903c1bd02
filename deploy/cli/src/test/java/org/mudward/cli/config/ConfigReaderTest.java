package org.mudward.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.cli.config.Config.ChangedFiles;
import org.mudward.cli.config.Config.Literals;
import org.mudward.cli.config.Config.NewDevices;
import org.mudward.cli.config.Config.WeakUrls;

/** The words of the configuration. */
class ConfigReaderTest {
  @TempDir Path folder;

  private Config.ManagerPart manager(String settings) throws IOException, ConfigException {
    Path file = folder.resolve("mudward.yaml");
    Files.writeString(
        file, "site: {gateway: {mac: \"02:00:00:00:00:01\"}}\nmanager: {%s}\n".formatted(settings));
    return ConfigReader.read(file).manager();
  }

  private void assertProblem(String settings, String problem) {
    ConfigException failure = assertThrows(ConfigException.class, () -> manager(settings));
    assertTrue(failure.getMessage().contains(problem), failure.getMessage());
  }

  @Test
  void withoutAWordTheCarefulOneHolds() throws Exception {
    assertEquals(Literals.ASK, manager("").literals());
    assertEquals(NewDevices.QUARANTINE, manager("").newDevices());
  }

  @Test
  void wordsAreReadInSmallLetters() throws Exception {
    assertEquals(Literals.APPLY, manager("address-literals: apply").literals());
    assertEquals(Literals.ASK, manager("address-literals: ask").literals());
    assertEquals(NewDevices.OBSERVE, manager("new-devices: observe").newDevices());
  }

  @Test
  void anotherWordIsAnErrorThatSaysWhichThereAre() {
    assertProblem("address-literals: Apply", "ask or apply is expected, not Apply");
    assertProblem("address-literals: false", "ask or apply is expected, not false");
    assertProblem("new-devices: none", "quarantine, observe or allow is expected, not none");
    assertProblem("adress-literals: ask", "address-literals");
  }

  @Test
  void aChangedFileIsAskedAboutIfItPermitsMoreUnlessTheSiteSaysOtherwise() throws Exception {
    assertEquals(ChangedFiles.ASK_IF_WIDER, manager("").changedFiles());
    assertEquals(ChangedFiles.ASK_IF_WIDER, manager("changed-files: ask-if-wider").changedFiles());
    assertEquals(ChangedFiles.ASK, manager("changed-files: ask").changedFiles());
    assertEquals(ChangedFiles.APPLY, manager("changed-files: apply").changedFiles());
    assertProblem(
        "changed-files: narrower", "ask-if-wider, ask or apply is expected, not narrower");
  }

  @Test
  void aUrlThatNothingVouchesForIsGoodForItsFileUnlessTheSiteSaysOtherwise() throws Exception {
    assertEquals(WeakUrls.APPLY, manager("").weakUrls());
    assertEquals(WeakUrls.LIMIT, manager("weak-urls: limit").weakUrls());
    assertProblem("weak-urls: deny", "apply or limit is expected, not deny");
  }
}
