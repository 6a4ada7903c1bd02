package org.mudward.enforcer.capture;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures compressed by zstd: whole, cut off, damaged, and such as ask for too much memory. */
class ZstdStreamTest {
  private static final int FRAMES = 3000;
  private static final int LENGTH = 200;

  @TempDir private Path folder;

  /** Frames of random octets, so that the compressed form has many blocks. */
  private static byte[] capture() {
    Random random = new Random(1);
    CaptureBytes capture = CaptureBytes.pcap(LITTLE_ENDIAN, 0xA1B2C3D4, 1);
    for (int i = 0; i < FRAMES; i++) {
      byte[] frame = new byte[LENGTH];
      random.nextBytes(frame);
      capture.record(i, 0, LENGTH, frame);
    }
    return capture.build();
  }

  private static byte[] compressed(byte[] content, int windowLog) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZstdOutputStream zstd = new ZstdOutputStream(out).setChecksum(true)) {
      zstd.setLong(windowLog);
      zstd.write(content);
    }
    return out.toByteArray();
  }

  /** How far a capture can be read. */
  private record Read(int frames, List<String> damage) {}

  private static Read read(Capture capture) throws IOException {
    try (capture) {
      int frames = 0;
      while (capture.next()) {
        assertEquals(LENGTH, capture.frame().captured());
        frames++;
      }
      // The native code is not asked again, whatever comes.
      capture.passTheRest();
      return new Read(frames, capture.damage());
    }
  }

  private static Read read(byte[] octets) throws IOException, CaptureException {
    return read(Capture.open(new ByteArrayInputStream(octets)));
  }

  @Test
  void aWholeCaptureIsReadAsFileAndAsStream() throws Exception {
    byte[] octets = compressed(capture(), ZstdStream.MAX_WINDOW_LOG);
    assertEquals(new Read(FRAMES, List.of()), read(octets));
    Path file = Files.write(folder.resolve("capture.pcap.zst"), octets);
    assertEquals(new Read(FRAMES, List.of()), read(Capture.open(file)));
  }

  @Test
  void severalFramesOfZstdAreOneCapture() throws Exception {
    byte[] whole = capture();
    byte[] first = compressed(Arrays.copyOf(whole, 1001), 20);
    byte[] second = compressed(Arrays.copyOfRange(whole, 1001, whole.length), 20);
    assertEquals(new Read(FRAMES, List.of()), read(joined(first, second)));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** A frame that holds nothing of the data, with so many octets of somebody else's. */
  private static byte[] skippable(int magic, int length) {
    return ByteBuffer.allocate(8 + length)
        .order(LITTLE_ENDIAN)
        .putInt(0x184D2A50 + magic)
        .putInt(length)
        .array();
  }

  @Test
  void aLaterFrameThatIsCutOffIsToldWhereverThatIs() throws Exception {
    byte[] whole = capture();
    int half = 24 + 1000 * (16 + LENGTH);
    byte[] first = joined(compressed(Arrays.copyOf(whole, half), 20), skippable(3, 50));
    byte[] second = compressed(Arrays.copyOfRange(whole, half, whole.length), 20);
    byte[] both = joined(first, second);
    assertEquals(new Read(1000, List.of()), read(first));
    List<String> cut = List.of("its compressed data is cut off");
    for (int more : List.of(1, 4, 5, 6, 8, 9, 1000, second.length / 2, second.length - 1)) {
      Read read = read(Arrays.copyOf(both, first.length + more));
      assertEquals(cut, read.damage(), "after " + more);
      assertTrue(read.frames() >= 1000, read.toString());
    }
    for (int less : List.of(1, 50, 54, 57)) {
      assertEquals(cut, read(Arrays.copyOf(first, first.length - less)).damage(), "by " + less);
    }
  }

  @Test
  void aFrameThatHoldsNothingMayComeFirst() throws Exception {
    byte[] octets = compressed(capture(), 20);
    for (int magic : List.of(0, 9, 15)) {
      byte[] both = joined(skippable(magic, magic), octets);
      assertEquals(new Read(FRAMES, List.of()), read(both));
      Path file = Files.write(folder.resolve("capture.pcap.zst"), both);
      assertEquals(new Read(FRAMES, List.of()), read(Capture.open(file)));
    }
    assertThrows(CaptureException.class, () -> read(skippable(0, 10)));
  }

  @Test
  void framesWithoutCheckSumOrWithTheirSizeAreFollowedToo() throws Exception {
    byte[] plain = Zstd.compress(capture(), 3);
    assertEquals(new Read(FRAMES, List.of()), read(plain));
    byte[] zeros = Zstd.compress(new byte[1 << 20]);
    byte[] twice = joined(zeros, zeros);
    try (InputStream stream = ZstdStream.of(new ByteArrayInputStream(twice))) {
      assertEquals(2 << 20, stream.readAllBytes().length);
    }
    byte[] cut = Arrays.copyOf(twice, twice.length - 1);
    try (InputStream stream = ZstdStream.of(new ByteArrayInputStream(cut))) {
      assertThrows(EOFException.class, stream::readAllBytes);
    }
  }

  @Test
  void whatIsCutOffOrDamagedIsReadAsFarAsItGoes() throws Exception {
    byte[] octets = compressed(capture(), 20);
    Read cut = read(Arrays.copyOf(octets, octets.length * 2 / 3));
    assertTrue(cut.frames() > 100 && cut.frames() < FRAMES, cut.toString());
    assertEquals(List.of("its compressed data is cut off"), cut.damage());
    byte[] damaged = octets.clone();
    Arrays.fill(damaged, octets.length * 2 / 3, octets.length, (byte) 0xFF);
    Read broken = read(damaged);
    assertTrue(broken.frames() > 100 && broken.frames() < FRAMES, broken.toString());
    assertEquals(List.of("its compressed data is damaged"), broken.damage());
  }

  @Test
  void anOctetThatWasChangedIsFoundByTheCheckSum() throws Exception {
    byte[] octets = compressed(capture(), 20);
    octets[octets.length - 1] ^= 1;
    assertEquals(List.of("its compressed data is damaged"), read(octets).damage());
  }

  @Test
  void whoAsksForMoreMemoryThanIsGivenIsToldHowToReadIt() throws Exception {
    byte[] octets = compressed(capture(), ZstdStream.MAX_WINDOW_LOG + 1);
    Exception refused = assertThrows(CaptureException.class, () -> read(octets));
    String needs =
        "its compressed data needs a window of more than 32 MiB:"
            + " zstd -dc --long=31 FILE | mudward audit -";
    assertEquals("is no capture that can be read: " + needs, refused.getMessage());
    byte[] first = compressed(Arrays.copyOf(capture(), 24 + 10 * (16 + LENGTH)), 20);
    assertEquals(new Read(10, List.of(needs)), read(joined(first, octets)));
  }
}
