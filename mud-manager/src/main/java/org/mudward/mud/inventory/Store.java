package org.mudward.mud.inventory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Standing;

/**
 * What the manager must not forget, in one SQLite file. Confined to the writer's thread.
 *
 * <p>A change is on the disk when the method that makes it returns (WAL, synchronous=FULL), so what
 * was answered as saved survives {@code kill -9} and power loss.
 */
public final class Store implements AutoCloseable {
  private static final int VERSION = 1;

  /** Lines of the journal that are kept; a busy network writes a thousand a day. */
  static final int MAX_EVENTS = 200_000;

  private static final List<String> SCHEMA =
      List.of(
          "create table device (mac text primary key, url text, source text not null,"
              + " standing text not null, reason text not null, quarantined integer not null,"
              + " first_seen integer not null, last_seen integer not null)",
          "create table address (mac text not null references device on delete cascade,"
              + " address text not null, until integer not null, primary key (mac, address))",
          "create table file (url text primary key, bytes blob not null, signature blob,"
              + " retrieved integer not null, checked integer not null, etag text)",
          "create table approval (sha256 text primary key, by text not null, at integer not null)",
          "create table event (seq integer primary key autoincrement, time integer not null,"
              + " event text not null, mac text not null, text text not null)",
          "create table snapshot (only integer primary key check (only = 1),"
              + " revision integer not null, json blob not null)");

  private final Connection connection;

  /**
   * Opens the store, making it if it is not there.
   *
   * @throws StoreException if it is damaged, locked, or of a later version
   */
  public Store(Path file) {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      run("pragma journal_mode=wal");
      run("pragma synchronous=full");
      run("pragma foreign_keys=on");
      run("pragma busy_timeout=2000");
      migrate();
    } catch (SQLException e) {
      throw new StoreException("the store " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private void migrate() throws SQLException {
    int version;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("pragma user_version")) {
      version = row.getInt(1);
    }
    if (version > VERSION) {
      throw new StoreException(
          "the store is of version "
              + version
              + ", made by a later program; this one knows "
              + VERSION);
    }
    if (version == 0) {
      transaction(
          () -> {
            for (String table : SCHEMA) {
              run(table);
            }
            run("pragma user_version=" + VERSION);
          });
    }
  }

  /** Something that talks to the database. */
  public interface Work {
    void run() throws SQLException;
  }

  /** Does all of it or nothing. */
  public void transaction(Work work) {
    try {
      connection.setAutoCommit(false);
      try {
        work.run();
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new StoreException("the store did not take a change: " + e.getMessage(), e);
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new StoreException("the store did not take a change: " + e.getMessage(), e);
    }
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(RowReader<T> reader, String sql, Object... values) {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new StoreException("the store cannot be read: " + e.getMessage(), e);
    }
  }

  private static long millis(Instant instant) {
    return instant.equals(Instant.MAX) ? Long.MAX_VALUE : instant.toEpochMilli();
  }

  private static Instant instant(long millis) {
    return millis == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(millis);
  }

  /** Saves a device as it is now. */
  public void save(KnownDevice device) {
    transaction(
        () -> {
          MudUrl url = device.url();
          update(
              "insert into device values (?,?,?,?,?,?,?,?) on conflict (mac) do update set"
                  + " url=excluded.url, source=excluded.source, standing=excluded.standing,"
                  + " reason=excluded.reason, quarantined=excluded.quarantined,"
                  + " last_seen=excluded.last_seen",
              device.mac().toString(),
              url == null ? null : url.text(),
              device.source(),
              device.standing().name().toLowerCase(Locale.ROOT),
              device.reason(),
              device.quarantined() ? 1 : 0,
              millis(device.firstSeen()),
              millis(device.lastSeen()));
          update("delete from address where mac=?", device.mac().toString());
          device
              .addresses()
              .forEach(
                  (address, until) ->
                      update(
                          "insert into address values (?,?,?)",
                          device.mac().toString(),
                          address.toString(),
                          millis(until)));
        });
  }

  /** Forgets a device. */
  public void forget(MacAddress mac) {
    update("delete from device where mac=?", mac.toString());
  }

  /** All devices. */
  public List<KnownDevice> devices() {
    Map<String, Map<IpAddress, Instant>> addresses = new HashMap<>();
    query(
        row ->
            addresses
                .computeIfAbsent(row.getString(1), mac -> new HashMap<>())
                .put(IpAddress.parse(row.getString(2)), instant(row.getLong(3))),
        "select mac, address, until from address");
    return query(
        row -> {
          String url = row.getString(2);
          return new KnownDevice(
              MacAddress.parse(row.getString(1)),
              url == null ? null : new MudUrl(url),
              row.getString(3),
              Standing.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
              row.getString(5),
              row.getInt(6) != 0,
              instant(row.getLong(7)),
              instant(row.getLong(8)),
              addresses.getOrDefault(row.getString(1), Map.of()));
        },
        "select * from device order by mac");
  }

  /** Saves a fetched file. */
  public void save(StoredFile file) {
    update(
        "insert or replace into file values (?,?,?,?,?,?)",
        file.url().text(),
        file.bytes(),
        file.signature(),
        millis(file.retrieved()),
        millis(file.checked()),
        file.etag());
  }

  /** All fetched files. */
  public List<StoredFile> files() {
    return query(
        row ->
            new StoredFile(
                new MudUrl(row.getString(1)),
                row.getBytes(2),
                row.getBytes(3),
                instant(row.getLong(4)),
                instant(row.getLong(5)),
                row.getString(6)),
        "select * from file");
  }

  /** Saves a person's word. */
  public void save(Approval approval) {
    update(
        "insert or replace into approval values (?,?,?)",
        approval.sha256(),
        approval.by(),
        millis(approval.at()));
  }

  /** A person's word for these octets, if there is one. */
  public Optional<Approval> approval(String sha256) {
    return query(
            row -> new Approval(row.getString(2), instant(row.getLong(3)), row.getString(1)),
            "select sha256, by, at from approval where sha256=?",
            sha256)
        .stream()
        .findFirst();
  }

  /** Adds a line to the journal, and lets go of the oldest beyond what is kept. */
  public Event append(Instant time, String event, String mac, String text) {
    update(
        "insert into event (time, event, mac, text) values (?,?,?,?)",
        millis(time),
        event,
        mac,
        text);
    long seq = query(row -> row.getLong(1), "select last_insert_rowid()").get(0);
    if (seq % 1000 == 0) {
      update("delete from event where seq <= ?", seq - MAX_EVENTS);
    }
    return new Event(seq, time, event, mac, text);
  }

  /** Lines of the journal after a number, oldest first. */
  public List<Event> events(long since, int limit) {
    return query(
        row ->
            new Event(
                row.getLong(1),
                instant(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5)),
        "select seq, time, event, mac, text from event where seq > ? order by seq limit ?",
        since,
        limit);
  }

  /** Saves the snapshot that is about to be published. */
  public void saveSnapshot(long revision, byte[] json) {
    update("insert or replace into snapshot values (1,?,?)", revision, json);
  }

  /** The snapshot that was published last. */
  public Optional<byte[]> snapshot() {
    return query(row -> row.getBytes(1), "select json from snapshot").stream().findFirst();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreException("the store did not close: " + e.getMessage(), e);
    }
  }
}
