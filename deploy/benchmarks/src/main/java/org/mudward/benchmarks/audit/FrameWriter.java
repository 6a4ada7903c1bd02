package org.mudward.benchmarks.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Protocol;

/** Writes frames into a pcap file. Checksums are 0, as on a machine whose hardware makes them. */
final class FrameWriter implements Closeable {
  private static final int MAGIC = 0xA1B2_C3D4;
  private static final int RECORD_HEADER = 16;
  private static final int SHORTEST = 60;
  private static final int LONGEST = 2048;
  private static final int BUFFER = 1 << 20;
  private static final long BEGIN = 1_790_000_000L;
  private static final long MILLION = 1_000_000;

  private final FileChannel file;
  private final ByteBuffer out = ByteBuffer.allocate(BUFFER);

  /** What looks encrypted. */
  private final byte[] noise = new byte[1 << 16];

  private long micros;
  private long frames;

  FrameWriter(Path path) throws IOException {
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    new Random(1).nextBytes(noise);
    out.order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putShort((short) 2).putShort((short) 4).putLong(0).putInt(1 << 18).putInt(1);
    out.order(ByteOrder.BIG_ENDIAN);
  }

  /** How many there are so far. */
  long frames() {
    return frames;
  }

  /** Lets time pass. */
  void pass(int time) {
    micros += time;
  }

  /** So many octets that look encrypted. */
  byte[] noise(int length, int from) {
    byte[] part = new byte[length];
    System.arraycopy(noise, from & 0x7FFF, part, 0, length);
    return part;
  }

  /** A frame of any type. */
  void frame(Station from, long to, int type, byte[] payload) throws IOException {
    int start = begin(from.mac().bits(), to, type);
    out.put(payload);
    end(start);
  }

  void tcp(Station from, Station to, Family family, int ports, int flags, byte[] data)
      throws IOException {
    int start = ip(from, to, family, Protocol.TCP, 20 + data.length);
    out.putInt(ports).putInt((int) frames).putInt((int) micros);
    out.put((byte) 0x50).put((byte) flags).putShort((short) 1000).putInt(0).put(data);
    end(start);
  }

  void udp(Station from, Station to, Family family, int ports, byte[] data) throws IOException {
    int start = ip(from, to, family, Protocol.UDP, 8 + data.length);
    out.putInt(ports).putShort((short) (8 + data.length)).putShort((short) 0).put(data);
    end(start);
  }

  /** ICMP of the family. */
  void message(Station from, Station to, Family family, int type) throws IOException {
    boolean four = family == Family.IPV4;
    int start = ip(from, to, family, four ? Protocol.ICMP : Protocol.ICMPV6, 32);
    out.put((byte) type).put(noise, 0, 31);
    end(start);
  }

  private int ip(Station from, Station to, Family family, int protocol, int length)
      throws IOException {
    int start = begin(from.mac().bits(), to.mac().bits(), family.etherType());
    if (family == Family.IPV4) {
      out.put((byte) 0x45).put((byte) 0).putShort((short) (20 + length)).putShort((short) frames);
      out.putShort((short) 0x4000).put((byte) 64).put((byte) protocol).putShort((short) 0);
    } else {
      out.putInt(0x6000_0000).putShort((short) length).put((byte) protocol).put((byte) 64);
    }
    put(from.address(family));
    put(to.address(family));
    return start;
  }

  private void put(IpAddress address) {
    if (address.family() == Family.IPV4) {
      out.putInt((int) address.low());
    } else {
      out.putLong(address.high()).putLong(address.low());
    }
  }

  private int begin(long from, long to, int type) throws IOException {
    if (out.remaining() < LONGEST) {
      flush();
    }
    int start = out.position();
    out.position(start + RECORD_HEADER);
    out.putShort((short) (to >>> 32)).putInt((int) to);
    out.putShort((short) (from >>> 32)).putInt((int) from).putShort((short) type);
    return start;
  }

  private void end(int start) {
    while (out.position() < start + RECORD_HEADER + SHORTEST) {
      out.put((byte) 0);
    }
    int length = out.position() - start - RECORD_HEADER;
    out.order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(start, (int) (BEGIN + micros / MILLION)).putInt(start + 4, (int) (micros % MILLION));
    out.putInt(start + 8, length).putInt(start + 12, length);
    out.order(ByteOrder.BIG_ENDIAN);
    frames++;
  }

  private void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      file.write(out);
    }
    out.clear();
  }

  @Override
  public void close() throws IOException {
    flush();
    file.close();
  }

  /** The name as DNS writes it. */
  static byte[] labels(String name) {
    ByteBuffer labels = ByteBuffer.allocate(name.length() + 2);
    for (String label : name.split("\\.", -1)) {
      labels.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    return labels.put((byte) 0).array();
  }
}
