package org.mudward.enforcer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.SnapshotJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot that is in force and the numbers under which it stands in the switch, on disk.
 *
 * <p>{@link #commit} returns when both survive a power cut; whenever that comes, each file holds
 * either the old or the new. The numbers are written first: those of a later snapshot fit an
 * earlier one, too, since a number that was given out is not soon given again. Without its numbers
 * a snapshot is numbered anew, and the switch gets other entries that mean the same. A file that
 * cannot be read is set aside; without a snapshot the enforcer waits for the manager, and the
 * switch keeps what it has.
 */
final class StateFiles {
  private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);

  /** The snapshot, as it is on the link, for people and tools to look at. */
  private static final String SNAPSHOT = "snapshot.json";

  private static final String NUMBERS = "class-ids.json";
  private static final int FORMAT = 1;

  /** A snapshot has to fit into one message, and its numbers take less. */
  private static final long MAX_SIZE = LinkCodec.MAX_MESSAGE;

  private static final JsonFactory JSON = new JsonFactory();

  /** What is kept. */
  record Saved(PolicySnapshot snapshot, ClassIds ids) {}

  private final Path directory;

  StateFiles(Path directory) {
    this.directory = directory;
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
    Optional<PolicySnapshot> snapshot = read(SNAPSHOT, SnapshotJson::read);
    if (snapshot.isEmpty()) {
      return Optional.empty();
    }
    ClassIds ids = read(NUMBERS, StateFiles::ids).orElse(ClassIds.EMPTY);
    return Optional.of(new Saved(snapshot.get(), ids));
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
   * Writes a snapshot beside the one that was saved: a full disk shows before anything is changed.
   * It is not on the disk before {@link #commit}; packets need not wait for that.
   *
   * @throws IOException if there is no room for it
   */
  void stage(PolicySnapshot snapshot) throws IOException {
    write(SNAPSHOT, SnapshotJson.write(snapshot));
  }

  /**
   * Replaces what was saved by what was staged.
   *
   * @throws IOException if the disk will not have it; then the old snapshot is still there
   */
  void commit(ClassIds ids) throws IOException {
    write(NUMBERS, ids(ids));
    force(NUMBERS);
    force(SNAPSHOT);
    rename(NUMBERS);
    rename(SNAPSHOT);
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true); // the names are only safe when their directory is
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

  private static byte[] ids(ClassIds ids) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      write(json, "next", ids.next());
      write(json, "given", ids.given());
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, String name, SortedMap<String, Integer> numbers)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (var number : numbers.entrySet()) {
      json.writeString(number.getKey());
      json.writeNumber(number.getValue());
    }
    json.writeEndArray();
  }

  private static ClassIds ids(byte[] file) throws LinkFormatException {
    try (JsonParser json = JSON.createParser(file)) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      expect("format".equals(json.nextFieldName()) && json.nextIntValue(0) == FORMAT);
      SortedMap<String, Integer> next = numbers(json, "next");
      SortedMap<String, Integer> given = numbers(json, "given");
      expect(json.nextToken() == JsonToken.END_OBJECT && json.nextToken() == null);
      return new ClassIds(next, given);
    } catch (IOException e) {
      throw new LinkFormatException("numbers: " + e.getMessage(), e);
    }
  }

  private static SortedMap<String, Integer> numbers(JsonParser json, String name)
      throws IOException, LinkFormatException {
    expect(name.equals(json.nextFieldName()) && json.nextToken() == JsonToken.START_ARRAY);
    SortedMap<String, Integer> numbers = new TreeMap<>();
    for (String key = json.nextTextValue(); key != null; key = json.nextTextValue()) {
      int number = json.nextIntValue(-1);
      expect(number >= 0);
      numbers.put(key, number);
    }
    expect(json.currentToken() == JsonToken.END_ARRAY);
    return numbers;
  }

  private static void expect(boolean condition) throws LinkFormatException {
    if (!condition) {
      throw new LinkFormatException("the numbers are not of format " + FORMAT);
    }
  }
}
