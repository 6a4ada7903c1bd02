package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.link.SnapshotJson;

class StateFilesTest {
  private static final ClassIds IDS =
      new ClassIds(
          new TreeMap<>(Map.of("policy", 3, "address-class", 1 << 24)),
          new TreeMap<>(Map.of("policy lamp \"1\"\n", 1, "policy lock", 2)));

  /** Of the log of changes. */
  private static final int HEADER = 8 + 32;

  private static final StateFiles.Saved FIRST = new StateFiles.Saved(Snapshots.of(1), IDS);
  private static final StateFiles.Saved SECOND =
      new StateFiles.Saved(Snapshots.of(2), ClassIds.EMPTY);

  private static final String LONG_NAME = "x".repeat(100_000);

  @TempDir private Path folder;

  private static void save(StateFiles files, StateFiles.Saved saved) throws IOException {
    files.stage(saved.snapshot(), null);
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

  /** Where no log can be, everything is saved whole. */
  private void withoutChanges() throws IOException {
    Files.createDirectories(folder.resolve("changes.log/in-the-way"));
  }

  @Test
  void aFailedSaveLeavesTheOld() throws Exception {
    withoutChanges();
    StateFiles file = new StateFiles(folder);
    file.load();
    save(file, FIRST);
    Files.createDirectories(folder.resolve("snapshot.json.new/in-the-way"));
    assertThrows(IOException.class, () -> save(file, SECOND));
    assertEquals(Optional.of(FIRST), file.load());
    Files.delete(folder.resolve("snapshot.json.new/in-the-way"));
    Files.deleteIfExists(folder.resolve("class-ids.json.new"));
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
  void whereverAPowerCutComesBeforeTheNamesAreChangedTheOldCounts() throws Exception {
    withoutChanges();
    StateFiles file = new StateFiles(folder);
    file.load();
    save(file, FIRST);
    file.stage(SECOND.snapshot(), null);
    file.prepare(SECOND.ids());
    assertArrayEquals(
        SnapshotJson.write(SECOND.snapshot()),
        Files.readAllBytes(folder.resolve("snapshot.json.new")));
    assertEquals(Optional.of(FIRST), new StateFiles(folder).load());
    Files.move(
        folder.resolve("class-ids.json.new"),
        folder.resolve("class-ids.json"),
        StandardCopyOption.REPLACE_EXISTING);
    assertEquals(
        Optional.of(new StateFiles.Saved(FIRST.snapshot(), SECOND.ids())),
        new StateFiles(folder).load(),
        "numbers of a later snapshot fit an earlier one");
  }

  @Test
  void whatCouldNotBeWrittenIsNotCommitted() throws Exception {
    withoutChanges();
    StateFiles file = new StateFiles(folder);
    file.load();
    save(file, FIRST);
    Path inTheWay = Files.createDirectories(folder.resolve("snapshot.json.new/in-the-way"));
    file.stage(SECOND.snapshot(), null);
    assertThrows(IOException.class, file::awaitStaged);
    assertThrows(IOException.class, () -> file.prepare(SECOND.ids()));
    assertThrows(IOException.class, () -> file.commit(SECOND.ids()));
    assertEquals(Optional.of(FIRST), new StateFiles(folder).load());
    Files.delete(inTheWay);
    save(file, SECOND);
    assertEquals(Optional.of(SECOND), new StateFiles(folder).load());
  }

  /** What is saved after the first: more and other numbers each time, and some gone. */
  private static StateFiles.Saved later(int revision) {
    TreeMap<String, Integer> given = new TreeMap<>();
    for (int number = revision % 3; number < revision; number += 1 + revision % 4) {
      given.put("policy " + number, 1 + number * revision % 7);
    }
    ClassIds ids = new ClassIds(new TreeMap<>(Map.of("policy", revision)), given);
    return new StateFiles.Saved(Snapshots.of(revision), ids);
  }

  @Test
  void changesAreSavedBesideAWholeAndFoldedIntoIt() throws Exception {
    StateFiles files = new StateFiles(folder);
    files.load();
    save(files, FIRST);
    byte[] whole = Files.readAllBytes(folder.resolve("snapshot.json"));
    for (int revision = 2; revision <= 100; revision++) {
      save(files, later(revision));
      assertEquals(Optional.of(later(revision)), new StateFiles(folder).load());
    }
    assertArrayEquals(whole, Files.readAllBytes(folder.resolve("snapshot.json")));
    assertTrue(files.isLong());
    files.fold();
    assertFalse(files.isLong());
    assertEquals(Optional.of(later(100)), new StateFiles(folder).load());
    assertArrayEquals(
        SnapshotJson.write(Snapshots.of(100)), Files.readAllBytes(folder.resolve("snapshot.json")));
    save(files, later(101));
    files.close();
    Files.delete(folder.resolve("changes.log"));
    assertEquals(Optional.of(later(101)), new StateFiles(folder).load());
  }

  @Test
  void whatWasStagedAndNotCommittedCountsForNothing() throws Exception {
    StateFiles files = new StateFiles(folder);
    files.load();
    save(files, FIRST);
    save(files, later(2));
    files.stage(Snapshots.of(3), null);
    assertEquals(Optional.of(later(2)), new StateFiles(folder).load());
    files.stage(Snapshots.of(4), null);
    assertEquals(Optional.of(later(2)), new StateFiles(folder).load());
    files.commit(later(4).ids());
    assertEquals(Optional.of(later(4)), new StateFiles(folder).load());
    files.stage(Snapshots.of(5), null);
    files.fold();
    assertEquals(Optional.of(later(4)), new StateFiles(folder).load());
    assertThrows(IOException.class, () -> files.commit(later(5).ids()));
  }

  @Test
  void whereverAPowerCutEndsTheChangesThoseBeforeItCount() throws Exception {
    StateFiles files = new StateFiles(folder);
    files.load();
    save(files, FIRST);
    Path log = folder.resolve("changes.log");
    TreeMap<Long, StateFiles.Saved> ends = new TreeMap<>(Map.of(0L, FIRST));
    for (int revision = 2; revision <= 5; revision++) {
      save(files, later(revision));
      ends.put(Files.size(log), later(revision));
    }
    byte[] good = Files.readAllBytes(log);
    for (int length = 0; length <= good.length; length++) {
      Optional<StateFiles.Saved> expected = Optional.of(ends.floorEntry((long) length).getValue());
      byte[] cut = Arrays.copyOf(good, length);
      Files.write(log, cut);
      StateFiles again = new StateFiles(folder);
      assertEquals(expected, again.load(), "cut to " + length);
      // zeroes, or octets of before, where the file grew but was not written
      Files.write(log, Arrays.copyOf(cut, good.length));
      assertEquals(expected, again.load(), "zero from " + length);
      if (length < good.length && length % 16 == 0) {
        byte[] bad = good.clone();
        bad[length] ^= 0x10;
        Files.write(log, bad);
        Optional<StateFiles.Saved> found = again.load();
        if (length < HEADER) {
          assertEquals(Optional.of(FIRST), found, "beside another whole");
        } else if (found.isPresent()) { // of the last, a wrong length looks like a cut
          assertEquals(ends.lowerEntry(ends.lastKey()).getKey(), ends.floorKey((long) length));
          assertEquals(expected, found, "another octet at " + length);
        }
        save(again, later(9));
        assertEquals(Optional.of(later(9)), new StateFiles(folder).load());
        again.close();
        Files.write(folder.resolve("snapshot.json"), SnapshotJson.write(FIRST.snapshot()));
        Files.write(folder.resolve("class-ids.json"), ClassIdsJson.write(FIRST.ids()));
      }
    }
  }

  @Test
  void whereAChangeInTheMiddleIsDamagedNothingOlderIsTakenForTheLast() throws Exception {
    StateFiles files = new StateFiles(folder);
    files.load();
    save(files, FIRST);
    Path log = folder.resolve("changes.log");
    save(files, later(2));
    long second = Files.size(log);
    save(files, later(3));
    byte[] good = Files.readAllBytes(log);
    for (int at = HEADER; at < second; at++) {
      for (int bit : new int[] {0x01, 0x80}) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) bit;
        Files.write(log, bad);
        assertEquals(Optional.empty(), new StateFiles(folder).load(), "octet " + at);
        assertEquals(Optional.empty(), new StateFiles(folder).load(), "nor the next time");
      }
    }
    byte[] gone = good.clone();
    Arrays.fill(gone, HEADER, (int) second, (byte) 0);
    Files.write(log, gone);
    StateFiles again = new StateFiles(folder);
    assertEquals(Optional.empty(), again.load(), "zeroes");
    save(again, later(4));
    assertEquals(Optional.of(later(4)), new StateFiles(folder).load());
  }

