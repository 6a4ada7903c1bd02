package org.mudward.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ethernet frames in a classic capture file: what {@code tcpreplay} reads and {@code tcpdump}
 * writes.
 */
public final class PcapFile {
  private static final int MAGIC = 0xa1b2c3d4;
  private static final int ETHERNET = 1;
  private static final int HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int LONGEST_FRAME = 65_535;

  private PcapFile() {}

  /** Writes frames, one millisecond apart. */
  public static void write(Path file, List<byte[]> frames) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        buffer(HEADER)
            .putInt(MAGIC)
            .putShort((short) 2)
            .putShort((short) 4)
            .putInt(0)
            .putInt(0)
            .putInt(LONGEST_FRAME)
            .putInt(ETHERNET)
            .array());
    for (int i = 0; i < frames.size(); i++) {
      int length = frames.get(i).length;
      out.writeBytes(
          buffer(RECORD_HEADER)
              .putInt(i / 1000)
              .putInt(i % 1000 * 1000)
              .putInt(length)
              .putInt(length)
              .array());
      out.writeBytes(frames.get(i));
    }
    Files.write(file, out.toByteArray());
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads the frames that are wholly there; the file may still be growing. */
  public static List<byte[]> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> frames = new ArrayList<>();
    if (bytes.remaining() < HEADER) {
      return frames;
    }
    if (bytes.getInt(0) != MAGIC) {
      throw new IOException("not a capture of this machine: " + file);
    }
    bytes.position(HEADER);
    while (bytes.remaining() >= RECORD_HEADER) {
      int length = bytes.getInt(bytes.position() + 8);
      if (length < 0 || bytes.remaining() - RECORD_HEADER < length) {
        break;
      }
      byte[] frame = new byte[length];
      bytes.position(bytes.position() + RECORD_HEADER);
      bytes.get(frame);
      frames.add(frame);
    }
    return frames;
  }
}
