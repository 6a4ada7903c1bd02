package org.mudward.enforcer.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures written octet by octet, in every form, sound and damaged. */
class CaptureTest {
  private static final int MICRO = 0xA1B2C3D4;
  private static final int NANO = 0xA1B23C4D;
  private static final byte[] FRAME = bytes(61, 7);
  private static final byte[] OTHER = bytes(90, 9);

  @TempDir private Path folder;

  private static byte[] bytes(int length, int first) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  /** What a capture shows. */
  private record Read(List<String> frames, boolean cut, List<String> damage) {}

  private static String line(CapturedFrame frame) {
    byte[] octets = new byte[frame.captured()];
    frame.bytes().get(frame.offset(), octets);
    String name = "?";
    if (Arrays.equals(octets, FRAME)) {
      name = "FRAME";
    } else if (Arrays.equals(octets, OTHER)) {
      name = "OTHER";
    }
    return name + " of " + frame.original() + " link " + frame.linkType() + " at " + frame.micros();
  }

  private static Read read(Capture capture) throws IOException {
    try (capture) {
      List<String> frames = new ArrayList<>();
      while (capture.next()) {
        frames.add(line(capture.frame()));
      }
      return new Read(frames, capture.isCutOff(), capture.damage());
    }
  }

  /** From a file and from a stream alike. */
  private Read read(byte[] capture) throws IOException, CaptureException {
    Path file = folder.resolve("capture");
    Files.write(file, capture);
    Read read = read(Capture.open(file));
    assertEquals(read, read(Capture.open(new ByteArrayInputStream(capture))));
    return read;
  }

  private void sound(byte[] capture, String... frames) throws IOException, CaptureException {
    assertEquals(new Read(List.of(frames), false, List.of()), read(capture));
  }

  @Test
  void pcapIsReadInBothByteOrdersAndResolutions() throws Exception {
    for (ByteOrder order : List.of(BIG_ENDIAN, LITTLE_ENDIAN)) {
      byte[] micro =
          CaptureBytes.pcap(order, MICRO, 1)
              .record(5, 123456, 61, FRAME)
              .record(-1, 7, 1500, OTHER)
              .build();
      sound(micro, "FRAME of 61 link 1 at 5123456", "OTHER of 1500 link 1 at 4294967295000007");
      byte[] nano = CaptureBytes.pcap(order, NANO, 113).record(5, 999_999_999, 61, FRAME).build();
      sound(nano, "FRAME of 61 link 113 at 5999999");
    }
  }

  @Test
  void theLengthOfCheckSequencesIsNoPartOfTheLinkType() throws Exception {
    byte[] capture =
        CaptureBytes.pcap(LITTLE_ENDIAN, MICRO, 0x4400_0001).record(0, 0, 61, FRAME).build();
    sound(capture, "FRAME of 61 link 1 at 0");
  }

  @Test
  void thePatchedFormHasEightMoreOctetsBeforeAFrame() throws Exception {
    byte[] capture =
        CaptureBytes.pcap(LITTLE_ENDIAN, 0xA1B2CD34, 1)
            .raw(raw(1, 0, 0, 0, 2, 0, 0, 0, 61, 0, 0, 0, 61, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9))
            .raw(FRAME)
            .build();
    sound(capture, "FRAME of 61 link 1 at 1000002");
  }

  private static byte[] raw(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return bytes;
  }

  @Test
  void pcapngIsReadInBothByteOrdersWithAllKindsOfFrames() throws Exception {
    for (ByteOrder order : List.of(BIG_ENDIAN, LITTLE_ENDIAN)) {
      byte[] capture =
          CaptureBytes.pcapng(order)
              .interfaceOf(1, 90)
              .interfaceOf(276, 0, CaptureBytes.resolution(order, 9))
              .block(5, 40)
              .enhanced(0, 3_000_001, 61, FRAME)
              .enhanced(1, 3_000_001_999L, 70, FRAME)
              .old(1, 4_000_000_000L, 90, OTHER)
              .simple(1500, OTHER)
              .build();
      sound(
          capture,
          "FRAME of 61 link 1 at 3000001",
          "FRAME of 70 link 276 at 3000001",
          "OTHER of 90 link 276 at 4000000",
          "OTHER of 1500 link 1 at " + CapturedFrame.NO_TIME);
    }
  }

