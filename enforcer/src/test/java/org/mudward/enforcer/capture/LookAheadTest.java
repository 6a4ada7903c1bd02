package org.mudward.enforcer.capture;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.mudward.policy.testing.Generators;

/** Frames that are read ahead are those that are read one by one, and so is all that is damaged. */
class LookAheadTest {
  private static final int MICRO = 0xA1B2C3D4;
  private static final int FRAMES = 3000;
  private static final int[] ALONE = {0, 1, 511, 2999, 3000, 9999};

  private static List<byte[]> frames(long seed) {
    Generators generators = new Generators(seed);
    Random random = generators.random();
    var snapshot = generators.snapshot();
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      byte[] frame = generators.frame(snapshot);
      boolean more = random.nextInt(4) == 0;
      frames.add(more ? Arrays.copyOf(frame, frame.length + random.nextInt(1400)) : frame);
    }
    return frames;
  }

  private static byte[] pcap(List<byte[]> frames) {
    CaptureBytes capture = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, MICRO, 1);
    for (int i = 0; i < frames.size(); i++) {
      capture.record(i, 7, frames.get(i).length + i % 3, frames.get(i));
    }
    return capture.build();
  }

  private static byte[] pcapng(List<byte[]> frames) {
    CaptureBytes capture =
        CaptureBytes.pcapng(ByteOrder.BIG_ENDIAN).interfaceOf(1, 0).interfaceOf(101, 0);
    for (int i = 0; i < frames.size(); i++) {
      if (i % 100 == 0) {
        capture.block(5, 1000);
      }
      capture.enhanced(i % 50 == 0 ? 1 : 0, i, frames.get(i).length, frames.get(i));
    }
    return capture.build();
  }

  private static String ends(CapturedFrame frame) {
    Ends ends = frame.ends();
    return ends == null
        ? "none"
        : Arrays.asList(
                ends.sourceMac(),
                ends.destinationMac(),
                ends.family(),
                ends.protocol(),
                ends.sourcePort(),
                ends.destinationPort(),
                ends.sourceHigh(),
                ends.sourceLow(),
                ends.destinationHigh(),
                ends.destinationLow(),
                ends.flags(),
                ends.firstOctet(),
                ends.hash())
            .toString();
  }

  private static List<String> told(Capture capture) throws IOException {
    try (capture) {
      List<String> told = new ArrayList<>();
      try {
        while (capture.next()) {
          CapturedFrame frame = capture.frame();
          int from = frame.offset();
          byte[] octets = Arrays.copyOfRange(frame.octets(), from, from + frame.captured());
          assertEquals(octets.length == 0 ? 0 : octets[0], from(frame), "its buffer");
          told.add(
              "%d of %d by %d at %d: %d, %s"
                  .formatted(
                      octets.length,
                      frame.original(),
                      frame.linkType(),
                      frame.micros(),
                      Arrays.hashCode(octets),
                      ends(frame)));
        }
        assertFalse(capture.next(), "the end stays the end");
        told.add("cut off: " + capture.isCutOff() + ", damage: " + capture.damage());
        told.add("rest: " + capture.passTheRest());
      } catch (IOException e) {
        told.add(e.getMessage());
      }
      return told;
    }
  }

  private static int from(CapturedFrame frame) {
    return frame.captured() == 0 ? 0 : frame.bytes().get(frame.offset());
  }

  /** What a stream does at its end. */
  private interface Ending {
    int reach() throws IOException;
  }

  /** The octets, and then something else than an end. */
  private static InputStream endless(byte[] octets, Ending ending) {
    InputStream last =
        new InputStream() {
          @Override
          public int read() throws IOException {
            return ending.reach();
          }

          @Override
          public int read(byte[] into, int at, int length) throws IOException {
            return ending.reach();
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(octets), last);
  }

  private static int breaks() throws IOException {
    throw new IOException("the disk is gone");
  }

  private static int waits() throws IOException {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      throw new IOException("closed", e);
    }
    return -1;
  }

  private static List<String> same(byte[] octets, boolean breaks) throws Exception {
    List<String> alone = told(open(octets, breaks));
    for (int behind : ALONE) {
      Capture ahead = open(octets, breaks);
      ahead.readAhead(behind);
      assertEquals(alone, told(ahead), "read ahead after " + behind);
    }
    return alone;
  }

  private static Capture open(byte[] octets, boolean breaks) throws Exception {
    return Capture.open(
        breaks ? endless(octets, LookAheadTest::breaks) : new ByteArrayInputStream(octets));
  }

  @Test
  void frameForFrameTheSameOfBothForms() throws Exception {
    for (long seed = 1; seed <= 5; seed++) {
      List<byte[]> frames = frames(seed);
      assertEquals(FRAMES + 2, same(pcap(frames), false).size());
      assertEquals(FRAMES + 2, same(pcapng(frames), false).size());
    }
  }

  @Test
  void framesThatFillABatchEachAreTheSame() throws Exception {
    List<byte[]> frames = frames(9).subList(0, 40);
    for (int i = 0; i < 40; i += 2) {
      frames.set(i, new byte[CapturedFrame.MAX_FRAME - i]);
    }
    frames.set(5, new byte[0]);
    assertEquals(42, same(pcap(frames), false).size());
  }

  @Test
  void aCaptureOfNothingHasNoFrames() throws Exception {
    assertEquals(2, same(pcap(List.of()), false).size());
  }

  @Test
  void whatIsCutOffIsToldBehindTheFramesBeforeIt() throws Exception {
    byte[] whole = pcap(frames(2));
    for (int cut = 1; cut < whole.length; cut += whole.length / 11) {
      byte[] left = Arrays.copyOf(whole, whole.length - cut);
      if (left.length >= 24) {
        List<String> told = same(left, false);
        assertTrue(told.get(told.size() - 2).startsWith("cut off: true"), told.toString());
      }
    }
  }

  @Test
  void damageIsToldBehindTheFramesBeforeIt() throws Exception {
    byte[] whole = pcap(frames(3));
    for (int place = 1000; place < whole.length; place += whole.length / 13) {
      byte[] damaged = whole.clone();
      Arrays.fill(damaged, place, Math.min(damaged.length, place + 1600), (byte) 0x77);
      List<String> told = same(damaged, false);
      assertTrue(told.get(told.size() - 2).contains("a record of"), told.toString());
    }
  }

  @Test
  void compressedDataThatIsCutOffIsTheSame() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(pcap(frames(4)));
    }
    byte[] octets = packed.toByteArray();
    same(octets, false);
    List<String> told = same(Arrays.copyOf(octets, octets.length / 2), false);
    assertTrue(told.get(told.size() - 2).contains("compressed data is cut off"), told.toString());
  }

  @Test
  void whatCannotBeReadIsThrownBehindTheFramesBeforeIt() throws Exception {
    byte[] whole = pcap(frames(5));
    for (int length : new int[] {24, 100_000, whole.length / 2, whole.length}) {
      List<String> told = same(Arrays.copyOf(whole, length), true);
      assertEquals("the disk is gone", told.get(told.size() - 1));
    }
  }

  @Test
  void whoIsClosedInTheMiddleEndsItsThread() throws Exception {
    byte[] whole = pcap(frames(6));
    for (int taken : new int[] {1, 2, 600, 2500}) {
      Capture capture = Capture.open(new ByteArrayInputStream(whole));
      capture.readAhead(0);
      for (int i = 0; i < taken; i++) {
        assertTrue(capture.next());
      }
      capture.close();
      assertFalse(
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("read-ahead")),
          "closed after " + taken);
    }
  }

  @Test
  void whoIsInterruptedWhileHeWaitsIsTold() throws Exception {
    InputStream slow = endless(pcap(List.of()), LookAheadTest::waits);
    try (Capture capture = Capture.open(slow)) {
      capture.readAhead(0);
      Thread.currentThread().interrupt();
      assertThrows(IOException.class, capture::next);
      assertTrue(Thread.interrupted());
    }
  }
}
