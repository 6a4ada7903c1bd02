package org.mudward.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing of a lab is left: no namespace, no process, no file. */
@Tag("root")
class CleaningTest {
  @BeforeAll
  static void requireRoot() {
    Requirements.demand();
  }

  /** Builds a lab in a process of its own, says so, and stays. */
  static final class Stays {
    private Stays() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      System.out.println("building");
      try (LampLab lab = new LampLab(folder, 600)) {
        lab.network().dhcp("laptop", null);
        System.out.println("built " + lab.network().gatewayName());
        TimeUnit.SECONDS.sleep(60);
      }
    }
  }

  private static Set<String> namespaces() throws IOException {
    return Exec.run("ip", "netns", "list")
        .lines()
        .map(line -> line.split(" ", -1)[0])
        .collect(Collectors.toSet());
  }

  private static List<String> processesThatName(Path folder) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(folder.toString()) && !line.contains(Stays.class.getName()))
        .toList();
  }

  private static Process stays(Path folder, Path log) throws IOException {
    return Exec.start(
        log,
        List.of(
            Programs.java(),
            "-Dmudward.launcher=" + Programs.launcher(),
            "-cp",
            System.getProperty("java.class.path"),
            Stays.class.getName(),
            folder.toString()));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "";
    }
  }

  private static void assertNothingIsLeft(Path folder, String prefix) throws IOException {
    assertEquals(List.of(), processesThatName(folder));
    assertFalse(Files.exists(folder), folder + " is still there");
    List<String> left = namespaces().stream().filter(name -> name.startsWith(prefix)).toList();
    assertEquals(List.of(), left);
  }

  @Test
  void aLabThatIsToldToEndLeavesNothing() throws Exception {
    Path folder = Path.of(Files.createTempDirectory("mudward-cleaning") + "-lab");
    Path log = Files.createTempFile("mudward-cleaning", ".log");
    Process process = stays(folder, log);
    assertTrue(Pause.until(60, () -> read(log).contains("built ")), () -> read(log));
    String gateway = read(log).lines().filter(line -> line.startsWith("built ")).findFirst().get();
    String prefix = gateway.substring("built ".length()).replace("gateway", "");
    assertTrue(namespaces().stream().anyMatch(name -> name.startsWith(prefix)));
    assertFalse(processesThatName(folder).isEmpty());
    process.destroy();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertNothingIsLeft(folder, prefix);
    Files.delete(log);
  }

  @Test
  void aLabThatIsToldToEndWhileItIsBeingBuiltLeavesNothing() throws Exception {
    Set<String> before = namespaces();
    Path folder = Path.of(Files.createTempDirectory("mudward-cleaning") + "-lab");
    Path log = Files.createTempFile("mudward-cleaning", ".log");
    Process process = stays(folder, log);
    assertTrue(Pause.until(60, () -> Files.exists(folder.resolve("ovs"))), () -> read(log));
    Set<String> made = namespaces();
    made.removeAll(before);
    process.destroy();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertFalse(read(log).contains("built "), "it was to be interrupted before");
    assertNothingIsLeft(folder, made.iterator().next().replace("gateway", ""));
    Files.delete(log);
  }

  @Test
  void nothingIsMadeAfterTheEnd() throws IOException {
    Parts parts = new Parts();
    StringBuilder closed = new StringBuilder();
    parts.keep(() -> () -> closed.append("first "));
    parts.keep(
        () ->
            () -> {
              throw new IOException("this one does not close");
            });
    parts.keep(() -> () -> closed.append("last "));
    parts.close();
    assertEquals("last first ", closed.toString());
    assertThrows(IOException.class, () -> parts.keep(() -> () -> closed.append("late ")));
    parts.close();
    assertEquals("last first ", closed.toString());
  }
}