  @Test
  void aChangeThatIsTooLongForTheLogIsSavedWhole() throws Exception {
    StateFiles files = new StateFiles(folder);
    files.load();
    save(files, FIRST);
    PolicySnapshot.Builder builder = Snapshots.of(2).toBuilder(2);
    for (int i = 0; i < 2 * ChangeLog.MAX_SIZE / LONG_NAME.length() + 1; i++) {
      builder.group(new Group.Addresses(new GroupId(i + LONG_NAME), Set.of()));
    }
    StateFiles.Saved big = new StateFiles.Saved(builder.build(), later(2).ids());
    save(files, big);
    assertEquals(Optional.of(big), new StateFiles(folder).load());
    assertTrue(Files.size(folder.resolve("changes.log")) < ChangeLog.MAX_SIZE);
    StateFiles.Saved small = new StateFiles.Saved(Snapshots.of(3), later(3).ids());
    save(files, small);
    assertEquals(Optional.of(small), new StateFiles(folder).load());
  }

  @Test
  void changesToAnotherWholeCountForNothing() throws Exception {
    StateFiles files = new StateFiles(folder);
    files.load();
    save(files, FIRST);
    save(files, later(2));
    byte[] log = Files.readAllBytes(folder.resolve("changes.log"));
    files.fold();
    save(files, later(3));
    byte[] newer = Files.readAllBytes(folder.resolve("changes.log"));
    Files.write(folder.resolve("changes.log"), log);
    assertEquals(Optional.of(later(2)), new StateFiles(folder).load(), "as a power cut leaves it");
    // a whole that somebody put there, of the very revision
    Files.write(folder.resolve("changes.log"), newer);
    byte[] other =
        SnapshotJson.write(Snapshots.of(2).toBuilder(2).removeDevice(Snapshots.LAMP).build());
    Files.write(folder.resolve("snapshot.json"), other);
    assertEquals(SnapshotJson.read(other), new StateFiles(folder).load().orElseThrow().snapshot());
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
