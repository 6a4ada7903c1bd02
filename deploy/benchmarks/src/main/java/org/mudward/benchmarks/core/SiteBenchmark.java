package org.mudward.benchmarks.core;

import java.util.concurrent.TimeUnit;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.filter.FilterCompiler;
import org.mudward.policy.filter.FilterTable;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowCompilation;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowTables;
import org.mudward.policy.link.SnapshotJson;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A whole site: a MUD file for each 50 devices, 25 names in each file. Beside it: writing the same
 * snapshot as JSON.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SiteBenchmark {
  static final int DEVICES_PER_FILE = 50;
  static final int NAMES_PER_FILE = 25;

  /** Devices of the site. */
  @Param({"100", "1000", "10000"})
  public int devices;

  private PolicySnapshot site = PolicySnapshot.builder(0).build();
  private FlowCompilation compilation = FlowCompilation.of(site, ClassIds.EMPTY);
  private int answers;

  /** Makes the site. */
  @Setup
  public void prepare() {
    site = SampleSite.of(devices, files(), names());
    compilation = FlowCompilation.of(site, ClassIds.EMPTY);
  }

  private int files() {
    return devices / DEVICES_PER_FILE;
  }

  private int names() {
    return files() * NAMES_PER_FILE;
  }

  /** All tables for OpenFlow. */
  @Benchmark
  public FlowTables compileOpenFlow() {
    return FlowCompiler.compile(site, ClassIds.EMPTY);
  }

  /** All of the table for nftables. */
  @Benchmark
  public FilterTable compileNftables() {
    return FilterCompiler.compile(site);
  }

  /** A new snapshot in which one name has another address, and what changes for OpenFlow. */
  @Benchmark
  public FlowChange answerOfTheDns() {
    PolicySnapshot before = compilation.snapshot();
    return compilation
        .advance(SampleSite.afterAnswer(before, files(), names(), ++answers & 0xFFFF))
        .orElseThrow();
  }

  /** The same snapshot as JSON. */
  @Benchmark
  public byte[] besideWritingJson() {
    return SnapshotJson.write(site);
  }
}
