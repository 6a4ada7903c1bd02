package org.mudward.enforcer.capture;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Timestamp;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;

/**
 * An interface that is listened to by libpcap. Nothing is sent.
 *
 * <p>Confined to one thread but for {@link #end}.
 */
public final class LiveCapture implements Closeable {
  /** What tcpdump takes of a frame by default: more than any link carries, offloads included. */
  private static final int MAX_SNAPSHOT = 256 * 1024;

  /** Room in the kernel for a tenth of a second of a full gigabit link, and for a pause of ours. */
  private static final int BUFFER = 16 * 1024 * 1024;

  /** How long the kernel may collect frames before it hands them over. */
  private static final int COLLECT_MILLIS = 100;

  /** The registry's number for packets without a link; the kernel's differs between systems. */
  private static final int RAW = 101;

  private static final int RAW_OF_THE_KERNEL = 12;
  private static final int WITHOUT_END = -1;

  /** Codes of pcap_activate. */
  private static final int NO_SUCH_DEVICE = -5;

  private static final int PERMISSION_DENIED = -8;
  private static final int NOT_UP = -9;
  private static final int PROMISCUOUS_DENIED = -11;

  private final PcapHandle handle;
  private final CapturedFrame frame = new CapturedFrame();
  private @Nullable Throwable fault;

  private LiveCapture(PcapHandle handle) {
    this.handle = handle;
  }

  /**
   * Begins to listen.
   *
   * @param promiscuous whether frames for others are taken too
   * @throws CaptureException if it is no interface that can be listened to
   * @throws IOException if libpcap is missing, or the right to use it; the message is a sentence
   */
  public static LiveCapture open(String name, boolean promiscuous)
      throws IOException, CaptureException {
    try {
      return new LiveCapture(
          new PcapHandle.Builder(name)
              .snaplen(MAX_SNAPSHOT)
              .bufferSize(BUFFER)
              .timeoutMillis(COLLECT_MILLIS)
              .promiscuousMode(
                  promiscuous ? PromiscuousMode.PROMISCUOUS : PromiscuousMode.NONPROMISCUOUS)
              .build());
    } catch (LinkageError e) {
      throw new IOException(
          "libpcap cannot be loaded, which reads interfaces; install it (Debian: apt install"
              + " libpcap0.8)",
          e);
    } catch (PcapNativeException e) {
      throw refused(name, e);
    }
  }

  private static CaptureException refused(String name, PcapNativeException e) throws IOException {
    Integer code = e.getReturnCode();
    return switch (code == null ? 0 : code) {
      case PERMISSION_DENIED, PROMISCUOUS_DENIED ->
          throw new IOException(
              "not permitted to listen on "
                  + name
                  + "; it needs CAP_NET_RAW: run it as root, or give it to a copy of java that only"
                  + " auditors may run (setcap cap_net_raw+ep)",
              e);
      case NO_SUCH_DEVICE -> new CaptureException("is no interface of this host");
      case NOT_UP -> new CaptureException("is not up");
      default -> new CaptureException("cannot be listened to: " + e.getMessage());
    };
  }

  /**
   * Hands on each frame until {@link #end}, the limit, or the end of the interface.
   *
   * @param to gets the same object each time; what it throws ends the listening and is thrown on
   * @param limit of frames; 0 is none
   * @return why it ended by itself; empty if it was asked to
   */
  public List<String> run(Consumer<CapturedFrame> to, int limit) {
    int link = linkType();
    List<String> damage = List.of();
    try {
      handle.loop(limit == 0 ? WITHOUT_END : limit, (byte[] octets) -> take(octets, link, to));
    } catch (InterruptedException e) {
      // This is how the library says that its loop was broken.
    } catch (PcapNativeException | NotOpenException e) {
      damage = List.of("the listening ended by itself: " + e.getMessage());
    }
    if (fault instanceof RuntimeException exception) {
      throw exception;
    }
    if (fault instanceof Error error) {
      throw error;
    }
    return damage;
  }

  private int linkType() {
    int link = handle.getDlt().value();
    return link == RAW_OF_THE_KERNEL ? RAW : link;
  }

  /** Called from within libpcap, where an exception would be lost. */
  private void take(byte[] octets, int link, Consumer<CapturedFrame> to) {
    if (fault != null) {
      return;
    }
    try {
      Timestamp time = handle.getTimestamp();
      long micros = Math.floorDiv(time.getTime(), 1000L) * 1_000_000 + time.getNanos() / 1000;
      frame.set(octets, 0, octets.length, handle.getOriginalLength(), link, micros);
      to.accept(frame);
    } catch (RuntimeException | Error e) {
      fault = e;
      end();
    }
  }

  /** Ends the listening, from any thread; what was not handed on yet is left out. */
  public void end() {
    try {
      handle.breakLoop();
    } catch (NotOpenException e) {
      // It has ended.
    }
  }

  /**
   * How many frames the kernel and the interface dropped because nobody fetched them in time.
   *
   * @throws IOException if that cannot be told, as when the interface is gone
   */
  public long lost() throws IOException {
    try {
      PcapStat counts = handle.getStats();
      return counts.getNumPacketsDropped() + counts.getNumPacketsDroppedByIf();
    } catch (PcapNativeException | NotOpenException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    handle.close();
  }
}