  @Test
  void aSectionHasItsOwnByteOrderAndInterfaces() throws Exception {
    byte[] capture =
        CaptureBytes.pcapng(BIG_ENDIAN)
            .interfaceOf(1, 0)
            .enhanced(0, 1, 61, FRAME)
            .raw(
                CaptureBytes.pcapng(LITTLE_ENDIAN)
                    .interfaceOf(101, 0)
                    .enhanced(0, 2, 61, FRAME)
                    .enhanced(1, 2, 61, FRAME)
                    .build())
            .build();
    Read read = read(capture);
    assertEquals(List.of("FRAME of 61 link 1 at 1", "FRAME of 61 link 101 at 2"), read.frames());
    assertEquals(List.of("records that make no sense and are left out: 1"), read.damage());
  }

  @Test
  void clocksCountInPowersOfTenAndOfTwoAfterAnOffset() {
    assertEquals(1_500_000, new Clock(0x80 | 10, 0).micros(1536));
    assertEquals(7_000_000, new Clock(0x80, 0).micros(7));
    assertEquals(1_999_999, new Clock(0x80 | 63, 0).micros(-1));
    assertEquals(0, new Clock(0x80 | 64, 0).micros(-1));
    assertEquals(2_000_000, new Clock(0, 0).micros(2));
    assertEquals(2_345_678, new Clock(12, 0).micros(2_345_678_900_000L));
    assertEquals(18_446_744_073_709L, new Clock(12, 0).micros(-1));
    assertEquals(0, new Clock(127, 0).micros(-1));
    assertEquals(62_000_001, new Clock(6, 60).micros(2_000_001));
  }

  @Test
  void anOffsetOfTheClockIsAdded() throws Exception {
    byte[] options = CaptureBytes.offset(LITTLE_ENDIAN, 100);
    byte[] capture =
        CaptureBytes.pcapng(LITTLE_ENDIAN)
            .interfaceOf(1, 0, options)
            .enhanced(0, 5, 61, FRAME)
            .build();
    sound(capture, "FRAME of 61 link 1 at 100000005");
  }

  @Test
  void aRecordThatIsCutOffAtTheEndIsLeftOut() throws Exception {
    byte[] pcap =
        CaptureBytes.pcap(LITTLE_ENDIAN, MICRO, 1)
            .record(0, 0, 61, FRAME)
            .record(0, 1, 61, FRAME)
            .build();
    byte[] pcapng =
        CaptureBytes.pcapng(LITTLE_ENDIAN)
            .interfaceOf(1, 0)
            .enhanced(0, 0, 61, FRAME)
            .enhanced(0, 1, 61, FRAME)
            .build();
    Read first = new Read(List.of("FRAME of 61 link 1 at 0"), true, List.of());
    int record = 16 + FRAME.length;
    for (int cut = 1; cut < record; cut++) {
      assertEquals(first, read(Arrays.copyOf(pcap, pcap.length - cut)), "cut by " + cut);
    }
    for (int cut = 1; cut < 96; cut++) {
      assertEquals(first, read(Arrays.copyOf(pcapng, pcapng.length - cut)), "cut by " + cut);
    }
  }

  @Test
  void aCaptureThatEndsWithinItsFirstBlockIsNone() throws Exception {
    for (ByteOrder order : List.of(BIG_ENDIAN, LITTLE_ENDIAN)) {
      byte[] section = CaptureBytes.pcapng(order).build();
      assertEquals(new Read(List.of(), false, List.of()), read(section));
      for (int length = 4; length < section.length; length++) {
        byte[] cut = Arrays.copyOf(section, length);
        Exception refused = assertThrows(CaptureException.class, () -> read(cut));
        assertEquals("ends within the first block of a pcapng file", refused.getMessage());
      }
    }
  }

