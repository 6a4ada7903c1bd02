package org.mudward.mud.inventory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.sqlite.SQLiteDataSource;

class InventoryTest {
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
  private static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  private static final MudUrl URL = new MudUrl("https://lamp.example/lamp.json");
  private static final MudUrl FIRST = new MudUrl("https://lamp.example/lamp0.json");
  private static final MudUrl OTHER = new MudUrl("https://other.example/lamp.json");
  private static final String SHA = "ab".repeat(32);

  @TempDir Path folder;

  private Inventory open() throws StoreException {
    return Inventory.open(folder);
  }

  private static UrlHistory history() {
    Proof proof = new Proof(new X500Principal("CN=lamp,O=Maker"), new X500Principal("CN=signer"));
    Proof other = new Proof(new X500Principal("serialNumber=7"), null);
    UrlHistory urls = UrlHistory.NONE.learnt(FIRST, Source.DHCPV6, null).said(Source.LLDP, FIRST);
    return urls.followed(new UrlClaim(URL, Source.X509, proof, UrlClaim.Reason.ON_TRIAL))
        .withClaim(new UrlClaim(OTHER, Source.DHCPV6, other, UrlClaim.Reason.WAYS))
        .withChanges(3)
        .said(Source.X509, URL);
  }

  private static DeviceEntry lamp() {
    Map<IpAddress, Lease> addresses = new TreeMap<>();
    addresses.put(IpAddress.parse("192.168.1.10"), Lease.of(Duration.ofHours(1), NOW));
    addresses.put(IpAddress.parse("fd00::10"), Lease.ENDLESS);
    return DeviceEntry.seen(LAMP, NOW)
        .withUrls(history())
        .withQuarantine(true)
        .withDeparted(true)
        .withRemark("odd")
        .withAddresses(addresses);
  }

  @Test
  void whatIsCommittedIsThereAfterOpeningAgain() throws StoreException {
    FileVersion current = new FileVersion(SHA, NOW, "CN=maker");
    FileVersion held = new FileVersion("cd".repeat(32), NOW.plusSeconds(5), null);
    FileEntry file =
        FileEntry.of(URL)
            .withCurrent(current)
            .withHeld(held, "SG-14: unsigned")
            .withPin("ef".repeat(32))
            .withChecks(
                FileChecks.NONE
                    .answered(NOW, Duration.ofDays(2), "\"tag\"")
                    .failed("down", NOW.plusSeconds(60))
                    .withAlarm());
    Approval approval = new Approval("alice", NOW, SHA);
    try (Inventory inventory = open()) {
      inventory.put(lamp());
      inventory.put(file);
      inventory.keep(new FileBody(URL, SHA, new byte[] {1, 2, 3}, new byte[] {4}));
      inventory.approve(URL, approval);
      inventory.append(NOW, "device.seen", LAMP, URL, "hello", "device");
      inventory.append(NOW, "manager.started", null, null, "", "manager");
      inventory.commit();
    }
    try (Inventory inventory = open()) {
      assertEquals(lamp(), inventory.device(LAMP).orElseThrow());
      assertEquals(List.of(lamp()), List.copyOf(inventory.devices()));
      assertEquals(LAMP, inventory.holder(IpAddress.parse("fd00::10")).orElseThrow());
      assertEquals(file, inventory.file(URL).orElseThrow());
      FileBody body = inventory.body(URL, SHA).orElseThrow();
      assertArrayEquals(new byte[] {1, 2, 3}, body.bytes());
      assertArrayEquals(new byte[] {4}, body.signature());
      assertEquals(approval, inventory.approval(URL, SHA).orElseThrow());
      List<JournalEntry> journal = inventory.journal(0, 10);
      assertEquals(
          new JournalEntry(1, NOW, "device.seen", LAMP, URL, "hello", "device"), journal.get(0));
      assertEquals(
          new JournalEntry(2, NOW, "manager.started", null, null, "", "manager"), journal.get(1));
      inventory.append(NOW, "next", null, null, "", "manager");
      inventory.commit();
      assertEquals(3, inventory.journal(2, 10).get(0).seq());
    }
  }

