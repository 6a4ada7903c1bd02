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

class StateFilesTest {
  private static final ClassIds IDS =
      new ClassIds(
          new TreeMap<>(Map.of("policy", 3, "address-class", 1 << 24)),
          new TreeMap<>(Map.of("policy lamp \"1\"\n", 1, "policy lock", 2)));
  private static final StateFiles.Saved FIRST = new StateFiles.Saved(Snapshots.of(1), IDS);
  private static final StateFiles.Saved SECOND =
      new StateFiles.Saved(Snapshots.of(2), ClassIds.EMPTY);

  @TempDir private Path folder;

  private static void save(StateFiles files, StateFiles.Saved saved) throws IOException {
    files.stage(saved.snapshot());
    files.commit(saved.ids());
  }

  @Test
  void whatWasSavedIsLoaded() throws Exception {
    StateFiles file = new StateFiles(folder.resolve("state"));
    assertEquals(Optional.empty(), file.load());
    save(file, FIRST);
    assertEquals(Optional.of(FIRST), new StateFiles(folder.resolve("state")).load());
    save(file, SECOND);
    assertEquals(Optional.of(SECOND), file.load());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder.resolve("state/snapshot.json"))));
  }

  @Test
  void aFailedSaveLeavesTheOld() throws Exception {
    StateFiles file = new StateFiles(folder);
    file.load();
    save(file, FIRST);
    Files.createDirectories(folder.resolve("snapshot.json.new/in-the-way"));
    assertThrows(IOException.class, () -> save(file, SECOND));
    assertEquals(Optional.of(FIRST), file.load());
    Files.delete(folder.resolve("snapshot.json.new/in-the-way"));
    Files.createDirectories(folder.resolve("class-ids.json.new/in-the-way"));
    assertThrows(IOException.class, () -> save(file, SECOND));
    assertEquals(Optional.of(FIRST), file.load());
  }

  @Test
  void whatAPowerCutLeftOfTheNextIsNotRead() throws Exception {
    StateFiles file = new StateFiles(folder);
    file.load();
    save(file, FIRST);
    Files.writeString(folder.resolve("snapshot.json.new"), "{\"format\":1,");
    assertEquals(Optional.of(FIRST), file.load());
    save(file, SECOND);
    assertEquals(Optional.of(SECOND), file.load());
  }

  @Test
  void aSnapshotThatCannotBeReadIsSetAside() throws Exception {
    StateFiles files = new StateFiles(folder);
    files.load();
    save(files, FIRST);
    Path snapshot = folder.resolve("snapshot.json");
    byte[] good = Files.readAllBytes(snapshot);
    for (int length : new int[] {0, 1, 10, 40, good.length / 2, good.length - 1}) {
      Files.write(snapshot, Arrays.copyOf(good, length));
      assertEquals(Optional.empty(), files.load(), () -> "cut to " + length);
      assertTrue(Files.exists(folder.resolve("snapshot.json.broken")));
    }
  }

  @Test
  void withoutItsNumbersASnapshotIsNumberedAnew() throws Exception {
    StateFiles files = new StateFiles(folder);
    files.load();
    save(files, FIRST);
    Path numbers = folder.resolve("class-ids.json");
    byte[] good = Files.readAllBytes(numbers);
    StateFiles.Saved anew = new StateFiles.Saved(FIRST.snapshot(), ClassIds.EMPTY);
    for (int length = 0; length < good.length; length += 7) {
      Files.write(numbers, Arrays.copyOf(good, length));
      assertEquals(Optional.of(anew), files.load());
    }
    Files.writeString(numbers, "{\"format\":2,\"next\":[],\"given\":[]}");
    assertEquals(Optional.of(anew), files.load());
    Files.deleteIfExists(numbers);
    assertEquals(Optional.of(anew), files.load());
  }
}
