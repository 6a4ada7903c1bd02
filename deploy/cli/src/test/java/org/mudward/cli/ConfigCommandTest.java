package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mudward config}, as a user types it. */
class ConfigCommandTest {
  private static final String FINE =
      """
      site:
        gateway: {mac: "02:00:00:00:00:01"}
        dns: [192.168.1.1]
      """;

  @TempDir private Path folder;

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("mudward.yaml"), text).toString();
  }

  @Test
  void aGoodOneIsFine() throws IOException {
    Ran ran = Ran.mudward("config", "check", "--config", file(FINE));
    assertEquals(ExitCode.FINE, ran.code(), ran.out() + ran.err());
    assertTrue(ran.out().contains("fine"), ran.out());
  }

  @Test
  void everyProblemIsSaidAtOnceWithItsPlace() throws IOException {
    Files.writeString(folder.resolve("lamp.json"), "{}");
    String broken =
        """
        site:
          gateway: {mac: lamp}
          dns: [192.168.1.1, gateway]
          trust-anchors: [missing.pem, lamp.json]
          devices:
            - {mac: "02:00:00:00:00:10", mud-file: lamp.json}
            - {mac: "02:00:00:00:00:11", mud-file: gone.json}
        manager:
          new-devicse: allow
          changed-files: never
        """;
    Ran ran = Ran.mudward("config", "check", "--config", file(broken));
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    for (String problem :
        new String[] {
          "line 2: site.gateway.mac: not a MAC address: lamp",
          "line 3: site.dns:",
          "site.trust-anchors: no such file: " + folder.resolve("missing.pem"),
          "site.trust-anchors: " + folder.resolve("lamp.json") + " ",
          "site.devices[02:00:00:00:00:10].mud-file: " + folder.resolve("lamp.json") + " at ",
          "site.devices[02:00:00:00:00:11].mud-file: no such file: " + folder.resolve("gone.json"),
          "line 9: unknown key \"manager.new-devicse\"; did you mean \"new-devices\"?",
          "line 10: manager.changed-files: ask-if-wider, ask or apply is expected, not never"
        }) {
      assertTrue(ran.out().contains("mudward.yaml: " + problem), problem + "\n" + ran.out());
    }
  }

  @Test
  void oneThatIsNoYamlOrNotThereIsSaidToBe() throws IOException {
    Ran ran = Ran.mudward("config", "check", "--config", file("site: [\n"));
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertTrue(ran.err().contains("not YAML"), ran.err());
    ran = Ran.mudward("config", "check", "--config", folder.resolve("none.yaml").toString());
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertTrue(ran.err().contains("no such file"), ran.err());
  }

  @Test
  void itIsShownWithEveryDefaultAndNoSecret() throws IOException {
    Path state = Files.createDirectories(folder.resolve("state"));
    Files.writeString(state.resolve("api-token"), "5ec4e7".repeat(8));
    String file = file(FINE + "manager: {state: state}\n");
    Ran ran = Ran.mudward("config", "show", "--effective", "--config", file);
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    for (String line :
        new String[] {
          "  new-devices: quarantine\n",
          "  changed-files: ask-if-wider\n",
          "    listen: \"127.0.0.1:8520\"\n",
          "  resolver: \"192.168.1.1:53\"\n",
          "  state: \"" + state + "\"\n",
          "    bridge: br0\n"
        }) {
      assertTrue(ran.out().contains(line), line + ran.out());
    }
    assertFalse(ran.out().contains("5ec4e7"), ran.out());
    Ran json = Ran.mudward("config", "show", "--json", "--config", file);
    assertTrue(json.out().contains("\"changed-files\" : \"ask-if-wider\""), json.out());
  }
}
