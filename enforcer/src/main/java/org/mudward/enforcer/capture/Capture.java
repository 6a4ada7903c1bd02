package org.mudward.enforcer.capture;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A capture that is being read, frame by frame: a pcap or pcapng file, plain or compressed by gzip
 * or zstd, or a stream of either.
 *
 * <p>Damage ends the reading and is told by {@link #damage}; a record cut off at the end is left
 * out and told by {@link #isCutOff}. Confined to one thread, and the one that it may have itself.
 */
public final class Capture implements Closeable {
  private static final int MAGIC = 4;
  private static final byte[] GZIP = {0x1F, (byte) 0x8B};
  private static final long NEVER = Long.MAX_VALUE;

  /** As many frames are judged while the JVM's compiler still needs the other processor. */
  private static final int ALONE = 20_000;

  private final Window window;
  private final ReadableByteChannel channel;
  private final Losses losses = new Losses();
  private final FrameReader reader;
  private CapturedFrame frame = new CapturedFrame();
  private @Nullable LookAhead ahead;
  private boolean ended;

  /** How many frames are still to be read before another thread reads ahead. */
  private long alone = NEVER;

  private Capture(ReadableByteChannel channel) throws IOException, CaptureException {
    this.channel = channel;
    window = new Window(channel);
    if (!window.has(MAGIC)) {
      String fault = window.fault();
      if (fault != null) {
        throw new CaptureException("is no capture that can be read: " + fault);
      }
      throw new CaptureException("is no capture: it has less than " + MAGIC + " octets");
    }
    int magic = window.i32(0);
    if (PcapReader.begins(magic)) {
      reader = PcapReader.of(window, losses);
    } else if (magic == PcapngReader.SECTION) {
      reader = PcapngReader.of(window, losses);
    } else {
      throw new CaptureException("is no capture: neither pcap nor pcapng");
    }
  }

  /**
   * Opens a file, or a pipe by its path.
   *
   * @throws CaptureException if it is no capture
   * @throws IOException if it cannot be read
   */
  public static Capture open(Path file) throws IOException, CaptureException {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      return open(pipe(file));
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      ByteBuffer magic = ByteBuffer.allocate(MAGIC);
      channel.read(magic, 0);
      return isCompressed(magic.array())
          ? uncompressed(magic.array(), Channels.newInputStream(channel))
          : new Capture(channel);
    } catch (IOException | CaptureException e) {
      channel.close();
      throw e;
    }
  }

  /** A stream of a channel would ask where in the pipe it is, which no pipe can say. */
  private static InputStream pipe(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new AccessDeniedException(file.toString());
    }
    return new FileInputStream(file.toFile());
  }

  /**
   * Reads a stream, such as standard input.
   *
   * @throws CaptureException if it is no capture
   * @throws IOException if it cannot be read
   */
  public static Capture open(InputStream stream) throws IOException, CaptureException {
    PushbackInputStream whole = new PushbackInputStream(stream, MAGIC);
    byte[] magic = new byte[MAGIC];
    int found = whole.readNBytes(magic, 0, MAGIC);
    whole.unread(magic, 0, found);
    return isCompressed(magic)
        ? uncompressed(magic, whole)
        : new Capture(Channels.newChannel(whole));
  }

  private static boolean isCompressed(byte[] magic) {
    return ZstdFrames.begins(magic) || Arrays.equals(magic, 0, GZIP.length, GZIP, 0, GZIP.length);
  }

  private static Capture uncompressed(byte[] magic, InputStream stream)
      throws IOException, CaptureException {
    try {
      InputStream plain = ZstdFrames.begins(magic) ? ZstdStream.of(stream) : GzipStream.of(stream);
      return new Capture(Channels.newChannel(plain));
    } catch (ZipException | EOFException e) {
      throw new CaptureException("is no capture: its compressed data makes no sense");
    }
  }

  /**
   * Has another thread read ahead, if this turns out to be a long capture; to be asked for where
   * there is a processor for it. Nothing comes out otherwise.
   */
  public void readAhead() {
    readAhead(ALONE);
  }

  void readAhead(int behind) {
    alone = behind;
  }

  /** Goes to the next frame; false where nothing more can be read. */
  public boolean next() throws IOException {
    if (ended) {
      return false;
    }
    if (ahead == null) {
      if (alone != 0) {
        alone--;
        ended = !reader.next(frame);
        return !ended;
      }
      ahead = LookAhead.start(reader);
    }
    CapturedFrame next = ahead.next();
    ended = next == null;
    frame = next == null ? frame : next;
    return !ended;
  }

  /** The frame that {@link #next} went to; it is valid until that is called again. */
  public CapturedFrame frame() {
    return frame;
  }

  /** Passes what is left behind the place where the reading ended, and counts it. */
  public long passTheRest() throws IOException {
    return window.skip(Long.MAX_VALUE);
  }

  /** Whether the last record was cut off, as when the writer of a capture is stopped. */
  public boolean isCutOff() {
    return losses.isCut();
  }

  /** What makes no sense, and is not read; empty of a sound capture. */
  public List<String> damage() {
    List<String> damage = new ArrayList<>(losses.damage());
    String fault = window.fault();
    if (fault != null) {
      damage.add(fault);
    }
    return List.copyOf(damage);
  }

  @Override
  public void close() throws IOException {
    if (ahead != null) {
      ahead.close();
    }
    channel.close();
  }
}
