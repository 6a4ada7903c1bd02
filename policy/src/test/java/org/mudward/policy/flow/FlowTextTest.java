package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.Generators;

class FlowTextTest {
  private static final int SNAPSHOTS = 60;
  private static final Path OVS_OFCTL = Path.of("/usr/bin/ovs-ofctl");

  @Test
  void isTakenByOvsOfctlAsItIs(@TempDir Path folder) throws Exception {
    assertTrue(Files.isExecutable(OVS_OFCTL), "missing: Debian package openvswitch-common");
    List<String> lines = new ArrayList<>();
    for (int seed = 0; seed < SNAPSHOTS; seed++) {
      Fixtures.compile(new Generators(seed).snapshot()).entries().stream()
          .map(FlowText::of)
          .forEach(lines::add);
    }
    assertTrue(lines.stream().anyMatch(line -> line.contains("ip_frag=later")), "no fragments");
    Path entries = Files.write(folder.resolve("entries"), lines);
    Path printed = folder.resolve("printed");
    Process ofctl =
        new ProcessBuilder(
                OVS_OFCTL.toString(), "-O", "OpenFlow13", "parse-flows", entries.toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    int code = ofctl.waitFor();
    List<String> read = Files.readAllLines(printed);
    assertEquals(0, code, () -> read.get(read.size() - 1));
    assertEquals(lines.size(), read.stream().filter(line -> line.contains("OFPT_FLOW")).count());
  }
}
