package org.mudward.mud.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.mudward.mud.MudUrl;
import org.sqlite.SQLiteConfig;

/**
 * The file in which the manager keeps what it must not forget: one SQLite database, one connection,
 * used by one thread.
 *
 * <p>What {@link #save} returned from is on the disk, whatever happens to the process or the power
 * afterwards. A store belongs to one process at a time; a second one is told so.
 */
final class Store implements AutoCloseable {
  private static final String FILE = "inventory.db";

  /** Another manager holds its lock for as long as it runs, so waiting for it is in vain. */
  private static final int BUSY_MILLIS = 500;

  /** Rows of the journal that are kept: some years of an ordinary home, and about 20 MiB. */
  static final int MAX_JOURNAL = 100_000;

  private final Path file;
  private final Connection connection;
  private final StoreWriter writer;
  private final Thread owner = Thread.currentThread();

  private Store(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
    writer = new StoreWriter(connection);
  }

  /**
   * Opens the store of a folder, which is created for its owner alone if it is missing. Only the
   * calling thread may use it.
   *
   * @throws StoreException if the folder cannot be used, the database is damaged, newer than this
   *     program, another program's, or in use
   */
  static Store open(Path folder) throws StoreException {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Connection connection = connect(file);
      try {
        connection.setAutoCommit(false);
        check(connection);
        Schema.migrate(connection);
        connection.commit();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return new Store(file, connection);
      } catch (SQLException | IOException | StoreException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (IOException | SQLException e) {
      throw new StoreException("the store " + file + " cannot be used: " + reason(e), e);
    } catch (StoreException e) {
      throw new StoreException("the store " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /** Damage is found now, with a clear word, and not in the middle of a decision. */
  private static void check(Connection connection) throws SQLException, StoreException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
      String answer = result.next() ? result.getString(1) : "no answer";
      if (!"ok".equals(answer)) {
        throw new StoreException("it is damaged: " + answer);
      }
    }
  }

  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("SQLITE_BUSY") || message.contains("SQLITE_LOCKED")) {
      return "another manager is using it";
    }
    if (message.contains("SQLITE_NOTADB") || message.contains("SQLITE_CORRUPT")) {
      return "it is damaged: " + message;
    }
    return message;
  }

  /** Everything but the octets of files and the lines of the journal. */
  Contents load() throws StoreException {
    return call(() -> new StoreReader(connection).contents());
  }

  /** Saves all of it or nothing. */
  void save(Changes changes) throws StoreException {
    call(
        () -> {
          writer.write(changes);
          return true;
        });
  }

  /** The octets of a version of a file, if they are kept. */
  Optional<FileBody> body(MudUrl url, String sha256) throws StoreException {
    return call(() -> new StoreReader(connection).body(url, sha256));
  }

  /** Lines of the journal after a number, oldest first. */
  List<JournalEntry> journal(long since, int limit) throws StoreException {
    return call(() -> new StoreReader(connection).journal(since, limit));
  }

  /** Something to do with the database. */
  private interface Work<T> {
    T run() throws SQLException, StoreException;
  }

  private <T> T call(Work<T> work) throws StoreException {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException("the store is used by " + owner.getName() + " only");
    }
    try {
      T result = work.run();
      connection.commit();
      return result;
    } catch (SQLException | StoreException | RuntimeException e) {
      rollBack(e);
      throw new StoreException("the store " + file + " failed: " + reason(e), e);
    }
  }

  private void rollBack(Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() throws StoreException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreException("the store " + file + " does not close: " + e.getMessage(), e);
    }
  }
}
