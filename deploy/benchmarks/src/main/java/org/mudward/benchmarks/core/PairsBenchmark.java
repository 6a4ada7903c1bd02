package org.mudward.benchmarks.core;

import java.util.concurrent.TimeUnit;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.analysis.Pairs;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowTables;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Who may send what to whom, for all pairs of a site. Beside it: compiling the same site. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PairsBenchmark {
  private static final int FILES = 20;
  private static final int NAMES = 100;

  /** Devices of the site, of 20 models. */
  @Param({"100", "1000", "10000"})
  public int devices;

  private PolicySnapshot site = PolicySnapshot.builder(0).build();

  /** Makes the site. */
  @Setup
  public void prepare() {
    site = SampleSite.of(devices, FILES, NAMES);
  }

  /** All pairs. */
  @Benchmark
  public Pairs pairs() {
    return Pairs.of(site);
  }

  /** The tables of the same site. */
  @Benchmark
  public FlowTables besideCompiling() {
    return FlowCompiler.compile(site, ClassIds.EMPTY);
  }
}
