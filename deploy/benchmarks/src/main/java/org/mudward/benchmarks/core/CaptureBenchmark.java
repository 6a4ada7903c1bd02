package org.mudward.benchmarks.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mudward.benchmarks.audit.SampleCapture;
import org.mudward.enforcer.audit.Audit;
import org.mudward.enforcer.capture.Capture;
import org.mudward.enforcer.capture.CaptureException;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.Decision;
import org.mudward.policy.End;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.decide.Decider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One frame of a sample capture: read, looked at, decided about, and all of it with counting.
 * Beside it: copying the same octets out of the page cache. Which addresses are behind names is
 * fixed here, and other than in the capture, so that most is dropped; the looking up is the same.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CaptureBenchmark {
  private static final int FRAMES = 100_000;
  private static final int DEVICES = 30;
  private static final int FILES = 10;
  private static final int NAMES = 200;
  private static final int WINDOW = 1 << 20;

  private final PolicySnapshot site = SampleSite.of(DEVICES, FILES, NAMES);
  private final Decider decider = Decider.of(site);
  private final Packet packet = new Packet();
  private Path folder = Path.of("");
  private byte[][] frames = {};

  /** Makes the capture. */
  @Setup
  public void prepare() throws IOException, CaptureException {
    folder = Files.createTempDirectory("mudward-capture");
    String[] numbers = {folder.toString(), Integer.toString(FRAMES), Integer.toString(DEVICES)};
    SampleCapture.main(numbers);
    List<byte[]> all = new ArrayList<>();
    try (Capture capture = Capture.open(file())) {
      while (all.size() < FRAMES && capture.next()) {
        CapturedFrame frame = capture.frame();
        byte[] octets = new byte[frame.captured()];
        frame.bytes().get(frame.offset(), octets);
        all.add(octets);
      }
    }
    frames = all.toArray(byte[][]::new);
  }

  /** Deletes the capture. */
  @TearDown
  public void delete() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private Path file() {
    return folder.resolve("capture.pcap");
  }

  private Packet view(byte[] frame) {
    return packet.set(ByteBuffer.wrap(frame), 0, frame.length, frame.length);
  }

  /** Finds each frame in the file. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long reader() throws IOException, CaptureException {
    long octets = 0;
    try (Capture capture = Capture.open(file())) {
      while (capture.next()) {
        octets += capture.frame().captured();
      }
    }
    return octets;
  }

  /** Points a view at each frame and asks for its ends. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long headerView() {
    long mixed = 0;
    for (byte[] frame : frames) {
      view(frame);
      mixed += packet.sourceMac() ^ packet.protocol() ^ packet.port(End.DESTINATION);
      mixed += packet.family() == null ? 0 : packet.addressLow(End.DESTINATION);
    }
    return mixed;
  }

  /** The same, and the verdict. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int verdict() {
    int decided = 0;
    for (byte[] frame : frames) {
      decided += decider.decide(view(frame)).outcome() == Decision.Outcome.DROP ? 1 : 0;
    }
    return decided;
  }

  /** Reading, deciding and counting, as an audit does. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long audit() throws IOException, CaptureException {
    Audit audit = new Audit(site, answer -> List.of());
    try (Capture capture = Capture.open(file())) {
      while (capture.next()) {
        audit.judge(capture.frame());
      }
    }
    return audit.dropped();
  }

  /** The octets of the file, and nothing else. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long besideCopying() throws IOException {
    ByteBuffer window = ByteBuffer.allocateDirect(WINDOW);
    long octets = 0;
    try (FileChannel channel = FileChannel.open(file())) {
      while (channel.read(window) >= 0) {
        octets += window.position();
        window.clear();
      }
    }
    return octets;
  }
}
