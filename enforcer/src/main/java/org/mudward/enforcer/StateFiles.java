package org.mudward.enforcer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;
import org.mudward.policy.link.SnapshotDelta;
import org.mudward.policy.link.SnapshotJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot that is in force and the numbers under which it stands in the switch, on disk.
 *
 * <p>Both stand in files of their own, and what changed since these were written in a third, {@link
 * ChangeLog}: a change costs what changes. A whole is written by a thread of its own, {@code
 * state}, while others work. {@link #commit} returns when both survive a power cut; whenever that
 * comes, each file holds either the old or the new. The numbers are written first: those of a later
 * snapshot fit an earlier one, too, since a number that was given out is not soon given again.
 * Without its numbers a snapshot is numbered anew, and the switch gets other entries that mean the
 * same. A file that cannot be read is set aside; without a snapshot, or with changes that cannot be
 * read, the enforcer waits for the manager, and the switch keeps what it has.
 */
final class StateFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);

  /** The snapshot, as it is on the link, for people and tools to look at. */
  private static final String SNAPSHOT = "snapshot.json";

  private static final String NUMBERS = "class-ids.json";
  private static final String CHANGES = "changes.log";

  /** So many changes are written into a whole when there is time for it. */
  private static final int FOLDED_FROM = 64;

  /**
   * A change of more parts is no shorter than a whole, or not by much, and takes longer to read.
   */
  private static final int LARGEST_CHANGE = 1024;

  /** A snapshot has to fit into one message, and its numbers take less. */
  private static final long MAX_SIZE = LinkCodec.MAX_MESSAGE;

  /** Wholes are seldom written: their thread does not wait for the next for longer. */
  private static final long IDLE_SECONDS = 10;

  /** What is kept. */
  record Saved(PolicySnapshot snapshot, ClassIds ids) {}

  private static final CompletableFuture<ChangeLog.Base> NOTHING_WRITTEN =
      CompletableFuture.completedFuture(ChangeLog.Base.of(new byte[0]));

  private final Path directory;
  private final ChangeLog changes;
  private @Nullable Saved saved;

  /** What is to be saved next, and whether by a change; the octets if not. */
  private @Nullable PolicySnapshot staged;

  private boolean whole;

  /** Writes wholes. */
  private final ExecutorService writer =
      new ThreadPoolExecutor(
          0, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), StateFiles::thread);

  /** What the writer does, or did last: a whole, by which its log of changes is known. */
  private CompletableFuture<ChangeLog.Base> writing = NOTHING_WRITTEN;

  /** A whole that was saved, and has no log of changes yet. */
  private ChangeLog.@Nullable Base withoutLog;

  /** The numbers that are on the disk beside a staged whole. */
  private @Nullable ClassIds prepared;

  StateFiles(Path directory) {
    this.directory = directory;
    changes = new ChangeLog(directory.resolve(CHANGES));
  }

  private static Thread thread(Runnable task) {
    Thread created = new Thread(task, "state");
    created.setDaemon(true);
    return created;
  }

  /**
   * What was saved last; empty if there is nothing that can be read.
   *
   * @throws IOException if the directory cannot be made or a file not be opened
   */
  Optional<Saved> load() throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    settle();
    withoutLog = null;
    saved = null;
    Optional<Whole> read = read(SNAPSHOT, octets -> new Whole(SnapshotJson.read(octets), octets));
    if (read.isEmpty()) {
      return Optional.empty();
    }
    ClassIds ids = read(NUMBERS, ClassIdsJson::read).orElse(ClassIds.EMPTY);
    Optional<Saved> last = following(new Saved(read.get().snapshot(), ids), read.get().octets());
    saved = last.orElse(null);
    return last;
  }

  /** A snapshot with its octets. */
  private record Whole(PolicySnapshot snapshot, byte[] octets) {}

  /**
   * What is saved after the changes to a whole; empty if one cannot be read. What it was before
   * that may be more than was last permitted.
   */
  private Optional<Saved> following(Saved first, byte[] octets) throws IOException {
    Saved last = first;
    try {
      for (ChangeLog.Change change : changes.open(octets)) {
        if (!(LinkCodec.decode(change.first()) instanceof LinkMessage.Delta found)) {
          throw new LinkFormatException("not a change");
        }
        last =
            new Saved(
                found.delta().applyTo(last.snapshot()),
                ClassIdsJson.readChange(last.ids(), change.second()));
      }
    } catch (LinkFormatException | IllegalArgumentException e) {
      LOG.error(
          "event=state.unreadable file={} reason=\"{}\"",
          directory.resolve(CHANGES),
          String.valueOf(e.getMessage()).replace('\n', ' '));
      changes.close(); // so that the next is saved whole
      return Optional.empty();
    }
    return Optional.of(last);
  }

  /** Makes sense of a file. */
  private interface Parser<T> {
    T parse(byte[] content) throws LinkFormatException;
  }

  private <T> Optional<T> read(String name, Parser<T> parser) throws IOException {
    Path file = directory.resolve(name);
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw new LinkFormatException("longer than " + MAX_SIZE + " octets");
      }
      return Optional.of(parser.parse(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (LinkFormatException e) {
      String reason = String.valueOf(e.getMessage()).replace('\n', ' ');
      LOG.error("event=state.unreadable file={} reason=\"{}\"", file, reason);
      Files.move(file, directory.resolve(name + ".broken"), StandardCopyOption.REPLACE_EXISTING);
      return Optional.empty();
    }
  }

  /**
   * Begins to write a snapshot beside the one that was saved: a full disk shows before anything is
   * changed. A change is written when this returns, and is on the disk with {@link #commit}; of a
   * whole, {@link #awaitStaged} tells.
   *
   * @param written the same in the form of {@link SnapshotJson}; null if it has to be written
   * @throws IOException if there is no room for it
   */
  void stage(PolicySnapshot snapshot, byte @Nullable [] written) throws IOException {
    settle();
    beginChanges();
    staged = null;
    prepared = null;
    Saved before = saved;
    Optional<byte[]> change =
        before == null || !changes.hasRoom(0)
            ? Optional.empty()
            : SnapshotDelta.between(before.snapshot(), snapshot)
                .filter(delta -> delta.size() <= LARGEST_CHANGE)
                .map(delta -> LinkCodec.encode(new LinkMessage.Delta(delta)))
                .filter(octets -> changes.hasRoom(octets.length));
    whole = change.isEmpty();
    if (whole) {
      writing =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return writeWhole(written == null ? SnapshotJson.write(snapshot) : written);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              writer);
    } else {
      changes.stage(change.get());
    }
    staged = snapshot;
  }

  private ChangeLog.Base writeWhole(byte[] octets) throws IOException {
    write(SNAPSHOT, octets);
    force(SNAPSHOT);
    return ChangeLog.Base.of(octets);
  }

  /**
   * Waits until what is staged is written, and on the disk if it is a whole.
   *
   * @throws IOException if it is not; then it has to be staged anew
   */
  void awaitStaged() throws IOException {
    written();
  }

  /**
   * Likewise, with the numbers of a whole beside it.
   *
   * @throws IOException likewise
   */
  void prepare(ClassIds ids) throws IOException {
    if (staged == null) {
      throw new IOException("nothing is staged");
    }
    if (whole && !ids.equals(prepared)) {
      write(NUMBERS, ClassIdsJson.write(ids));
      force(NUMBERS);
      prepared = ids;
    }
    written();
  }

  /**
   * Replaces what was saved by what was staged.
   *
   * @throws IOException if the disk will not have it; then the old snapshot is still there
   */
  void commit(ClassIds ids) throws IOException {
    prepare(ids);
    Saved now = new Saved(Objects.requireNonNull(staged), ids);
    staged = null;
    if (whole) {
      replace(written());
    } else {
      ClassIds before = saved == null ? ClassIds.EMPTY : saved.ids();
      changes.commit(ClassIdsJson.writeChange(before, ids));
    }
    saved = now;
  }

  /** Waits for the writer. */
  private ChangeLog.Base written() throws IOException {
    try {
      return writing.get();
    } catch (ExecutionException e) {
      staged = null;
      throw e.getCause() instanceof UncheckedIOException io
          ? io.getCause()
          : new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Waits for the writer, whatever has come of it. */
  private void settle() throws IOException {
    try {
      written();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      LOG.debug("event=state.not-staged", e); // whoever asked for it was told
    }
    writing = NOTHING_WRITTEN;
  }

  /** Whether there are changes enough to be worth writing a whole. */
  boolean isLong() {
    return changes.count() >= FOLDED_FROM;
  }

  /**
   * Writes what is saved as a whole, if there are changes.
   *
   * @throws IOException if that cannot be; then whole and changes still say the same
   */
  void fold() throws IOException {
    settle();
    Saved now = saved;
    if (now != null && changes.count() > 0) {
      staged = null;
      ChangeLog.Base base = writeWhole(SnapshotJson.write(now.snapshot()));
      write(NUMBERS, ClassIdsJson.write(now.ids()));
      force(NUMBERS);
      replace(base);
    }
  }

  /** Writes what is saved as a whole, which older programs read, too, and ends. */
  @Override
  public void close() throws IOException {
    try (changes) {
      fold();
    } finally {
      writer.shutdown();
    }
  }

  /** What was forced to the disk becomes what is saved; its log of changes may come later. */
  private void replace(ChangeLog.Base base) throws IOException {
    rename(NUMBERS);
    rename(SNAPSHOT);
    forceNames();
    withoutLog = base;
    endChanges();
  }

  /** Makes ready for saving changes to what was saved whole: the next need not wait for that. */
  void beginChanges() {
    ChangeLog.Base base = withoutLog;
    withoutLog = null;
    if (base != null) {
      try {
        changes.restart(base);
        forceNames();
      } catch (IOException e) { // the next is saved whole, too
        LOG.warn("event=state.without-changes reason=\"{}\"", e.getMessage());
        endChanges();
      }
    }
  }

  private void endChanges() {
    try {
      changes.close();
    } catch (IOException e) { // it belongs to another whole, and counts for nothing
      LOG.warn("event=state.changes-not-closed reason=\"{}\"", e.getMessage());
    }
  }

  /** Names are only safe when their directory is. */
  private void forceNames() throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private void write(String name, byte[] content) throws IOException {
    Path fresh = directory.resolve(name + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel out =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    }
  }

  private void force(String name) throws IOException {
    Path fresh = directory.resolve(name + ".new");
    try (FileChannel file = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      file.force(true);
    }
  }

  private void rename(String name) throws IOException {
    Files.move(
        directory.resolve(name + ".new"),
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
