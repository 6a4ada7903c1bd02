package org.mudward.mud.inventory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.ServerKey;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** Reads the tables back into values. */
final class StoreReader {
  private final Connection connection;

  StoreReader(Connection connection) {
    this.connection = connection;
  }

  /** How one row becomes a value. */
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  Contents contents() throws SQLException {
    Map<Long, SortedMap<IpAddress, Lease>> addresses = addresses();
    List<DeviceEntry> devices =
        all(
            "SELECT * FROM device ORDER BY mac",
            row -> device(row, addresses.getOrDefault(row.getLong("mac"), new TreeMap<>())));
    List<Publication> publications =
        all(
            "SELECT * FROM publication ORDER BY revision",
            row ->
                new Publication(
                    row.getLong("revision"), row.getInt("whole") == 1, row.getBytes("bytes")));
    long revision =
        publications.isEmpty() ? 0 : publications.get(publications.size() - 1).revision();
    return new Contents(
        devices,
        all("SELECT * FROM file ORDER BY url", StoreReader::file),
        approvals(),
        all("SELECT * FROM server", StoreReader::server),
        all("SELECT coalesce(max(seq), 0) FROM journal", row -> row.getLong(1)).get(0),
        revision,
        publications);
  }

  private Map<Long, SortedMap<IpAddress, Lease>> addresses() throws SQLException {
    Map<Long, SortedMap<IpAddress, Lease>> addresses = new HashMap<>();
    all(
        "SELECT * FROM address",
        row ->
            addresses
                .computeIfAbsent(row.getLong("mac"), mac -> new TreeMap<>())
                .put(
                    IpAddress.parse(row.getString("address")),
                    new Lease(duration(row, "length"), time(row, "expires"))));
    return addresses;
  }

  private static DeviceEntry device(ResultSet row, SortedMap<IpAddress, Lease> addresses)
      throws SQLException {
    return new DeviceEntry(
        new MacAddress(row.getLong("mac")),
        url(row, "mud_url"),
        source(row.getString("source")),
        url(row, "claimed"),
        row.getInt("quarantined") == 1,
        row.getInt("departed") == 1,
        row.getInt("url_changes"),
        row.getString("remark"),
        Instant.ofEpochMilli(row.getLong("first_seen")),
        Instant.ofEpochMilli(row.getLong("last_seen")),
        addresses);
  }

  private static @Nullable Source source(@Nullable String text) {
    for (Source source : Source.values()) {
      if (source.toString().equals(text)) {
        return source;
      }
    }
    return null;
  }

  private static FileEntry file(ResultSet row) throws SQLException {
    return new FileEntry(
        new MudUrl(row.getString("url")),
        version(row, "current"),
        version(row, "held"),
        row.getString("reason"),
        new FileChecks(
            time(row, "retrieved"),
            Duration.ofSeconds(row.getLong("validity")),
            row.getString("etag"),
            row.getInt("failures"),
            row.getString("failure"),
            time(row, "retry"),
            row.getInt("alarmed") == 1));
  }

  private static @Nullable FileVersion version(ResultSet row, String which) throws SQLException {
    String sha256 = row.getString(which + "_sha256");
    Instant retrieved = time(row, which + "_retrieved");
    return sha256 == null || retrieved == null
        ? null
        : new FileVersion(sha256, retrieved, row.getString(which + "_signer"));
  }

  private Map<MudUrl, List<Approval>> approvals() throws SQLException {
    Map<MudUrl, List<Approval>> approvals = new HashMap<>();
    all(
        "SELECT * FROM approval ORDER BY approved_at",
        row ->
            approvals
                .computeIfAbsent(new MudUrl(row.getString("url")), url -> new ArrayList<>())
                .add(
                    new Approval(
                        row.getString("approved_by"),
                        Instant.ofEpochMilli(row.getLong("approved_at")),
                        row.getString("sha256"))));
    return approvals;
  }

  private static ServerEntry server(ResultSet row) throws SQLException {
    return new ServerEntry(
        row.getString("authority"),
        new ServerKey(row.getString("key_sha256"), row.getString("issuer")),
        Instant.ofEpochMilli(row.getLong("since")),
        Instant.ofEpochMilli(row.getLong("seen")));
  }

  Optional<FileBody> body(MudUrl url, String sha256) throws SQLException {
    return all(
            "SELECT * FROM body WHERE url = ? AND sha256 = ?",
            row -> new FileBody(url, sha256, row.getBytes("bytes"), row.getBytes("signature")),
            url.text(),
            sha256)
        .stream()
        .findFirst();
  }

  List<JournalEntry> journal(long since, int limit) throws SQLException {
    return all(
        "SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
        StoreReader::entry,
        since,
        limit);
  }

  private static JournalEntry entry(ResultSet row) throws SQLException {
    long bits = row.getLong("mac");
    MacAddress mac = row.wasNull() ? null : new MacAddress(bits);
    return new JournalEntry(
        row.getLong("seq"),
        Instant.ofEpochMilli(row.getLong("time")),
        row.getString("event"),
        mac,
        url(row, "url"),
        row.getString("text"),
        row.getString("actor"));
  }

  private <T> List<T> all(String sql, Row<T> reader, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
      return rows;
    }
  }

  private static @Nullable MudUrl url(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : new MudUrl(text);
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
    long seconds = row.getLong(column);
    return row.wasNull() ? null : Duration.ofSeconds(seconds);
  }
}