  @Test
  void aLengthThatNoFrameHasEndsTheReadingAndTheRestIsCounted() throws Exception {
    byte[] capture =
        CaptureBytes.pcap(LITTLE_ENDIAN, MICRO, 1)
            .record(0, 0, 61, FRAME)
            .raw(new byte[8])
            .raw(raw(0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0))
            .record(0, 0, 61, FRAME)
            .build();
    try (Capture read = Capture.open(new ByteArrayInputStream(capture))) {
      assertTrue(read.next());
      assertFalse(read.next());
      assertFalse(read.next());
      assertEquals(List.of("at octet 101 a record of 2147483647 octets"), read.damage());
      assertEquals(capture.length - 101, read.passTheRest());
    }
  }

  @Test
  void aBlockThatLiesAboutItsLengthIsDamage() throws Exception {
    byte[] tooShort =
        CaptureBytes.pcapng(BIG_ENDIAN).raw(raw(0, 0, 0, 6, 0, 0, 0, 8, 0, 0, 0, 8)).build();
    assertEquals(List.of("at octet 28 a block of 8 octets"), read(tooShort).damage());
    byte[] twoLengths =
        CaptureBytes.pcapng(BIG_ENDIAN)
            .interfaceOf(1, 0)
            .raw(raw(0, 0, 0, 3, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 20))
            .build();
    assertEquals(
        List.of("records that make no sense and are left out: 1"), read(twoLengths).damage());
    byte[] noOrder =
        CaptureBytes.pcapng(BIG_ENDIAN)
            .raw(raw(0x0A, 0x0D, 0x0D, 0x0A, 0, 0, 0, 28, 1, 2, 3, 4))
            .build();
    assertEquals(
        List.of("at octet 28 a section whose byte order is not told"), read(noOrder).damage());
  }

  @Test
  void aBlockWhosePaddingComesLaterKeepsItsFrame() throws Exception {
    int length = 12 + 20 + OTHER.length;
    byte[] block = CaptureBytes.pcapng(BIG_ENDIAN).enhanced(0, 1, 90, OTHER).build();
    byte[] unpadded = Arrays.copyOfRange(block, 28, 28 + length);
    unpadded[7] = (byte) length;
    System.arraycopy(unpadded, 4, unpadded, length - 4, 4);
    byte[] first = CaptureBytes.pcapng(BIG_ENDIAN).interfaceOf(1, 0).raw(unpadded).build();
    byte[] later = CaptureBytes.pcapng(BIG_ENDIAN).enhanced(0, 2, 61, FRAME).build();
    Arrays.fill(later, 0, 28, (byte) 0);
    InputStream stream =
        new SequenceInputStream(
            new ByteArrayInputStream(first),
            new ByteArrayInputStream(Arrays.copyOfRange(later, 26, later.length)));
    assertEquals(
        List.of("OTHER of 90 link 1 at 1", "FRAME of 61 link 1 at 2"),
        read(Capture.open(stream)).frames());
  }

