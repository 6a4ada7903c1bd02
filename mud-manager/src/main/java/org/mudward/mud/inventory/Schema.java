package org.mudward.mud.inventory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of the store, and the steps that lead from one version of them to the next.
 *
 * <p>Times are milliseconds since 1970, durations seconds. A step is never changed once it has been
 * released; what is new is a new step.
 */
final class Schema {
  /** "Mudw" in ASCII: marks the file as ours, so that no other database is taken for it. */
  private static final int APPLICATION_ID = 0x4D756477;

  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              """
              CREATE TABLE device (
                mac INTEGER PRIMARY KEY,
                mud_url TEXT,
                source TEXT,
                claimed TEXT,
                quarantined INTEGER NOT NULL,
                departed INTEGER NOT NULL,
                url_changes INTEGER NOT NULL,
                remark TEXT NOT NULL,
                first_seen INTEGER NOT NULL,
                last_seen INTEGER NOT NULL) STRICT
              """,
              """
              CREATE TABLE address (
                mac INTEGER NOT NULL REFERENCES device ON DELETE CASCADE,
                address TEXT NOT NULL,
                length INTEGER,
                expires INTEGER,
                PRIMARY KEY (mac, address)) STRICT, WITHOUT ROWID
              """,
              """
              CREATE TABLE file (
                url TEXT PRIMARY KEY,
                current_sha256 TEXT, current_retrieved INTEGER, current_signer TEXT,
                held_sha256 TEXT, held_retrieved INTEGER, held_signer TEXT,
                reason TEXT NOT NULL,
                retrieved INTEGER,
                validity INTEGER NOT NULL,
                etag TEXT,
                failures INTEGER NOT NULL,
                failure TEXT NOT NULL,
                retry INTEGER,
                alarmed INTEGER NOT NULL) STRICT
              """,
              """
              CREATE TABLE body (
                url TEXT NOT NULL REFERENCES file ON DELETE CASCADE,
                sha256 TEXT NOT NULL,
                bytes BLOB NOT NULL,
                signature BLOB,
                PRIMARY KEY (url, sha256)) STRICT
              """,
              """
              CREATE TABLE approval (
                url TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                approved_by TEXT NOT NULL,
                approved_at INTEGER NOT NULL,
                PRIMARY KEY (url, sha256)) STRICT
              """,
              """
              CREATE TABLE journal (
                seq INTEGER PRIMARY KEY,
                time INTEGER NOT NULL,
                event TEXT NOT NULL,
                mac INTEGER,
                url TEXT,
                text TEXT NOT NULL,
                actor TEXT NOT NULL) STRICT
              """,
              """
              CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal
              BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
              """,
              """
              CREATE TABLE publication (
                revision INTEGER PRIMARY KEY,
                whole INTEGER NOT NULL,
                bytes BLOB NOT NULL) STRICT
              """),
          List.of(
              "ALTER TABLE device ADD COLUMN thing BLOB",
              "ALTER TABLE device ADD COLUMN mudsigner BLOB",
              "ALTER TABLE device ADD COLUMN claimed_source TEXT",
              "ALTER TABLE device ADD COLUMN claimed_thing BLOB",
              "ALTER TABLE device ADD COLUMN claimed_mudsigner BLOB",
              "ALTER TABLE device ADD COLUMN claimed_reason TEXT",
              // What was claimed before was of another authority, or one change too many.
              """
              UPDATE device SET claimed_source = source,
                claimed_reason = CASE WHEN url_changes < 16 THEN 'authority' ELSE 'restless' END
              WHERE claimed IS NOT NULL
              """,
              """
              CREATE TABLE shown_url (
                mac INTEGER NOT NULL REFERENCES device ON DELETE CASCADE,
                source TEXT NOT NULL,
                url TEXT NOT NULL,
                PRIMARY KEY (mac, source)) STRICT, WITHOUT ROWID
              """,
              """
              INSERT INTO shown_url SELECT mac, source, mud_url FROM device
              WHERE mud_url IS NOT NULL AND source IS NOT NULL AND source <> 'site'
              """,
              """
              CREATE TABLE earlier_url (
                mac INTEGER NOT NULL REFERENCES device ON DELETE CASCADE,
                position INTEGER NOT NULL,
                url TEXT NOT NULL,
                PRIMARY KEY (mac, position)) STRICT, WITHOUT ROWID
              """,
              "ALTER TABLE file ADD COLUMN pin TEXT"),
          List.of(
              """
              CREATE TABLE server (
                authority TEXT PRIMARY KEY,
                key_sha256 TEXT NOT NULL,
                issuer TEXT NOT NULL,
                since INTEGER NOT NULL,
                seen INTEGER NOT NULL) STRICT
              """),
          List.of(
              """
              CREATE TABLE rejection (
                url TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                rejected_by TEXT NOT NULL,
                rejected_at INTEGER NOT NULL,
                PRIMARY KEY (url, sha256)) STRICT
              """,
              "ALTER TABLE device ADD COLUMN paused_until INTEGER"),
          List.of("ALTER TABLE device ADD COLUMN announced_for INTEGER"),
          List.of("ALTER TABLE device ADD COLUMN port TEXT"),
          List.of(
              """
              CREATE TABLE trait (
                mac INTEGER NOT NULL REFERENCES device ON DELETE CASCADE,
                kind TEXT NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (mac, kind, text)) STRICT, WITHOUT ROWID
              """),
          List.of(
              "ALTER TABLE device ADD COLUMN session_place TEXT",
              "ALTER TABLE device ADD COLUMN session_id TEXT"));

  private Schema() {}

  /** The version that this program writes. */
  static int version() {
    return STEPS.size();
  }

  /** Brings the tables up to this program's version, each step whole or not at all. */
  static void migrate(Connection connection) throws SQLException, StoreException {
    migrate(connection, version());
  }

  /** Brings the tables up to a version, for those who want to see how an older one goes on. */
  static void migrate(Connection connection, int version) throws SQLException, StoreException {
    int found = number(connection, "user_version");
    int owner = number(connection, "application_id");
    if (found > version()) {
      throw new StoreException(
          "it was written by a newer version of this program (tables of version "
              + found
              + ", known are those up to "
              + version()
              + ")");
    }
    boolean foreign = found == 0 && number(connection, "page_count") > 0 && hasTables(connection);
    if (foreign || (found > 0 && owner != APPLICATION_ID)) {
      throw new StoreException("it is the database of another program");
    }
    for (int step = found; step < version; step++) {
      try (Statement statement = connection.createStatement()) {
        for (String sql : STEPS.get(step)) {
          statement.execute(sql);
        }
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        statement.execute("PRAGMA user_version = " + (step + 1));
      }
      connection.commit();
    }
  }

  private static boolean hasTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
      return result.next() && result.getInt(1) > 0;
    }
  }

  private static int number(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA " + pragma)) {
      return result.next() ? result.getInt(1) : 0;
    }
  }
}
