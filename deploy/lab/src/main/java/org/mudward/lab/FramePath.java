package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way through something that forwards frames: real ones are put in by {@code tcpreplay}, and what
 * {@code tcpdump} finds at the other side has passed.
 *
 * <p>A frame is known again by its octets. Each time a last frame goes behind them that is always
 * let out: frames keep their order, so what is not there when that one arrives was dropped.
 */
final class FramePath {
  /** The addresses and the type of the last frame; its payload counts. */
  static final String MARKER_SOURCE = "02:ff:ff:ff:ff:fe";

  static final String MARKER_DESTINATION = "02:ff:ff:ff:ff:fd";
  static final String MARKER_TYPE = "0x88b6";

  private static final long ARRIVAL_SECONDS = 5;

  /** A last frame that is lost says nothing about the others; one that is lost each time does. */
  private static final int ATTEMPTS = 4;

  /** A switch that is kept from its work for a tenth of a second at this pace loses nothing. */
  private static final int PACKETS_PER_SECOND = 1000;

  private static final byte[] MARKER = HexFormat.of().parseHex("02fffffffffd02fffffffffe88b6");

  private final Namespace host;
  private final String device;
  private final Capture capture;
  private final Path folder;
  private final AtomicInteger markers = new AtomicInteger();

  /**
   * @param device where frames are put in
   * @param capture of where they come out
   * @param folder for files of its own
   */
  FramePath(Namespace host, String device, Capture capture, Path folder) {
    this.host = host;
    this.device = device;
    this.capture = capture;
    this.folder = folder;
  }

  /**
   * Sends frames, in this order; which of them came out, by their place.
   *
   * @param frames all different
   * @throws IOException if one could not be put on the wire
   */
  BitSet send(List<byte[]> frames) throws IOException {
    byte[] marker = marker();
    List<byte[]> all = new ArrayList<>(frames);
    all.add(marker);
    int before = capture.frames().size();
    put(all);
    return passed(frames, arrived(before, marker));
  }

  private void put(List<byte[]> frames) throws IOException {
    Path file = folder.resolve("in.pcap");
    PcapFile.write(file, frames);
    String said =
        host.run("tcpreplay", "--pps=" + PACKETS_PER_SECOND, "-i", device, file.toString());
    if (!said.matches("(?s).*Successful packets:\\s+" + frames.size() + "\\b.*")) {
      throw new IOException("not all frames got onto the wire: " + said);
    }
  }

  private byte[] marker() {
    byte[] marker = new byte[64];
    System.arraycopy(MARKER, 0, marker, 0, MARKER.length);
    int number = markers.incrementAndGet();
    marker[MARKER.length] = (byte) (number >> 8);
    marker[MARKER.length + 1] = (byte) number;
    return marker;
  }

  private List<byte[]> arrived(int before, byte[] marker) throws IOException {
    String last = hex(marker);
    List<byte[]> arrived = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      boolean complete =
          Pause.until(
              ARRIVAL_SECONDS,
              () -> {
                arrived.clear();
                arrived.addAll(framesAfter(before));
                return !arrived.isEmpty() && hex(arrived.get(arrived.size() - 1)).equals(last);
              });
      if (complete) {
        return arrived;
      }
      put(List.of(marker));
    }
    throw new IOException("the last frame does not arrive: the switch does not forward");
  }

  private List<byte[]> framesAfter(int before) {
    try {
      List<byte[]> frames = capture.frames();
      return frames.subList(before, frames.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  private static BitSet passed(List<byte[]> frames, List<byte[]> arrived) throws IOException {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < frames.size(); i++) {
      if (places.put(hex(frames.get(i)), i) != null) {
        throw new IllegalArgumentException("two frames are the same: " + hex(frames.get(i)));
      }
    }
    BitSet passed = new BitSet();
    for (byte[] frame : arrived) {
      Integer place = places.get(hex(frame));
      if (place == null && hex(frame).startsWith(hex(MARKER))) {
        continue;
      }
      if (place == null) {
        throw new IOException("a frame came out that did not go in: " + hex(frame));
      }
      passed.set(place);
    }
    return passed;
  }

  private static String hex(byte[] frame) {
    return HexFormat.of().formatHex(FrameRig.withoutPriorityTag(frame));
  }
}
