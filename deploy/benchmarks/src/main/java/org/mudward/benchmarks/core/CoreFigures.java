package org.mudward.benchmarks.core;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowTables;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of this package and prints their figures, each with its ratio to what is
 * measured beside it in the same class with the same parameters.
 */
public final class CoreFigures {
  private static final int DEVICES = 10_000;
  private static final int FILES = 200;
  private static final int NAMES = 5_000;
  private static final int WARM_UPS = 4;
  private static final int MEASURED = 5;
  private static final String BESIDE = "beside";
  private static final double MEGA = 1e6;

  private final PrintStream out;

  private CoreFigures(PrintStream out) {
    this.out = out;
  }

  /**
   * Measures and prints.
   *
   * @param args regular expressions of the benchmarks to run; without any, all
   */
  public static void main(String[] args) throws RunnerException, IOException {
    new CoreFigures(new PrintStream(System.out, true, StandardCharsets.UTF_8)).run(args);
  }

  private void run(String[] args) throws RunnerException, IOException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(WARM_UPS)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(MEASURED)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
    for (String which : args) {
      options.include(which);
    }
    Optional<Path> corpus = CorpusBenchmark.folder();
    if (corpus.isEmpty()) {
      out.println("no folder mud below -Dmudward.corpus: nothing is measured over real files");
      options.exclude(CorpusBenchmark.class.getSimpleName());
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    print(results);
    if (corpus.isPresent()) {
      List<byte[]> files = CorpusBenchmark.readable(corpus.get());
      out.printf("corpus: %d files, %d entries%n", files.size(), CorpusBenchmark.entries(files));
    }
    printHeap();
  }

  private void print(Collection<RunResult> results) {
    Map<String, Double> beside = new HashMap<>();
    for (RunResult result : results) {
      if (method(result).startsWith(BESIDE)) {
        beside.put(group(result), result.getPrimaryResult().getScore());
      }
    }
    out.printf(
        "%n%-38s %10s %12s %9s %8s %14s%n", "", "parameter", "mean", "error", "ratio", "octets");
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      Double other = beside.get(group(result));
      out.printf(
          "%-38s %10s %12.2f %9.2f %8s %14s %s%n",
          result.getParams().getBenchmark().replaceAll(".*\\.(\\w+)Benchmark\\.", "$1."),
          parameters(result),
          time.getScore(),
          time.getScoreError(),
          other == null ? "" : "%.2f".formatted(time.getScore() / other),
          allocated(result),
          time.getScoreUnit());
    }
  }

  private static String method(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  private static String group(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    return benchmark.substring(0, benchmark.lastIndexOf('.')) + parameters(result);
  }

  private static String parameters(RunResult result) {
    List<String> values = new ArrayList<>();
    for (String key : result.getParams().getParamsKeys()) {
      values.add(result.getParams().getParam(key));
    }
    return String.join(" ", values);
  }

  private static String allocated(RunResult result) {
    Result<?> octets = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return octets == null ? "" : "%.0f".formatted(octets.getScore());
  }

  /** What a site and its tables keep in memory, after everything else is thrown away. */
  private void printHeap() {
    double empty = used();
    PolicySnapshot site = SampleSite.of(DEVICES, FILES, NAMES);
    double withSite = used();
    FlowTables tables = FlowCompiler.compile(site, ClassIds.EMPTY);
    double withTables = used();
    out.printf(
        "heap: %s with %d entries in its files keeps %.1f MB, its %d flow entries %.1f MB more%n",
        site,
        SampleSite.entries(FILES, NAMES),
        (withSite - empty) / MEGA,
        tables.entries().size(),
        (withTables - withSite) / MEGA);
  }

  private static double used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
