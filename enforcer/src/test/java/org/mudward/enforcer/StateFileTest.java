package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.flow.ClassIds;

class StateFileTest {
  private static final ClassIds IDS =
      new ClassIds(
          new TreeMap<>(Map.of("policy", 3, "address-class", 1 << 24)),
          new TreeMap<>(Map.of("policy lamp \"1\"\n", 1, "policy lock", 2)));
  private static final StateFile.Saved FIRST = new StateFile.Saved(Snapshots.of(1), IDS);
  private static final StateFile.Saved SECOND =
      new StateFile.Saved(Snapshots.of(2), ClassIds.EMPTY);

  @TempDir private Path folder;

  @Test
  void whatWasSavedIsLoaded() throws Exception {
    StateFile file = new StateFile(folder.resolve("state"));
    assertEquals(Optional.empty(), file.load());
    file.save(FIRST);
    assertEquals(Optional.of(FIRST), new StateFile(folder.resolve("state")).load());
    file.save(SECOND);
    assertEquals(Optional.of(SECOND), file.load());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder.resolve("state/applied.json"))));
  }

  @Test
  void aFailedSaveLeavesTheOld() throws Exception {
    StateFile file = new StateFile(folder);
    file.load();
    file.save(FIRST);
    Files.createDirectories(folder.resolve("applied.json.new/in-the-way"));
    assertThrows(IOException.class, () -> file.save(SECOND));
    assertEquals(Optional.of(FIRST), file.load());
  }

  @Test
  void whatAPowerCutLeftOfTheNextIsNotRead() throws Exception {
    StateFile file = new StateFile(folder);
    file.load();
    file.save(FIRST);
    Files.writeString(folder.resolve("applied.json.new"), "{\"format\":1,");
    assertEquals(Optional.of(FIRST), file.load());
    file.save(SECOND);
    assertEquals(Optional.of(SECOND), file.load());
  }

  @Test
  void whatCannotBeReadIsSetAside() throws Exception {
    StateFile file = new StateFile(folder);
    file.load();
    file.save(FIRST);
    byte[] good = Files.readAllBytes(folder.resolve("applied.json"));
    for (int length : new int[] {0, 1, 10, 40, good.length / 2, good.length - 2}) {
      Files.write(folder.resolve("applied.json"), Arrays.copyOf(good, length));
      assertEquals(Optional.empty(), file.load(), () -> "cut to " + length);
      assertTrue(Files.exists(folder.resolve("applied.json.broken")));
    }
    Files.writeString(folder.resolve("applied.json"), "{\"format\":2,\"next\":[],\"given\":[]}\n");
    assertEquals(Optional.empty(), file.load());
  }
}