  @Test
  void whatIsNotCommittedIsGone() throws StoreException {
    try (Inventory inventory = open()) {
      inventory.put(lamp());
      inventory.commit();
      inventory.forget(LAMP);
      inventory.append(NOW, "lost", null, null, "", "manager");
      inventory.reload();
      assertEquals(lamp(), inventory.device(LAMP).orElseThrow());
      assertTrue(inventory.journal(0, 10).isEmpty());
      inventory.append(NOW, "first", null, null, "", "manager");
      inventory.commit();
      assertEquals(1, inventory.journal(0, 10).get(0).seq());
    }
  }

  @Test
  void aForgottenDeviceAndADroppedFileAreGoneWithAllTheirParts() throws StoreException {
    try (Inventory inventory = open()) {
      inventory.put(lamp());
      inventory.put(FileEntry.of(URL).withCurrent(new FileVersion(SHA, NOW, null)));
      inventory.keep(new FileBody(URL, SHA, new byte[10], null));
      inventory.commit();
      inventory.forget(LAMP);
      inventory.drop(URL);
      inventory.commit();
      assertTrue(inventory.body(URL, SHA).isEmpty());
      assertTrue(inventory.holder(IpAddress.parse("fd00::10")).isEmpty());
    }
    try (Inventory inventory = open()) {
      assertTrue(inventory.devices().isEmpty());
      assertTrue(inventory.files().isEmpty());
    }
  }

  @Test
  void onlyTheBodiesOfVersionsThatAreNamedAreKept() throws StoreException {
    String newer = "cd".repeat(32);
    try (Inventory inventory = open()) {
      FileEntry file = FileEntry.of(URL).withCurrent(new FileVersion(SHA, NOW, null));
      inventory.put(file);
      inventory.keep(new FileBody(URL, SHA, new byte[1], null));
      inventory.commit();
      inventory.put(file.withCurrent(new FileVersion(newer, NOW, null)));
      inventory.keep(new FileBody(URL, newer, new byte[2], null));
      inventory.commit();
      assertTrue(inventory.body(URL, SHA).isEmpty());
      assertEquals(2, inventory.body(URL, newer).orElseThrow().bytes().length);
    }
  }

  private static PolicySnapshot snapshot(long revision, int last, String policy) {
    PolicySnapshot.Builder builder = PolicySnapshot.builder(revision);
    GroupId name = new GroupId("dns:api.example");
    return builder
        .policy(DevicePolicy.defaultsOnly(policy, ""))
        .device(new Device(LAMP, policy, Set.of()))
        .group(new Group.Addresses(name, Set.of(Prefix.parse("198.51.100." + last))))
        .build();
  }

  @Test
  void revisionsNeverGoBackAndTheLastSnapshotIsThereAgain() throws StoreException {
    for (int round = 0; round < 5; round++) {
      try (Inventory inventory = open()) {
        assertEquals(round * 100L, inventory.revision());
        for (int i = 1; i <= 100; i++) {
          inventory.publish(snapshot(round * 100L + i, i, "held"));
          inventory.commit();
        }
        assertThrows(
            IllegalArgumentException.class,
            () -> inventory.publish(snapshot(inventory.revision(), 1, "held")));
      }
    }
    try (Inventory inventory = open()) {
      assertEquals(snapshot(500, 100, "held"), inventory.published().orElseThrow());
    }
  }

  @Test
  void aSnapshotOfAnotherFormIsLeftButItsRevisionCounts() throws Exception {
    try (Inventory inventory = open()) {
      inventory.publish(snapshot(41, 1, "held"));
      inventory.commit();
    }
    sql("UPDATE publication SET bytes = CAST('{\"type\":\"snapshot\",\"version\":9}' AS BLOB)");
    try (Inventory inventory = open()) {
      assertTrue(inventory.published().isEmpty());
      assertEquals(41, inventory.revision());
      inventory.publish(snapshot(42, 1, "held"));
      inventory.commit();
      assertEquals(42, inventory.published().orElseThrow().revision());
    }
  }

