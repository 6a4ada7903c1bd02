package org.mudward.mud.inventory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.UrlClaim.Reason;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.sqlite.SQLiteDataSource;

/** A store that an older version wrote. */
class SchemaTest {
  private static final Instant SEEN = Instant.parse("2026-11-01T10:00:00Z");
  private static final MudUrl URL = new MudUrl("https://lamp.example/lamp.json");
  private static final MudUrl NEXT = new MudUrl("https://lamp.example/lamp2.json");
  private static final MudUrl EVIL = new MudUrl("https://evil.example/lamp.json");
  private static final String SHA = "ab".repeat(32);

  @TempDir Path folder;

  @BeforeEach
  void makeAnOldStore() throws IOException, SQLException {
    String text;
    try (InputStream dump = SchemaTest.class.getResourceAsStream("store-1.sql")) {
      text = new String(dump.readAllBytes(), StandardCharsets.UTF_8);
    }
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("inventory.db"));
    try (Connection connection = source.getConnection();
        Statement work = connection.createStatement()) {
      for (String statement : text.split("\n\n")) {
        work.execute(statement);
      }
    }
  }

  private static MacAddress mac(int last) {
    return new MacAddress(0x020000000000L + last);
  }

  private static UrlHistory urls(Inventory inventory, int last) {
    return inventory.device(mac(last)).orElseThrow().urls();
  }

  @Test
  void whatAnOlderVersionKnewOfDevicesIsThere() throws StoreException {
    try (Inventory inventory = Inventory.open(folder)) {
      assertEquals(5, inventory.devices().size());
      DeviceEntry lamp = inventory.device(mac(0x10)).orElseThrow();
      assertEquals(
          UrlHistory.NONE.learnt(URL, Source.DHCPV4, null).said(Source.DHCPV4, URL).withChanges(2),
          lamp.urls());
      assertEquals(SEEN, lamp.firstSeen());
      assertEquals(SEEN.plusSeconds(60), lamp.lastSeen());
      assertTrue(lamp.addresses().containsKey(IpAddress.parse("192.168.1.10")));
      assertEquals(UrlHistory.NONE, urls(inventory, 0x14));
      assertEquals(Map.of(), urls(inventory, 0x13).shown());
      assertEquals(Source.SITE, urls(inventory, 0x13).source());
    }
  }

  @Test
  void whatWasHeldIsHeldStill() throws StoreException {
    try (Inventory inventory = Inventory.open(folder)) {
      assertEquals(
          new UrlClaim(EVIL, Source.DNSMASQ, null, Reason.AUTHORITY),
          urls(inventory, 0x11).claim());
      assertEquals(
          new UrlClaim(NEXT, Source.DHCPV4, null, Reason.RESTLESS), urls(inventory, 0x12).claim());
      DeviceEntry aside = inventory.device(mac(0x11)).orElseThrow();
      assertTrue(aside.quarantined() && aside.departed());
      assertEquals("odd", aside.remark());
    }
  }

  @Test
  void filesApprovalsAndTheJournalAreThere() throws StoreException {
    try (Inventory inventory = Inventory.open(folder)) {
      FileEntry file = inventory.file(URL).orElseThrow();
      assertEquals(new FileVersion(SHA, SEEN, "CN=maker"), file.current());
      assertNull(file.pin());
      assertArrayEquals(new byte[] {1, 2, 3}, inventory.body(URL, SHA).orElseThrow().bytes());
      assertEquals("alice", inventory.approval(URL, SHA).orElseThrow().by());
      assertEquals(1, inventory.journal(0, 10).size());
    }
  }

  @Test
  void whatIsWrittenIntoItAfterwardsIsThereAgain() throws StoreException {
    UrlHistory followed;
    try (Inventory inventory = Inventory.open(folder)) {
      DeviceEntry lamp = inventory.device(mac(0x10)).orElseThrow();
      UrlClaim claim = new UrlClaim(NEXT, Source.DHCPV4, null, Reason.ON_TRIAL);
      followed = lamp.urls().followed(claim).said(Source.DHCPV4, NEXT);
      inventory.put(lamp.withUrls(followed));
      inventory.commit();
    }
    try (Inventory inventory = Inventory.open(folder)) {
      assertEquals(followed, urls(inventory, 0x10));
      assertEquals(List.of(URL), urls(inventory, 0x10).earlier());
    }
  }

  @Test
  void aReasonThatIsNotKnownHolds() throws Exception {
    Inventory.open(folder).close();
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("inventory.db"));
    try (Connection connection = source.getConnection();
        Statement work = connection.createStatement()) {
      work.execute("UPDATE device SET claimed_reason = 'whim', claimed_source = 'rumour'");
    }
    try (Inventory inventory = Inventory.open(folder)) {
      assertTrue(urls(inventory, 0x11).claim().holds());
      assertTrue(urls(inventory, 0x12).claim().holds());
    }
  }
}
