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
import java.util.Arrays;
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
 * <p>Two lines of JSON in one file: numbers and snapshot belong together, so they are replaced
 * together. {@link #save} returns when the new content survives a power cut; whenever that comes,
 * the file holds either the old or the new. A file that cannot be read is set aside, and the
 * enforcer waits for the manager; the switch keeps what it has.
 */
final class StateFile {
  private static final Logger log = LoggerFactory.getLogger(StateFile.class);
  private static final String NAME = "applied.json";
  private static final int FORMAT = 1;

  /** The numbers take less than the snapshot, which has to fit into one message. */
  private static final long MAX_SIZE = 2L * LinkCodec.MAX_MESSAGE;

  private static final JsonFactory JSON = new JsonFactory();

  /** What is kept. */
  record Saved(PolicySnapshot snapshot, ClassIds ids) {}

  private final Path directory;

  StateFile(Path directory) {
    this.directory = directory;
  }

  /**
   * What was saved last; empty if there is nothing that can be read.
   *
   * @throws IOException if the directory cannot be made or the file not be opened
   */
  Optional<Saved> load() throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = directory.resolve(NAME);
    byte[] content;
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw new LinkFormatException("longer than " + MAX_SIZE + " octets");
      }
      content = Files.readAllBytes(file);
      return Optional.of(parse(content));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (LinkFormatException e) {
      String reason = String.valueOf(e.getMessage()).replace('\n', ' ');
      log.error("state.unreadable file={} reason=\"{}\"", file, reason);
      Files.move(file, directory.resolve(NAME + ".broken"), StandardCopyOption.REPLACE_EXISTING);
      return Optional.empty();
    }
  }

  private static Saved parse(byte[] content) throws LinkFormatException {
    int end = 0;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    if (end == content.length) {
      throw new LinkFormatException("there are not two lines");
    }
    ClassIds ids = ids(Arrays.copyOf(content, end));
    return new Saved(SnapshotJson.read(Arrays.copyOfRange(content, end + 1, content.length)), ids);
  }

  /**
   * Replaces what was saved.
   *
   * @throws IOException if the disk will not have it; then the old content is still there
   */
  void save(Saved saved) throws IOException {
    Path file = directory.resolve(NAME);
    Path fresh = directory.resolve(NAME + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel out =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      write(out, ids(saved.ids()));
      write(out, SnapshotJson.write(saved.snapshot()));
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true); // the name is only safe when its directory is
    }
  }

  private static void write(FileChannel out, byte[] line) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
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

  private static ClassIds ids(byte[] line) throws LinkFormatException {
    try (JsonParser json = JSON.createParser(line)) {
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
      throw new LinkFormatException("the line of numbers is not of format " + FORMAT);
    }
  }
}
