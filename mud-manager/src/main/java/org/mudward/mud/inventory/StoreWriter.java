package org.mudward.mud.inventory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Session;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Trait;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * Writes changes into the tables, within the transaction of its caller. Statements are kept
 * prepared until the connection ends.
 */
final class StoreWriter {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  StoreWriter(Connection connection) {
    this.connection = connection;
  }

  void write(Changes changes) throws SQLException {
    for (MacAddress mac : changes.forgotten()) {
      run("DELETE FROM device WHERE mac = ?", mac.bits());
    }
    for (DeviceEntry device : changes.devices()) {
      write(device);
    }
    for (MudUrl url : changes.dropped()) {
      run("DELETE FROM file WHERE url = ?", url.text());
    }
    for (FileEntry file : changes.files()) {
      write(file);
    }
    for (FileBody body : changes.bodies()) {
      run(
          "INSERT OR REPLACE INTO body VALUES (?, ?, ?, ?)",
          body.url().text(),
          body.sha256(),
          body.bytes(),
          body.signature());
    }
    for (FileEntry file : changes.files()) {
      dropOldBodies(file);
    }
    for (Map.Entry<MudUrl, List<Approval>> entry : changes.approvals().entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    for (Map.Entry<MudUrl, List<Rejection>> entry : changes.rejections().entrySet()) {
      writeRejections(entry.getKey(), entry.getValue());
    }
    for (String authority : changes.forgottenServers()) {
      run("DELETE FROM server WHERE authority = ?", authority);
    }
    for (ServerEntry server : changes.servers()) {
      write(server);
    }
    long newest = 0;
    for (JournalEntry entry : changes.journal()) {
      write(entry);
      newest = Math.max(newest, entry.seq());
    }
    if (newest > Store.MAX_JOURNAL) {
      run("DELETE FROM journal WHERE seq <= ?", newest - Store.MAX_JOURNAL);
    }
    if (changes.publication() != null) {
      write(changes.publication());
    }
  }

  private void write(DeviceEntry device) throws SQLException {
    UrlHistory urls = device.urls();
    UrlClaim claim = urls.claim();
    Session session = device.session();
    run(
        """
        INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (mac) DO UPDATE SET
          mud_url = excluded.mud_url, source = excluded.source, claimed = excluded.claimed,
          quarantined = excluded.quarantined, departed = excluded.departed,
          url_changes = excluded.url_changes, remark = excluded.remark,
          first_seen = excluded.first_seen, last_seen = excluded.last_seen,
          thing = excluded.thing, mudsigner = excluded.mudsigner,
          claimed_source = excluded.claimed_source, claimed_thing = excluded.claimed_thing,
          claimed_mudsigner = excluded.claimed_mudsigner, claimed_reason = excluded.claimed_reason,
          paused_until = excluded.paused_until, announced_for = excluded.announced_for,
          port = excluded.port,
          session_place = excluded.session_place, session_id = excluded.session_id
        """,
        device.mac().bits(),
        text(urls.url()),
        text(urls.source()),
        claim == null ? null : claim.url().text(),
        device.quarantined(),
        device.departed(),
        urls.changes(),
        device.remark(),
        millis(device.firstSeen()),
        millis(device.lastSeen()),
        thing(urls.proof()),
        mudsigner(urls.proof()),
        claim == null ? null : claim.source().toString(),
        claim == null ? null : thing(claim.proof()),
        claim == null ? null : mudsigner(claim.proof()),
        claim == null ? null : claim.reason().toString(),
        millis(device.pausedUntil()),
        seconds(device.announcedFor()),
        device.port(),
        session == null ? null : session.place(),
        session == null ? null : session.id());
    writeShown(device.mac(), urls);
    run("DELETE FROM trait WHERE mac = ?", device.mac().bits());
    for (Trait trait : device.traits().all()) {
      run(
          "INSERT INTO trait VALUES (?, ?, ?)",
          device.mac().bits(),
          trait.kind().toString(),
          trait.text());
    }
    run("DELETE FROM address WHERE mac = ?", device.mac().bits());
    for (Map.Entry<IpAddress, Lease> entry : device.addresses().entrySet()) {
      Lease lease = entry.getValue();
      run(
          "INSERT INTO address VALUES (?, ?, ?, ?)",
          device.mac().bits(),
          entry.getKey().toString(),
          seconds(lease.length()),
          millis(lease.expires()));
    }
  }

  private void writeShown(MacAddress mac, UrlHistory urls) throws SQLException {
    run("DELETE FROM shown_url WHERE mac = ?", mac.bits());
    for (Map.Entry<Source, MudUrl> entry : urls.shown().entrySet()) {
      run(
          "INSERT INTO shown_url VALUES (?, ?, ?)",
          mac.bits(),
          entry.getKey().toString(),
          entry.getValue().text());
    }
    run("DELETE FROM earlier_url WHERE mac = ?", mac.bits());
    for (int i = 0; i < urls.earlier().size(); i++) {
      run("INSERT INTO earlier_url VALUES (?, ?, ?)", mac.bits(), i, urls.earlier().get(i).text());
    }
  }

  /** In DER, which keeps a name exactly as the certificate has it. */
  private static byte @Nullable [] thing(@Nullable Proof proof) {
    return proof == null ? null : proof.thing().getEncoded();
  }

  private static byte @Nullable [] mudsigner(@Nullable Proof proof) {
    X500Principal name = proof == null ? null : proof.mudsigner();
    return name == null ? null : name.getEncoded();
  }

  private void write(FileEntry file) throws SQLException {
    FileVersion current = file.current();
    FileVersion held = file.held();
    FileChecks checks = file.checks();
    run(
        """
        INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET
          current_sha256 = excluded.current_sha256,
          current_retrieved = excluded.current_retrieved,
          current_signer = excluded.current_signer,
          held_sha256 = excluded.held_sha256,
          held_retrieved = excluded.held_retrieved,
          held_signer = excluded.held_signer,
          reason = excluded.reason, retrieved = excluded.retrieved,
          validity = excluded.validity, etag = excluded.etag,
          failures = excluded.failures, failure = excluded.failure, retry = excluded.retry,
          alarmed = excluded.alarmed, pin = excluded.pin
        """,
        file.url().text(),
        current == null ? null : current.sha256(),
        current == null ? null : millis(current.retrieved()),
        current == null ? null : current.signer(),
        held == null ? null : held.sha256(),
        held == null ? null : millis(held.retrieved()),
        held == null ? null : held.signer(),
        file.reason(),
        millis(checks.retrieved()),
        checks.validity().toSeconds(),
        checks.etag(),
        checks.failures(),
        checks.failure(),
        millis(checks.retry()),
        checks.alarmed(),
        file.pin());
  }

  /** Only the version in use and the one that waits are kept. */
  private void dropOldBodies(FileEntry file) throws SQLException {
    FileVersion current = file.current();
    FileVersion held = file.held();
    run(
        "DELETE FROM body WHERE url = ? AND sha256 NOT IN (?, ?)",
        file.url().text(),
        current == null ? "" : current.sha256(),
        held == null ? "" : held.sha256());
  }

  private void write(MudUrl url, List<Approval> approvals) throws SQLException {
    run("DELETE FROM approval WHERE url = ?", url.text());
    for (Approval word : approvals) {
      word("INSERT INTO approval VALUES (?, ?, ?, ?)", url, word.sha256(), word.by(), word.at());
    }
  }

  private void writeRejections(MudUrl url, List<Rejection> rejections) throws SQLException {
    run("DELETE FROM rejection WHERE url = ?", url.text());
    for (Rejection word : rejections) {
      word("INSERT INTO rejection VALUES (?, ?, ?, ?)", url, word.sha256(), word.by(), word.at());
    }
  }

  private void word(String sql, MudUrl url, String sha256, String by, Instant at)
      throws SQLException {
    run(sql, url.text(), sha256, by, millis(at));
  }

  private void write(ServerEntry server) throws SQLException {
    run(
        "INSERT OR REPLACE INTO server VALUES (?, ?, ?, ?, ?)",
        server.authority(),
        server.key().sha256(),
        server.key().issuer(),
        millis(server.since()),
        millis(server.seen()));
  }

  private void write(JournalEntry entry) throws SQLException {
    MacAddress mac = entry.mac();
    run(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)",
        entry.seq(),
        millis(entry.time()),
        entry.event(),
        mac == null ? null : mac.bits(),
        text(entry.url()),
        entry.text(),
        entry.actor());
  }

  private void write(Publication publication) throws SQLException {
    run(
        "INSERT INTO publication VALUES (?, ?, ?)",
        publication.revision(),
        publication.whole(),
        publication.bytes());
    if (publication.whole()) {
      run("DELETE FROM publication WHERE revision < ?", publication.revision());
    }
  }

  private void run(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof byte[] bytes) {
        statement.setBytes(i + 1, bytes);
      } else {
        statement.setObject(i + 1, value instanceof Boolean flag ? (flag ? 1 : 0) : value);
      }
    }
    statement.executeUpdate();
    statement.clearParameters(); // the octets of a file are not kept with it
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  private static @Nullable Long seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toSeconds();
  }
}
