package org.mudward.mud.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.ServerKey;
import org.sqlite.SQLiteDataSource;

/** The file servers that a store remembers. */
class ServersTest {
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
  private static final ServerKey KEY = new ServerKey("0a".repeat(32), "CN=Web CA");

  @TempDir Path folder;

  private static ServerEntry server(int number) {
    return new ServerEntry("s" + number + ":443", KEY, NOW, NOW.plusSeconds(number));
  }

  @Test
  void whatIsCommittedIsThereAfterOpeningAgainAndWhatIsNotIsGone() throws Exception {
    ServerEntry changed = new ServerEntry("s1:443", new ServerKey("0b", "CN=x"), NOW, NOW);
    try (Inventory inventory = Inventory.open(folder)) {
      inventory.put(server(1), Set.of());
      inventory.commit();
      inventory.put(changed, Set.of());
      inventory.put(server(2), Set.of());
      inventory.commit();
      inventory.put(server(3), Set.of());
      inventory.reload();
      assertEquals(Optional.empty(), inventory.server("s3:443"));
    }
    try (Inventory inventory = Inventory.open(folder)) {
      assertEquals(changed, inventory.server("s1:443").orElseThrow());
      assertEquals(server(2), inventory.server("s2:443").orElseThrow());
      assertEquals(Optional.empty(), inventory.server("s3:443"));
    }
  }

  @Test
  void whoeverIsNotNeededAndWasNotHeardOfForLongestMakesRoom() throws Exception {
    try (Inventory inventory = Inventory.open(folder)) {
      for (int i = 0; i < Inventory.MAX_FILES; i++) {
        inventory.put(server(i), Set.of());
      }
      inventory.commit();
      inventory.put(server(5000), Set.of("s0:443", "s1:443"));
      inventory.commit();
    }
    try (Inventory inventory = Inventory.open(folder)) {
      assertTrue(inventory.server("s0:443").isPresent());
      assertTrue(inventory.server("s1:443").isPresent());
      assertEquals(Optional.empty(), inventory.server("s2:443"));
      assertTrue(inventory.server("s3:443").isPresent());
      assertTrue(inventory.server("s5000:443").isPresent());
    }
  }

  @Test
  void aStoreOfTheFirstVersionGoesOnWithAllItHas() throws Exception {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("inventory.db"));
    try (Connection connection = source.getConnection();
        Statement work = connection.createStatement()) {
      connection.setAutoCommit(false);
      Schema.migrate(connection, 1);
      work.execute("INSERT INTO journal VALUES (7, 0, 'old', NULL, NULL, 'text', 'manager')");
      connection.commit();
    }
    try (Inventory inventory = Inventory.open(folder)) {
      assertEquals("old", inventory.journal(0, 10).get(0).event());
      inventory.put(server(1), Set.of());
      inventory.commit();
      inventory.reload();
      assertEquals(server(1), inventory.server("s1:443").orElseThrow());
    }
  }

  @Test
  void aLongIssuerIsShortened() {
    assertEquals(300, new ServerKey("0a", "x".repeat(65_000)).issuer().length());
  }
}
