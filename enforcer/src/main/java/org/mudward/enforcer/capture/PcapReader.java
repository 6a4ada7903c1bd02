package org.mudward.enforcer.capture;

import java.io.IOException;
import java.nio.ByteOrder;

/** Records of the classic form (draft-ietf-opsawg-pcap), and of its form with longer headers. */
final class PcapReader implements FrameReader {
  private static final int MICROSECONDS = 0xA1B2_C3D4;
  private static final int NANOSECONDS = 0xA1B2_3C4D;

  /** Written by old patched versions of libpcap; eight more octets before each frame. */
  private static final int PATCHED = 0xA1B2_CD34;

  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int PATCHED_HEADER = 24;

  /** Above these bits stands how long the check sequences of frames are. */
  private static final int LINK_TYPE_MASK = 0x03FF_FFFF;

  private final Window window;
  private final Losses losses;
  private final int header;
  private final int fractionsPerMicro;
  private final int linkType;

  private PcapReader(Window window, Losses losses, int magic) {
    this.window = window;
    this.losses = losses;
    header = magic == PATCHED ? PATCHED_HEADER : RECORD_HEADER;
    fractionsPerMicro = magic == NANOSECONDS ? 1000 : 1;
    linkType = window.i32(20) & LINK_TYPE_MASK;
    window.advance(FILE_HEADER);
  }

  /** Whether a capture that starts with these octets, read as big-endian, is of this form. */
  static boolean begins(int magic) {
    return isMagic(magic) || isMagic(Integer.reverseBytes(magic));
  }

  private static boolean isMagic(int magic) {
    return magic == MICROSECONDS || magic == NANOSECONDS || magic == PATCHED;
  }

  static PcapReader of(Window window, Losses losses) throws IOException, CaptureException {
    if (!window.has(FILE_HEADER)) {
      throw new CaptureException("ends within the header of a pcap file");
    }
    window.order(isMagic(window.i32(0)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return new PcapReader(window, losses, window.i32(0));
  }

  @Override
  public boolean next(CapturedFrame frame) throws IOException {
    if (!window.has(header)) {
      if (window.has(1)) {
        losses.cutOff();
      }
      return false;
    }
    long captured = window.u32(8);
    if (captured > CapturedFrame.MAX_FRAME) {
      losses.damage("at octet " + window.position() + " a record of " + captured + " octets");
      return false;
    }
    long micros = window.u32(0) * 1_000_000 + window.u32(4) / fractionsPerMicro;
    long original = window.u32(12);
    int length = (int) captured;
    if (!window.has(header + length)) {
      losses.cutOff();
      return false;
    }
    frame.set(window.octets(), window.offset() + header, length, original, linkType, micros);
    window.advance(header + length);
    return true;
  }
}