  private static byte[] zipped(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    }
    return out.toByteArray();
  }

  @Test
  void gzipIsReadAsFarAsItGoes() throws Exception {
    CaptureBytes capture = CaptureBytes.pcap(LITTLE_ENDIAN, MICRO, 1);
    for (int i = 0; i < 1000; i++) {
      capture.record(i, 0, 61, FRAME);
    }
    byte[] zipped = zipped(capture.build());
    assertEquals(1000, read(zipped).frames().size());
    Read cut = read(Arrays.copyOf(zipped, zipped.length * 2 / 3));
    assertTrue(cut.frames().size() > 10 && cut.frames().size() < 1000, cut.toString());
    assertEquals(List.of("its compressed data is cut off"), cut.damage());
    byte[] broken = zipped.clone();
    Arrays.fill(broken, zipped.length / 2, zipped.length, (byte) 0xFF);
    Read damaged = read(broken);
    assertTrue(damaged.frames().size() > 10 && !damaged.damage().isEmpty(), damaged.toString());
  }

  /** Gives one octet at a time, and never says that there are more, as a slow pipe does. */
  private static InputStream slow(byte[] octets) {
    return new ByteArrayInputStream(octets) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(1, length));
      }

      @Override
      public synchronized int available() {
        return 0;
      }
    };
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void whatFollowsTheEndOfGzipIsAnotherMemberOrDamage() throws Exception {
    byte[] capture =
        CaptureBytes.pcap(LITTLE_ENDIAN, MICRO, 1)
            .record(1, 0, 61, FRAME)
            .record(2, 0, 61, FRAME)
            .build();
    byte[] one = zipped(Arrays.copyOf(capture, 50));
    byte[] other = zipped(Arrays.copyOfRange(capture, 50, capture.length));
    Read whole =
        new Read(
            List.of("FRAME of 61 link 1 at 1000000", "FRAME of 61 link 1 at 2000000"),
            false,
            List.of());
    assertEquals(whole, read(joined(one, other)));
    assertEquals(whole, read(Capture.open(slow(joined(one, other)))));
    assertEquals(whole, read(joined(zipped(capture), new byte[512])));
    List<String> damaged = List.of("its compressed data is damaged");
    for (byte[] rest :
        List.of(raw(7), raw(0x1F, 0x8B, 9), raw(0, 0, 1), "hello".getBytes(US_ASCII))) {
      Read read = read(joined(zipped(capture), rest));
      assertEquals(new Read(whole.frames(), false, damaged), read, Arrays.toString(rest));
    }
    Read cut = read(joined(zipped(capture), Arrays.copyOf(other, 9)));
    assertEquals(List.of("its compressed data is cut off"), cut.damage());
  }

  @Test
  void theHeaderOfGzipMayHaveNamesAndItsSumsAreLookedAt() throws Exception {
    byte[] capture = CaptureBytes.pcap(LITTLE_ENDIAN, MICRO, 1).record(1, 0, 61, FRAME).build();
    byte[] zipped = zipped(capture);
    byte[] fields = raw(3, 0, 1, 2, 3, 'a', 0, 'b', 'c', 0);
    byte[] header = joined(Arrays.copyOf(zipped, 10), fields);
    header[3] = 0x04 | 0x08 | 0x10 | 0x02;
    CRC32 sum = new CRC32();
    sum.update(header);
    byte[] body = Arrays.copyOfRange(zipped, 10, zipped.length);
    int right = (int) sum.getValue();
    byte[] named = joined(joined(header, raw(right, right >> 8)), body);
    sound(named, "FRAME of 61 link 1 at 1000000");
    byte[] other = joined(joined(header, raw(right + 1, right >> 8)), body);
    assertThrows(CaptureException.class, () -> read(other));
    byte[] changed = zipped.clone();
    changed[zipped.length - 8] ^= 1;
    assertEquals(List.of("its compressed data is damaged"), read(changed).damage());
  }

  @Test
  void aCaptureLargerThanTheWindowIsReadFrameByFrame() throws Exception {
    CaptureBytes capture = CaptureBytes.pcap(BIG_ENDIAN, MICRO, 1);
    byte[] large = new byte[CapturedFrame.MAX_FRAME];
    for (int i = 0; i < 10; i++) {
      capture.record(i, 0, large.length, large).record(i, 1, 61, FRAME);
    }
    List<String> frames = read(capture.build()).frames();
    assertEquals(20, frames.size());
    for (int i = 0; i < 10; i++) {
      assertEquals("FRAME of 61 link 1 at " + (i * 1_000_000L + 1), frames.get(2 * i + 1));
    }
  }

  @Test
  void aLongBlockThatHoldsNoFrameIsPassedOver() throws Exception {
    byte[] capture =
        CaptureBytes.pcapng(LITTLE_ENDIAN)
            .interfaceOf(1, 0)
            .block(10, 3 * Window.SIZE)
            .enhanced(0, 1, 61, FRAME)
            .build();
    sound(capture, "FRAME of 61 link 1 at 1");
  }

  @Test
  void whatIsNoCaptureIsRefusedWithTheReason() {
    for (String[] wrong :
        List.of(
            new String[] {"", "is no capture: it has less than 4 octets"},
            new String[] {"hello, world", "is no capture: neither pcap nor pcapng"},
            new String[] {
              "(\u00B5/\u00FDxx", "is no capture that can be read: its compressed data is cut off"
            },
            new String[] {"\u00D4\u00C3\u00B2\u00A1", "ends within the header of a pcap file"},
            new String[] {"\n\r\r\n", "ends within the first block of a pcapng file"})) {
      byte[] octets = wrong[0].getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      Exception refused = assertThrows(CaptureException.class, () -> read(octets));
      assertEquals(wrong[1], refused.getMessage());
    }
  }
}
