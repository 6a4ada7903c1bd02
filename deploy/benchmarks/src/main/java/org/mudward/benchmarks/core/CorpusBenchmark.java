package org.mudward.benchmarks.core;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mudward.mud.MudFile;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.resolve.Groups;
import org.mudward.mud.resolve.NetworkView;
import org.mudward.mud.resolve.NetworkView.KnownDevice;
import org.mudward.mud.resolve.Resolver;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Every MUD file below {@code mudward.corpus} that can be read leniently, from its octets to flow
 * tables. Beside it: Jackson, reading the same octets into a tree.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CorpusBenchmark {
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");
  private static final Set<IpAddress> ADDRESSES = Set.of(IpAddress.parse("192.168.1.10"));

  private final ObjectMapper jackson = new ObjectMapper();
  private final List<byte[]> files = new ArrayList<>();

  /** Where MUD files are, if anywhere. */
  static Optional<Path> folder() {
    Path folder = Path.of(System.getProperty("mudward.corpus", "none"), "mud");
    return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
  }

  /** Reads the files that the parser takes. */
  static List<byte[]> readable(Path folder) throws IOException {
    List<byte[]> readable = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.filter(p -> p.toString().endsWith(".json")).sorted().toList()) {
        byte[] json = Files.readAllBytes(path);
        if (MudParser.check(json, ParseMode.LENIENT).file().isPresent()) {
          readable.add(json);
        }
      }
    }
    return readable;
  }

  /** How many entries the access lists of files have. */
  static int entries(List<byte[]> files) {
    int entries = 0;
    for (byte[] json : files) {
      PolicySnapshot snapshot = snapshot(json);
      for (DevicePolicy policy : snapshot.policies().values()) {
        for (var list : policy.fromDevice()) {
          entries += list.rules().size();
        }
        for (var list : policy.toDevice()) {
          entries += list.rules().size();
        }
      }
    }
    return entries;
  }

  /** Reads the octets of all files. */
  @Setup
  public void prepare() throws IOException {
    Optional<Path> folder = folder();
    if (folder.isPresent()) {
      files.addAll(readable(folder.get()));
    }
  }

  /** Parse, resolve, compile, file after file. */
  @Benchmark
  public void parseResolveCompile(Blackhole hole) {
    for (byte[] json : files) {
      hole.consume(FlowCompiler.compile(snapshot(json), ClassIds.EMPTY));
    }
  }

  /** Parse, file after file. */
  @Benchmark
  public void parse(Blackhole hole) {
    for (byte[] json : files) {
      hole.consume(MudParser.check(json, ParseMode.LENIENT));
    }
  }

  /** The same octets as trees of Jackson. */
  @Benchmark
  public void besideJackson(Blackhole hole) throws IOException {
    for (byte[] json : files) {
      hole.consume(jackson.readTree(json));
    }
  }

  private static PolicySnapshot snapshot(byte[] json) {
    MudFile file = MudParser.check(json, ParseMode.LENIENT).file().orElseThrow();
    DevicePolicy policy = Resolver.policy(file, "file", file.mudUrl());
    KnownDevice device = new KnownDevice(DEVICE, Optional.of(file.mudUrl()), true, ADDRESSES);
    NetworkView view = new NetworkView(Site.EMPTY, List.of(device), Map.of());
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(1).policy(policy).device(new Device(DEVICE, policy.id(), ADDRESSES));
    Groups.of(Groups.groupsOf(policy), view).values().forEach(builder::group);
    return builder.build();
  }
}
