package org.mudward.benchmarks.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Measures whole processes on one capture, turn by turn: an audit, and other programs beside it.
 * Then how an audit grows with the capture and with the devices. Needs GNU time and taskset.
 */
public final class AuditFigures {
  private static final int TURNS = 7;
  private static final int GROWTH_TURNS = 3;
  private static final int PACKETS = 5_000_000;
  private static final int DEVICES = 30;
  private static final int[] MORE_PACKETS = {100_000, 1_000_000, 5_000_000, 20_000_000};
  private static final int[] MORE_DEVICES = {1, 30, 1000};
  private static final String ONE_CORE = "0";
  private static final String SECOND_CORE = "1";
  private static final String TWO_CORES = "0,1";

  /** tshark takes minutes for what the others read in a second. */
  private static final int SMALLER = 10;

  private final PrintStream out;
  private final Path folder;
  private final String launcher;

  private AuditFigures(PrintStream out, Path folder) {
    this.out = out;
    this.folder = folder;
    launcher = System.getProperty("mudward.launcher", "deploy/mudward");
  }

  /**
   * Measures and prints.
   *
   * @param args packets and devices of the capture; without them growth is measured, too
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (!Run.isPossible()) {
      out.println("needs GNU time (Debian: apt install time)");
      System.exit(4);
    }
    Path folder = Files.createTempDirectory("mudward-audit");
    try {
      AuditFigures figures = new AuditFigures(out, folder);
      int packets = args.length > 0 ? Integer.parseInt(args[0]) : PACKETS;
      int devices = args.length > 1 ? Integer.parseInt(args[1]) : DEVICES;
      figures.compare(packets, devices);
      if (args.length == 0) {
        figures.grow();
      }
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private Path make(int packets, int devices) throws IOException {
    SampleCapture.main(
        new String[] {folder.toString(), Integer.toString(packets), Integer.toString(devices)});
    return folder.resolve("capture.pcap");
  }

  private List<String> audit(Path capture) {
    return List.of(
        launcher, "audit", capture.toString(), "--site", folder.resolve("site.yaml").toString());
  }

  /**
   * A program that is measured.
   *
   * @param cores the processors that it may use
   * @param twice whether the same runs on the second processor meanwhile: what two that share
   *     nothing take is what a machine has to give to two
   */
  private record Rival(String cores, List<String> command, boolean twice) {
    Rival(String cores, List<String> command) {
      this(cores, command, false);
    }

    /** Runs it; of two that run, the one that took longer. */
    Run run() throws IOException, InterruptedException {
      if (!twice) {
        return Run.of(cores, command);
      }
      ExecutorService beside = Executors.newSingleThreadExecutor();
      try {
        Future<Run> other = beside.submit(() -> Run.of(SECOND_CORE, command));
        Run own = Run.of(cores, command);
        return own.clock() < other.get().clock() ? other.get() : own;
      } catch (ExecutionException e) {
        throw new IOException("the one beside it ended: " + e.getCause(), e);
      } finally {
        beside.shutdown();
      }
    }
  }

  private void compare(int packets, int devices) throws IOException, InterruptedException {
    Path capture = make(packets, devices);
    out.printf(
        "%,d frames, %.2f GB, %d devices; medians of %d, turn by turn; load before: %s%n",
        packets, Files.size(capture) / 1e9, devices, TURNS, load());
    Map<String, Rival> rivals = new LinkedHashMap<>();
    rivals.put("mudward audit", new Rival(ONE_CORE, audit(capture)));
    rivals.put(
        "tcpdump -r FILE -w /dev/null",
        new Rival(ONE_CORE, List.of("tcpdump", "-r", capture.toString(), "-w", "/dev/null")));
    String loop = System.getProperty("mudward.flowloop", "");
    if (loop.isEmpty()) {
      out.println("no C compiler: the loop in C is left out");
    } else {
      rivals.put(
          "C loop, mapped, flow table", new Rival(ONE_CORE, List.of(loop, capture.toString())));
    }
    if (Runtime.getRuntime().availableProcessors() > 1) {
      rivals.put("mudward audit, two cores", new Rival(TWO_CORES, audit(capture)));
      rivals.put("two audits, a core each", new Rival(ONE_CORE, audit(capture), true));
    }
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    for (int turn = 0; turn <= TURNS; turn++) {
      for (Map.Entry<String, Rival> rival : rivals.entrySet()) {
        Run run = rival.getValue().run();
        if (turn > 0) {
          runs.computeIfAbsent(rival.getKey(), name -> new ArrayList<>()).add(run);
        }
      }
    }
    print(runs);
    besideTshark(packets / SMALLER, devices);
    out.println("load after: " + load());
  }

  private void print(Map<String, List<Run>> runs) {
    List<Run> first = runs.values().iterator().next();
    out.printf(
        "%-30s %-22s %-22s %7s  %-22s %s%n",
        "", "clock, s", "processor, s", "MB", "clock of the audit's", "processor");
    runs.forEach(
        (name, own) ->
            out.printf(
                "%-30s %-22s %-22s %7.0f  %-22s %s%n",
                name,
                Run.spread(list(own, Run::clock)),
                Run.spread(list(own, Run::processor)),
                Collections.max(list(own, Run::megabytes)),
                Run.spread(ratios(own, first, Run::clock)),
                Run.spread(ratios(own, first, Run::processor))));
  }

  private static List<Double> list(List<Run> runs, ToDoubleFunction<Run> figure) {
    return runs.stream().map(figure::applyAsDouble).toList();
  }

  private static List<Double> ratios(List<Run> own, List<Run> first, ToDoubleFunction<Run> figure) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      ratios.add(figure.applyAsDouble(own.get(i)) / figure.applyAsDouble(first.get(i)));
    }
    return ratios;
  }

  /** One run each of a smaller capture of the same kind. */
  private void besideTshark(int packets, int devices) throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of("/usr/bin/tshark"))) {
      out.println("no tshark: its statistics are left out");
      return;
    }
    Path capture = make(packets, devices);
    Run own = Run.of(ONE_CORE, audit(capture));
    Run theirs =
        Run.of(ONE_CORE, List.of("tshark", "-q", "-z", "conv,ip", "-r", capture.toString()));
    out.printf(
        "%,d frames, once: tshark -q -z conv,ip %.1f s of a processor, %.0f MB; audit %.2f s%n",
        packets, theirs.processor(), theirs.megabytes(), own.processor());
  }

  private void grow() throws IOException, InterruptedException {
    out.printf("%ngrowth, medians of %d, one core; load before: %s%n", GROWTH_TURNS, load());
    out.printf("%12s %8s %-22s %-22s %7s%n", "frames", "devices", "clock, s", "processor, s", "MB");
    for (int packets : MORE_PACKETS) {
      grow(packets, DEVICES);
    }
    for (int devices : MORE_DEVICES) {
      grow(PACKETS, devices);
    }
  }

  private void grow(int packets, int devices) throws IOException, InterruptedException {
    Path capture = make(packets, devices);
    List<Run> runs = new ArrayList<>();
    for (int turn = 0; turn < GROWTH_TURNS; turn++) {
      runs.add(Run.of(ONE_CORE, audit(capture)));
    }
    out.printf(
        "%,12d %8d %-22s %-22s %7.0f%n",
        packets,
        devices,
        Run.spread(list(runs, Run::clock)),
        Run.spread(list(runs, Run::processor)),
        Collections.max(list(runs, Run::megabytes)));
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
  }
}
