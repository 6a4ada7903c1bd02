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
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.ServerKey;
import org.mudward.mud.learn.Session;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Trait;
import org.mudward.mud.learn.Traits;
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
    Map<Long, SortedMap<Source, MudUrl>> shown = shown();
    Map<Long, List<MudUrl>> earlier = earlier();
    Map<Long, List<Trait>> traits = traits();
    List<DeviceEntry> devices =
        all(
            "SELECT * FROM device ORDER BY mac",
            row -> {
              long mac = row.getLong("mac");
              UrlHistory urls =
                  urls(
                      row,
                      shown.getOrDefault(mac, new TreeMap<>()),
                      earlier.getOrDefault(mac, List.of()));
              return device(
                  row,
                  urls,
                  addresses.getOrDefault(mac, new TreeMap<>()),
                  Traits.NONE.with(traits.getOrDefault(mac, List.of())));
            });
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
        rejections(),
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

  private Map<Long, SortedMap<Source, MudUrl>> shown() throws SQLException {
    Map<Long, SortedMap<Source, MudUrl>> shown = new HashMap<>();
    all(
        "SELECT * FROM shown_url",
        row -> {
          Source way = source(row.getString("source"));
          MudUrl url = new MudUrl(row.getString("url"));
          if (way != null) {
            shown.computeIfAbsent(row.getLong("mac"), mac -> new TreeMap<>()).put(way, url);
          }
          return url;
        });
    return shown;
  }

  private Map<Long, List<MudUrl>> earlier() throws SQLException {
    Map<Long, List<MudUrl>> earlier = new HashMap<>();
    all(
        "SELECT * FROM earlier_url ORDER BY mac, position",
        row ->
            earlier
                .computeIfAbsent(row.getLong("mac"), mac -> new ArrayList<>())
                .add(new MudUrl(row.getString("url"))));
    return earlier;
  }

  /** Those of kinds that this program does not know say nothing. */
  private Map<Long, List<Trait>> traits() throws SQLException {
    Map<Long, List<Trait>> traits = new HashMap<>();
    all(
        "SELECT * FROM trait",
        row -> {
          long mac = row.getLong("mac");
          String text = row.getString("text");
          Trait.Kind.of(row.getString("kind"))
              .map(kind -> new Trait(kind, text))
              .ifPresent(trait -> traits.computeIfAbsent(mac, m -> new ArrayList<>()).add(trait));
          return mac;
        });
    return traits;
  }

  private static DeviceEntry device(
      ResultSet row, UrlHistory urls, SortedMap<IpAddress, Lease> addresses, Traits traits)
      throws SQLException {
    return new DeviceEntry(
        new MacAddress(row.getLong("mac")),
        urls,
        row.getInt("quarantined") == 1,
        row.getInt("departed") == 1,
        time(row, "paused_until"),
        row.getString("remark"),
        Instant.ofEpochMilli(row.getLong("first_seen")),
        Instant.ofEpochMilli(row.getLong("last_seen")),
        addresses,
        duration(row, "announced_for"),
        traits,
        session(row),
        row.getString("port"));
  }

  private static @Nullable Session session(ResultSet row) throws SQLException {
    String place = row.getString("session_place");
    String id = row.getString("session_id");
    return place == null || id == null ? null : new Session(place, id);
  }

  private static UrlHistory urls(
      ResultSet row, SortedMap<Source, MudUrl> shown, List<MudUrl> earlier) throws SQLException {
    return new UrlHistory(
        url(row, "mud_url"),
        source(row.getString("source")),
        proof(row, "thing", "mudsigner"),
        claim(row),
        row.getInt("url_changes"),
        shown,
        earlier);
  }

  /** One whose way or reason this program does not know holds its device all the same. */
  private static @Nullable UrlClaim claim(ResultSet row) throws SQLException {
    MudUrl url = url(row, "claimed");
    if (url == null) {
      return null;
    }
    Source way = source(row.getString("claimed_source"));
    String text = row.getString("claimed_reason");
    UrlClaim.Reason reason =
        Stream.of(UrlClaim.Reason.values())
            .filter(known -> known.toString().equals(text))
            .findFirst()
            .orElse(UrlClaim.Reason.AUTHORITY);
    return new UrlClaim(
        url,
        way == null ? Source.DHCPV4 : way,
        proof(row, "claimed_thing", "claimed_mudsigner"),
        reason);
  }

  private static @Nullable Proof proof(ResultSet row, String thing, String mudsigner)
      throws SQLException {
    byte[] name = row.getBytes(thing);
    byte[] signer = row.getBytes(mudsigner);
    return name == null
        ? null
        : new Proof(new X500Principal(name), signer == null ? null : new X500Principal(signer));
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
            row.getInt("alarmed") == 1),
        row.getString("pin"));
  }

  private static @Nullable FileVersion version(ResultSet row, String which) throws SQLException {
    String sha256 = row.getString(which + "_sha256");
    Instant retrieved = time(row, which + "_retrieved");
    return sha256 == null || retrieved == null
        ? null
        : new FileVersion(sha256, retrieved, row.getString(which + "_signer"));
  }

  private Map<MudUrl, List<Approval>> approvals() throws SQLException {
    return words(
        "SELECT * FROM approval ORDER BY approved_at",
        row ->
            new Approval(
                row.getString("approved_by"),
                Instant.ofEpochMilli(row.getLong("approved_at")),
                row.getString("sha256")));
  }

  private Map<MudUrl, List<Rejection>> rejections() throws SQLException {
    return words(
        "SELECT * FROM rejection ORDER BY rejected_at",
        row ->
            new Rejection(
                row.getString("rejected_by"),
                Instant.ofEpochMilli(row.getLong("rejected_at")),
                row.getString("sha256")));
  }

  private <T> Map<MudUrl, List<T>> words(String sql, Row<T> reader) throws SQLException {
    Map<MudUrl, List<T>> words = new HashMap<>();
    all(
        sql,
        row ->
            words
                .computeIfAbsent(new MudUrl(row.getString("url")), url -> new ArrayList<>())
                .add(reader.read(row)));
    return words;
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
