package org.mudward.policy.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mudward.policy.End;
import org.mudward.policy.Field;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/** What each end of each connection sent, from a little-endian pcap file of Ethernet. */
final class CaptureStreams {
  private static final int PCAP = 0xA1B2C3D4;
  private static final int PCAP_NANOSECONDS = 0xA1B23C4D;
  private static final int HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int ETHERNET = 1;
  private static final int SYN = 2;

  private final Map<String, Flow> flows = new LinkedHashMap<>();

  private CaptureStreams() {}

  /** One direction of a connection: pieces of a stream in order, or datagrams as they came. */
  static final class Flow {
    private final boolean tcp;
    private final List<byte[]> payloads = new ArrayList<>();
    private final TreeMap<Integer, byte[]> early = new TreeMap<>();
    private int next;
    private boolean started;

    Flow(boolean tcp) {
      this.tcp = tcp;
    }

    boolean isTcp() {
      return tcp;
    }

    List<byte[]> payloads() {
      return payloads;
    }

    private void segment(int sequence, boolean isFirst, byte[] payload) {
      if (isFirst || !started) {
        started = true;
        next = sequence + (isFirst ? 1 : 0);
      }
      if (payload.length > 0) {
        early.putIfAbsent(sequence + (isFirst ? 1 : 0), payload);
      }
      byte[] following = early.remove(next);
      while (following != null) {
        payloads.add(following);
        next += following.length;
        following = early.remove(next);
      }
    }
  }

  static Collection<Flow> read(Path capture) throws IOException {
    CaptureStreams streams = new CaptureStreams();
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(capture)).order(ByteOrder.LITTLE_ENDIAN);
    if (file.remaining() < HEADER
        || (file.getInt(0) != PCAP && file.getInt(0) != PCAP_NANOSECONDS)
        || file.getInt(20) != ETHERNET) {
      return List.of();
    }
    int at = HEADER;
    while (at + RECORD_HEADER <= file.limit()) {
      int captured = file.getInt(at + 8);
      int original = file.getInt(at + 12);
      at += RECORD_HEADER;
      if (captured < 0 || captured > file.limit() - at || original < captured) {
        break;
      }
      ByteBuffer octets = file.duplicate().order(ByteOrder.BIG_ENDIAN);
      streams.frame(new Packet().set(octets, at, captured, original));
      at += captured;
    }
    return streams.flows.values();
  }

  private void frame(Packet packet) {
    boolean tcp = packet.protocol() == Protocol.TCP;
    long offset = tcp ? packet.field(Field.TCP_DATA_OFFSET) * 4 : 8;
    int start = packet.payloadOffset() + (int) offset;
    if ((!tcp && packet.protocol() != Protocol.UDP)
        || packet.isLaterFragment()
        || offset < 8
        || start > packet.payloadEnd()) {
      return;
    }
    byte[] payload = new byte[packet.payloadEnd() - start];
    packet.bytes().get(start, payload);
    String ends =
        String.format(
            "%d %s %d %s %d",
            packet.protocol(),
            packet.address(End.SOURCE),
            packet.port(End.SOURCE),
            packet.address(End.DESTINATION),
            packet.port(End.DESTINATION));
    Flow flow = flows.computeIfAbsent(ends, key -> new Flow(tcp));
    if (tcp) {
      boolean isFirst = (packet.field(Field.TCP_FLAGS) & SYN) != 0;
      flow.segment((int) packet.field(Field.TCP_SEQUENCE), isFirst, payload);
    } else {
      flow.payloads.add(payload);
    }
  }
}
