package org.mudward.benchmarks.core;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.mudward.policy.Decision;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.decide.Decider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One decision about one packet. Of the packets, a quarter fits no entry, the others fit any of
 * them alike. Beside it: looking for a number in an array, one comparison for each entry.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecideBenchmark {
  private static final int PACKETS = 1024;
  private static final int FRAME = 64;

  /** Entries of the device's policy. */
  @Param({"10", "100", "1000"})
  public int rules;

  private PolicySnapshot snapshot = PolicySnapshot.builder(0).build();
  private Decider decider = Decider.of(snapshot);
  private Packet[] packets = new Packet[0];
  private long[] numbers = new long[0];
  private long[] wanted = new long[0];
  private int next;

  /** Makes the policy and the packets. */
  @Setup
  public void prepare() {
    Random random = new Random(rules);
    snapshot = SampleSite.ofOneDevice(rules);
    decider = Decider.of(snapshot);
    packets = new Packet[PACKETS];
    wanted = new long[PACKETS];
    numbers = random.longs(rules).toArray();
    ByteBuffer octets = ByteBuffer.allocate(PACKETS * FRAME);
    for (int i = 0; i < PACKETS; i++) {
      boolean fits = random.nextInt(4) > 0;
      int host = fits ? random.nextInt(rules) : rules + random.nextInt(rules);
      byte[] frame = SampleFrame.tcp(0, SampleSite.host(host));
      octets.put(i * FRAME, frame);
      packets[i] = new Packet().set(octets, i * FRAME, frame.length, frame.length);
      wanted[i] = fits ? numbers[host] : 0;
    }
  }

  /** By the tables of a decider. */
  @Benchmark
  public Decision decider() {
    return decider.decide(packets[next++ & (PACKETS - 1)]);
  }

  /** By trying one entry after the other, which is the reference. */
  @Benchmark
  public Decision reference() {
    return snapshot.decide(packets[next++ & (PACKETS - 1)]);
  }

  /** One comparison for each entry, and nothing else. */
  @Benchmark
  public int besideLinearSearch() {
    long number = wanted[next++ & (PACKETS - 1)];
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == number) {
        return i;
      }
    }
    return -1;
  }
}
