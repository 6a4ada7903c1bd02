package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.URL;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Standing;

/** What a device may still do when the operator has put it aside. */
class QuarantineTest {
  private static final String MARK =
      "\"extensions\": [\"quarantine\"], \"ietf-mud-quarantine:quaranteed-device-policy\":"
          + " {\"enabled-ace-names\": [{\"ace-name\": \"cloud\"}]}, \"systeminfo\"";

  @TempDir private Path folder;
  private World world;

  @BeforeEach
  void begin() throws Exception {
    world = new World(folder);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void enforce(String file) throws Exception {
    world.maker.serve(URL, file, world.signer, null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
  }

  private List<String> entries() {
    PolicySnapshot snapshot = world.manager().snapshot().join().orElseThrow();
    String id = Objects.requireNonNull(snapshot.devices().get(LAMP).policy());
    DevicePolicy policy = Objects.requireNonNull(snapshot.policies().get(id));
    return Stream.concat(policy.fromDevice().stream(), policy.toDevice().stream())
        .flatMap(list -> list.rules().stream())
        .map(rule -> rule.origin().acl() + "/" + rule.origin().ace())
        .toList();
  }

  @Test
  void whatTheFileMarksForUpdatesStaysAndNothingElse() throws Exception {
    enforce(LampFile.of(URL).replace("\"systeminfo\"", MARK));
    assertEquals(4, entries().size());
    DeviceView view = world.manager().quarantine(LAMP, "alice").join();
    assertEquals(Standing.QUARANTINED, view.standing());
    assertTrue(view.reason().contains("marks for updates"), view.reason());
    assertEquals(List.of("fr/cloud", "to/cloud"), entries());
    world.manager().release(LAMP, "alice").join();
    assertEquals(4, entries().size());
  }

  @Test
  void aFileThatMarksNothingLeavesNothing() throws Exception {
    enforce(LampFile.of(URL));
    DeviceView view = world.manager().quarantine(LAMP, "alice").join();
    assertFalse(view.reason().contains("updates"), view.reason());
    assertEquals(List.of(), entries());
  }

  @Test
  void aMarkThatIsNotClearOpensNothing() throws Exception {
    enforce(
        LampFile.of(URL)
            .replace("\"systeminfo\"", MARK.replace("{\"ace-name\": \"cloud\"}", "{}")));
    world.manager().quarantine(LAMP, "alice").join();
    assertEquals(List.of(), entries());
  }

  @Test
  void aMarkThatIsNotDeclaredOpensNothing() throws Exception {
    enforce(
        LampFile.of(URL)
            .replace("\"systeminfo\"", MARK.replace("\"extensions\": [\"quarantine\"], ", "")));
    world.manager().quarantine(LAMP, "alice").join();
    assertEquals(List.of(), entries());
  }
}
