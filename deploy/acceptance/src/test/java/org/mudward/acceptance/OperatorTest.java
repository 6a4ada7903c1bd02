package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.lab.LocalManager;
import org.mudward.lab.LocalManager.Said;
import org.mudward.lab.Pause;

/** What an operator types at a running manager, which nothing enforces here. */
class OperatorTest {
  private static final String LAMP = "02:00:00:00:00:10";

  @TempDir private Path folder;
  private LocalManager manager;

  @BeforeEach
  void aLampWithItsFile() throws IOException {
    manager = new LocalManager(folder);
    manager.serve("lamp", ModelFile.of(manager, "lamp", 1, "cloud.test"), true);
    manager.start();
    String hook =
        """
        {"args": ["add", "%s", "192.168.1.10"], "env": {"DNSMASQ_MUD_URL": "%s"}}"""
            .formatted(LAMP, manager.url("lamp"));
    assertTrue(manager.post("hooks/dnsmasq", hook).isDone());
    assertTrue(stands("enforced"), () -> manager.get("devices").body());
  }

  @AfterEach
  void end() {
    manager.close();
  }

  private boolean stands(String standing) {
    String wanted = "\"standing\":\"" + standing + "\"";
    return Pause.until(20, () -> manager.get("devices/" + LAMP).body().contains(wanted));
  }

  private String said(int code, String... arguments) throws IOException {
    Said said = manager.ask(arguments);
    assertEquals(code, said.code(), said.output());
    return said.output();
  }

  private static void assertSays(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), part + " is not in\n" + text);
    }
  }

  @Test
  void aFileThatPermitsMoreIsShownInWordsAndApprovedByItsHash() throws IOException {
    String wider = ModelFile.of(manager, "lamp", 2, "cloud.test", "ads.test");
    String sha256 = BusyMaker.sha256(wider);
    manager.serve("lamp", wider, true);
    assertTrue(
        manager.post("files/refetch", "{\"url\": \"" + manager.url("lamp") + "\"}").isDone());
    assertTrue(Pause.until(20, () -> manager.get("files").body().contains("\"waiting\"")));
    assertSays(
        said(0, "files", "--waiting"),
        "waits for a person: " + sha256 + ", signed by CN=MUD Signer",
        "newly permitted: the device may send TCP over IPv4 to dns:ads.test, its port 443");
    assertSays(said(0, "devices"), "enforced", "HT-10: the file changed: it newly permits");
    said(0, "approve", sha256, "--by", "alice");
    assertSays(said(0, "files"), "in force: " + sha256);
    assertEquals("", said(0, "files", "--waiting"));
    said(1, "reject", sha256);
  }

  @Test
  void aListOfDevicesIsRehearsedRefusedWithItsLinesAndTakenWhole() throws IOException {
    String other = "02:00:00:00:00:11";
    Path list = folder.resolve("devices.csv");
    String lamp = manager.url("lamp");
    Files.writeString(list, "mac,url\n" + other + "," + lamp + "\nlamp," + lamp + "\n");
    assertSays(said(1, "devices", "import", list.toString()), "line 3: not a MAC address: lamp");
    Files.writeString(list, "mac,url\n" + other + "," + lamp + "\n" + LAMP + "," + lamp + "\n");
    assertSays(
        said(0, "devices", "import", list.toString(), "--dry-run"),
        other + ": " + lamp + ", which is new (nothing is changed yet)");
    assertFalse(manager.get("devices").body().contains(other));
    assertSays(said(0, "devices", "import", list.toString()), "which it showed itself");
    assertSays(manager.get("devices/" + other).body(), "\"source\":\"operator\"");
    assertSays(said(0, "devices", "add", LAMP, lamp), "as before");
  }

  @Test
  void aPauseIsSeenAndEnded() throws IOException {
    said(0, "pause", LAMP, "--for", "1h", "--by", "alice");
    assertSays(said(0, "devices"), "paused", "paused by the operator until");
    said(0, "resume", LAMP);
    assertTrue(stands("enforced"));
    assertSays(said(0, "events"), "operator.pause", "operator.resume");
  }

  @Test
  void theConfigurationIsTakenUpAfterARehearsalAndABrokenOneIsNot() throws IOException {
    manager.configure("new-devices: observe");
    assertSays(
        said(0, "reload", "--dry-run"),
        "manager.new-devices: quarantine -> observe",
        "devices that are not listed: unknown -> left alone",
        "Nothing was changed.");
    assertSays(manager.get("status").body(), "\"new_devices\":\"quarantine\"");
    assertSays(said(0, "reload"), "It is in force.");
    assertSays(manager.get("status").body(), "\"new_devices\":\"observe\"");
    assertSays(said(0, "reload"), "Nothing changes.");
    manager.configure("new-devices: everything");
    said(3, "reload");
    LocalManager.Answer refused = manager.post("config/reload", "{}");
    assertEquals(409, refused.code(), refused.body());
    assertSays(refused.body(), "quarantine, observe or allow is expected, not everything");
    assertSays(said(3, "config", "check"), "line 13: manager.new-devices: ");
    assertSays(manager.get("status").body(), "\"new_devices\":\"observe\"");
  }

  @Test
  void whatNeedsARestartIsRefusedByItsName() throws IOException {
    manager.configure("new-devices: allow");
    Files.writeString(
        manager.config(),
        Files.readString(manager.config()) + "enforcer: {openflow: {bridge: br7}}\n");
    assertSays(
        said(1, "reload", "--dry-run"), "for these need a restart", "enforcer.openflow.bridge");
    assertSays(said(1, "reload"), "these need a restart: enforcer.openflow.bridge");
    assertFalse(manager.get("status").body().contains("\"new_devices\":\"allow\""));
  }
}
