package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.analysis.Proof;

/** Real MUD files, compiled and proved. They are no part of the project. */
class CorpusProofTest {
  private static final Path CORPUS = Path.of(System.getProperty("mudward.corpus", "none"), "mud");
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");
  private static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");
  private static final Set<IpAddress> ADDRESSES =
      Set.of(IpAddress.parse("192.168.1.10"), IpAddress.parse("fd00:1::10"));

  private static List<Path> files() throws IOException {
    if (!Files.isDirectory(CORPUS)) {
      System.out.println("no corpus at " + CORPUS + ": nothing is proved about its files");
      return List.of();
    }
    try (Stream<Path> found = Files.walk(CORPUS)) {
      return found.filter(path -> path.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** Every group that has no member in the site gets one host, so that its rules mean something. */
  private static PolicySnapshot snapshot(MudFile file) {
    DevicePolicy policy = Resolver.policy(file, "file", file.mudUrl());
    Set<GroupId> needed = Groups.groupsOf(policy);
    KnownDevice device = new KnownDevice(DEVICE, Optional.of(file.mudUrl()), true, ADDRESSES);
    NetworkView view = new NetworkView(Site.EMPTY, List.of(device), Map.of());
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(1)
            .gateway(GATEWAY)
            .policy(policy)
            .device(new Device(DEVICE, policy.id(), ADDRESSES));
    Map<GroupId, Group> groups = new HashMap<>(Groups.of(needed, view));
    int host = 1;
    for (GroupId id : new ArrayList<>(groups.keySet()).stream().sorted().toList()) {
      if (groups.get(id) instanceof Group.Addresses none && none.prefixes().isEmpty()) {
        String number = (host / 250) + "." + (1 + host % 250);
        Set<Prefix> prefixes =
            Set.of(Prefix.parse("198.18." + number), Prefix.parse("2001:db8::" + host));
        groups.put(id, new Group.Addresses(id, prefixes));
        host++;
      }
    }
    groups.values().forEach(builder::group);
    return builder.build();
  }

  @Test
  void everyFileCompilesToFormsThatPassTheSamePacketsButForNamedLimitations() throws IOException {
    Map<DevicePolicy, Path> proved = new HashMap<>();
    Map<String, Integer> exact = new TreeMap<>();
    int files = 0;
    for (Path path : files()) {
      byte[] bytes = Files.readAllBytes(path);
      var parsed = MudParser.check(bytes, ParseMode.LENIENT).file();
      if (parsed.isEmpty()) {
        continue;
      }
      files++;
      PolicySnapshot snapshot = snapshot(parsed.get());
      DevicePolicy policy = snapshot.policies().values().iterator().next();
      if (proved.putIfAbsent(policy, path) != null) {
        continue;
      }
      for (CompiledForm form :
          List.of(CompiledForm.openFlow(snapshot), CompiledForm.nftables(snapshot))) {
        Proof proof = form.proof();
        assertEquals(null, proof.wider(), form.name() + " of " + path);
        assertEquals(null, proof.unexplained(), form.name() + " of " + path);
        exact.merge(form.name(), proof.isExact() ? 1 : 0, Integer::sum);
      }
    }
    System.out.printf(
        "proved: %d files, %d different; exactly the same packets %s, the rest but for"
            + " limitations%n",
        files, proved.size(), exact);
    assertTrue(files == 0 || exact.values().stream().allMatch(count -> count > 0));
  }
}