  @Test
  void aChangeOfOneNameIsWrittenAsAChange() throws Exception {
    try (Inventory inventory = open()) {
      PolicySnapshot.Builder many = snapshot(1, 1, "held").toBuilder(1);
      for (int i = 0; i < 500; i++) {
        many.device(new Device(new MacAddress(0x020000000100L + i), "held", Set.of()));
      }
      PolicySnapshot large = many.build();
      inventory.publish(large);
      inventory.commit();
      GroupId name = new GroupId("dns:api.example");
      inventory.publish(
          large.toBuilder(2)
              .group(new Group.Addresses(name, Set.of(Prefix.parse("198.51.100.2"))))
              .build());
      inventory.commit();
    }
    assertTrue(Files.size(folder.resolve("inventory.db")) > 20_000);
    assertTrue(number("SELECT length(bytes) FROM publication WHERE revision = 2") < 500);
    assertEquals(2, number("SELECT count(*) FROM publication"));
  }

  @Test
  void aDamagedStoreIsRefusedWithAWord() throws Exception {
    try (Inventory inventory = open()) {
      for (int i = 0; i < 500; i++) {
        inventory.append(NOW, "filler", null, null, "x".repeat(200), "manager");
      }
      inventory.commit();
    }
    Path file = folder.resolve("inventory.db");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 4096; i < bytes.length; i += 7) {
      bytes[i] ^= 0x5A;
    }
    Files.write(file, bytes);
    StoreException failure = assertThrows(StoreException.class, this::open);
    assertTrue(failure.getMessage().contains("damaged"), failure.getMessage());
    Files.writeString(file, "this is no database at all, and it is long enough".repeat(100));
    failure = assertThrows(StoreException.class, this::open);
    assertTrue(failure.getMessage().contains("damaged"), failure.getMessage());
  }

  @Test
  void aNewerStoreAndAnotherProgramsAreRefused() throws Exception {
    open().close();
    sql("PRAGMA user_version = 99");
    StoreException newer = assertThrows(StoreException.class, this::open);
    assertTrue(newer.getMessage().contains("newer version"), newer.getMessage());
    sql("PRAGMA user_version = 1");
    sql("PRAGMA application_id = 7");
    StoreException foreign = assertThrows(StoreException.class, this::open);
    assertTrue(foreign.getMessage().contains("another program"), foreign.getMessage());
  }

  @Test
  void aSecondManagerIsToldThatThereIsAFirst() throws StoreException {
    try (Inventory first = open()) {
      first.put(lamp());
      first.commit();
      StoreException second = assertThrows(StoreException.class, this::open);
      assertTrue(second.getMessage().contains("another manager"), second.getMessage());
    }
  }

  @Test
  void onlyTheThreadThatOpenedItMayUseIt() throws StoreException {
    try (Inventory inventory = open()) {
      CompletableFuture<Boolean> elsewhere =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return inventory.journal(0, 1).isEmpty();
                } catch (StoreException e) {
                  throw new IllegalArgumentException(e);
                }
              });
      CompletionException failure = assertThrows(CompletionException.class, elsewhere::join);
      assertEquals(IllegalStateException.class, failure.getCause().getClass());
    }
  }

  @Test
  void nobodyElseMayReadTheStore() throws StoreException, IOException {
    Path deeper = folder.resolve("new").resolve("state");
    Inventory.open(deeper).close();
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(deeper.resolve("inventory.db"))));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(deeper)));
  }

  @Test
  void theJournalCannotBeChangedAndKeepsItsLatestLines() throws Exception {
    try (Inventory inventory = open()) {
      for (int i = 0; i < Store.MAX_JOURNAL + 50; i++) {
        inventory.append(NOW, "event", null, null, "", "manager");
      }
      inventory.commit();
      assertEquals(51, inventory.journal(0, 1).get(0).seq());
      assertEquals(Inventory.MAX_EVENTS, inventory.journal(0, 5000).size());
    }
    assertThrows(SQLException.class, () -> sql("UPDATE journal SET text = 'never happened'"));
  }

  @Test
  void aFullInventoryMakesRoomByForgettingWhomNothingIsKnownOf() throws StoreException {
    try (Inventory inventory = open()) {
      assertTrue(inventory.put(lamp()));
      MacAddress oldest = new MacAddress(0x020000010000L);
      inventory.put(DeviceEntry.seen(oldest, NOW.minusSeconds(60)));
      for (long i = 1; inventory.devices().size() < Inventory.MAX_DEVICES; i++) {
        inventory.put(DeviceEntry.seen(new MacAddress(0x020000010000L + i), NOW));
      }
      MacAddress late = new MacAddress(0x030000000000L);
      assertTrue(inventory.put(DeviceEntry.seen(late, NOW)));
      assertEquals(Inventory.MAX_DEVICES + 1 - Inventory.ROOM_AT_ONCE, inventory.devices().size());
      assertTrue(inventory.device(oldest).isEmpty());
      assertTrue(inventory.device(LAMP).isPresent());
    }
  }

  @Test
  void whatADeviceSaysOfItselfKeepsItNoPlaceButAFileOfItsMakerDoes() throws StoreException {
    try (Inventory inventory = open()) {
      UrlHistory said = UrlHistory.NONE.learnt(URL, Source.DHCPV4, null);
      for (long i = 0; i < Inventory.MAX_DEVICES; i++) {
        inventory.put(DeviceEntry.seen(new MacAddress(0x020000010000L + i), NOW).withUrls(said));
      }
      assertTrue(inventory.put(DeviceEntry.seen(new MacAddress(0x030000000000L), NOW)));
      FileVersion used = new FileVersion("0a".repeat(32), NOW, "CN=maker");
      inventory.put(FileEntry.of(URL).withCurrent(used));
      for (long i = 0; inventory.devices().size() < Inventory.MAX_DEVICES; i++) {
        inventory.put(DeviceEntry.seen(new MacAddress(0x040000000000L + i), NOW).withUrls(said));
      }
      assertTrue(inventory.put(DeviceEntry.seen(new MacAddress(0x050000000000L), NOW)));
      assertTrue(inventory.device(new MacAddress(0x030000000000L)).isEmpty());
      inventory.forget(new MacAddress(0x050000000000L));
      inventory.put(DeviceEntry.seen(new MacAddress(0x060000000000L), NOW).withUrls(said));
      assertFalse(inventory.put(DeviceEntry.seen(new MacAddress(0x070000000000L), NOW)));
    }
  }

  @Test
  void beingSeenAgainWithinAMinuteIsNoChange() throws StoreException {
    try (Inventory inventory = open()) {
      inventory.put(lamp());
      inventory.commit();
      long version = inventory.version();
      inventory.put(lamp().seenAt(NOW.plusSeconds(59)));
      assertEquals(version, inventory.version());
      inventory.put(lamp().seenAt(NOW.plusSeconds(61)));
      assertEquals(version, inventory.version());
      assertEquals(NOW.plusSeconds(61), inventory.device(LAMP).orElseThrow().lastSeen());
      inventory.put(lamp().withRemark("other"));
      assertEquals(version + 1, inventory.version());
    }
  }

  @Test
  void hostileTextBecomesOneHarmlessLine() throws StoreException {
    JournalEntry entry =
        new JournalEntry(
            7,
            NOW,
            "device.held",
            LAMP,
            URL,
            "a \"name\"\r\nevent=device.enforced \u001b[31mred\u202e\\",
            "device");
    String line = EventText.line(entry);
    assertEquals(
        "event=device.held seq=7 mac=02:00:00:00:00:10 url=https://lamp.example/lamp.json"
            + " actor=device text=\"a \\\"name\\\"??event=device.enforced ?[31mred?\\\\\"",
        line);
    try (Inventory inventory = open()) {
      inventory.append(NOW, "e", null, null, "x".repeat(100_000) + "\n", "eve\nroot");
      inventory.commit();
      JournalEntry kept = inventory.journal(0, 1).get(0);
      assertEquals(EventText.MAX_LENGTH + 3, kept.text().length());
      assertEquals("eve?root", kept.actor());
    }
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = connection();
        Statement work = connection.createStatement()) {
      work.execute(statement);
    }
  }

  private long number(String query) throws SQLException {
    try (Connection connection = connection();
        Statement work = connection.createStatement();
        var result = work.executeQuery(query)) {
      assertTrue(result.next());
      return result.getLong(1);
    }
  }

  private Connection connection() throws SQLException {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("inventory.db"));
    return source.getConnection();
  }

  @Test
  void textIsKeptAsItIsIfItIsPlain() {
    String plain =
        new String("plain ~ text".getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
    assertEquals(plain, EventText.safe(plain));
  }
}
