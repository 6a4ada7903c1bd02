package org.mudward.enforcer;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes since a file was written whole, one after the other in a file of their own.
 *
 * <p>It begins with eight octets that name its form and the SHA-256 of the file that it belongs to;
 * beside another file it counts for nothing. Each change is in two parts, each with its length
 * before it, and ends with the CRC-32C of all that: the first is written before the change is made,
 * the second when it is made. What a power cut has left of one ends the log; where anything else is
 * amiss, nobody knows what was saved last.
 */
final class ChangeLog implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeLog.class);

  /** More changes are written into a whole, so that a start is quick. */
  static final int MAX_CHANGES = 1024;

  /** Likewise more octets, but for the numbers of the last change. */
  static final long MAX_SIZE = 16L * 1024 * 1024;

  /** The last change's numbers are those of a whole snapshot at most, and these fit a message. */
  private static final long MAX_READ = MAX_SIZE + LinkCodec.MAX_MESSAGE;

  private static final byte[] FORM = "MWCHANG1".getBytes(StandardCharsets.US_ASCII);
  private static final int SHA256_OCTETS = 32;

  /** One change. */
  record Change(byte[] first, byte[] second) {}

  /**
   * What a log belongs to.
   *
   * @param header with which the log begins
   */
  record Base(byte[] header) {
    /** A file with these octets. */
    static Base of(byte[] octets) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
        return new Base(
            ByteBuffer.allocate(FORM.length + SHA256_OCTETS).put(FORM).put(digest).array());
      } catch (NoSuchAlgorithmException impossible) {
        throw new AssertionError("every Java has SHA-256", impossible);
      }
    }
  }

  private final Path file;
  private @Nullable FileChannel channel;
  private long end;
  private int count;
  private byte[] staged = new byte[0];

  ChangeLog(Path file) {
    this.file = file;
  }

  /**
   * The changes to a file; more are written behind them.
   *
   * @param base the file's octets
   * @throws LinkFormatException if changes were lost that had been made
   */
  List<Change> open(byte[] base) throws IOException, LinkFormatException {
    close();
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    if (Files.size(file) > MAX_READ) {
      throw new LinkFormatException("longer than " + MAX_READ + " octets");
    }
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
    byte[] header = Base.of(base).header();
    byte[] found = new byte[Math.min(header.length, content.remaining())];
    content.get(found);
    if (!Arrays.equals(header, found)) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    end = content.position();
    for (Change change = next(content); change != null; change = next(content)) {
      changes.add(change);
      end = content.position();
    }
    if (end < content.limit()) {
      content.position((int) end);
      if (isDamaged(content)) {
        throw new LinkFormatException(
            "change " + (changes.size() + 1) + ", at octet " + end + ", is damaged");
      }
      LOG.warn(
          "event=state.cut-off file={} changes={} octets-left-out={}",
          file,
          changes.size(),
          content.limit() - end);
    }
    count = changes.size();
    channel = FileChannel.open(file, StandardOpenOption.WRITE);
    return changes;
  }

  private static @Nullable Change next(ByteBuffer content) {
    ByteBuffer whole = content.duplicate();
    byte[] first = part(content);
    byte[] second = first == null ? null : part(content);
    if (first == null || second == null || content.remaining() < Integer.BYTES) {
      return null;
    }
    whole.limit(content.position());
    return content.getInt() == checksum(whole) ? new Change(first, second) : null;
  }

  /**
   * Whether what is left over is more than a power cut leaves of one change: if it was written to
   * its end, or another comes behind it.
   */
  private static boolean isDamaged(ByteBuffer rest) {
    ByteBuffer change = rest.duplicate();
    byte[] first = part(change);
    byte[] second = first == null ? null : part(change);
    boolean whole = second != null && change.remaining() >= Integer.BYTES;
    if (whole && (byte) change.getInt() != 0) { // its very last octet was written
      return true;
    }
    for (int at = rest.position() + 1; at < rest.limit() - Integer.BYTES; at++) {
      boolean maybe = rest.get(at + Integer.BYTES) == '{'; // every part is a JSON object
      if (maybe && next(rest.duplicate().position(at)) != null) {
        return true;
      }
    }
    return false;
  }

  private static byte @Nullable [] part(ByteBuffer content) {
    if (content.remaining() < Integer.BYTES) {
      return null;
    }
    int length = content.getInt();
    if (length < 0 || length > content.remaining()) {
      return null;
    }
    byte[] part = new byte[length];
    content.get(part);
    return part;
  }

  private static int checksum(ByteBuffer octets) {
    CRC32C sum = new CRC32C();
    sum.update(octets);
    return (int) sum.getValue();
  }

  /** Begins anew, beside another file; what was there counts for nothing before that already. */
  void restart(Base base) throws IOException {
    close();
    FileChannel fresh =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    channel = fresh;
    byte[] header = base.header();
    write(fresh, 0, ByteBuffer.wrap(header));
    fresh.force(true);
    end = header.length;
  }

  /** Whether there is a log, and room in it for a change of which the first part is so long. */
  boolean hasRoom(int octets) {
    return channel != null && count < MAX_CHANGES && end + octets <= MAX_SIZE;
  }

  int count() {
    return count;
  }

  /** Writes the first part of a change, in place of one that was not ended. */
  void stage(byte[] first) throws IOException {
    FileChannel open = open();
    open.truncate(end);
    staged = first;
    write(
        open,
        end,
        ByteBuffer.allocate(Integer.BYTES + first.length).putInt(first.length).put(first).flip());
  }

  /**
   * Ends the change; when this returns, it survives a power cut.
   *
   * @throws IOException if it does not; then it must be tried anew from {@link #stage} on
   */
  void commit(byte[] second) throws IOException {
    FileChannel open = open();
    int length = 2 * Integer.BYTES + staged.length + second.length;
    ByteBuffer whole = ByteBuffer.allocate(length + Integer.BYTES);
    whole.putInt(staged.length).put(staged).putInt(second.length).put(second);
    whole.putInt(checksum(whole.duplicate().flip())).flip();
    int written = Integer.BYTES + staged.length;
    whole.position(written);
    try {
      write(open, end + written, whole);
      open.force(false);
    } catch (IOException e) {
      open.truncate(end); // or a start would take it for made
      throw e;
    }
    end += length + Integer.BYTES;
    count++;
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      throw new EOFException("there is no log of changes");
    }
    return open;
  }

  private static void write(FileChannel channel, long at, ByteBuffer octets) throws IOException {
    long position = at;
    while (octets.hasRemaining()) {
      position += channel.write(octets, position);
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    end = 0;
    count = 0;
    if (open != null) {
      open.close();
    }
  }
}
