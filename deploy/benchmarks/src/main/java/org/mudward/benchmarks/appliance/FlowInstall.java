package org.mudward.benchmarks.appliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.mudward.enforcer.openflow.EncodedEntries;
import org.mudward.lab.EnforcerLab;
import org.mudward.lab.OpenVSwitch;
import org.mudward.lab.ScriptedManager;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowTables;
import org.mudward.policy.flow.FlowText;
import org.mudward.policy.flow.Meter;
import org.mudward.policy.link.LinkFormatException;

/**
 * How fast the same entries get into the same Open vSwitch: by the enforcer, which is sent a
 * snapshot, and by {@code ovs-ofctl}, which is given them as text. Turn by turn in one run.
 *
 * <p>The enforcer's time is from the first octet of the snapshot to its answer that it is in force:
 * reading JSON, compiling, writing its state to disk, reading the switch back, sending the
 * difference in a bundle. {@code ovs-ofctl}'s time is that of its process.
 */
public final class FlowInstall {
  private static final int TURNS = 7;
  private static final int WARM_UP = 5;
  private static final String OTHER_BRIDGE = "br1";

  private final OpenVSwitch vswitch;
  private final ScriptedManager manager;
  private final Path entries;
  private final Pump pump;
  private long revision = 1;

  /** The same entries, encoded before, and where they are written. */
  private record Pump(EncodedEntries encoded, Path socket) {}

  private FlowInstall(OpenVSwitch vswitch, ScriptedManager manager, Path entries, Pump pump) {
    this.pump = pump;
    this.vswitch = vswitch;
    this.manager = manager;
    this.entries = entries;
  }

  /** Measures and prints; needs root. */
  public static void main(String[] args)
      throws IOException, LinkFormatException, InterruptedException {
    Path folder = Files.createTempDirectory("mudward-flows");
    try (EnforcerLab lab = new EnforcerLab(folder)) {
      OpenVSwitch vswitch = lab.rig().vswitch();
      vswitch.vsctl(
          "add-br",
          OTHER_BRIDGE,
          "--",
          "set",
          "bridge",
          OTHER_BRIDGE,
          "datapath_type=netdev",
          "fail-mode=secure");
      Path entries = folder.resolve("entries");
      int count = write(entries, vswitch);
      Pump pump =
          new Pump(
              new EncodedEntries(tables().entries()),
              Path.of(vswitch.database().replaceFirst("^unix:", ""))
                  .resolveSibling(OTHER_BRIDGE + ".mgmt"));
      Process enforcer = lab.start(folder.resolve("enforcer.log"));
      try (ScriptedManager manager = new ScriptedManager(lab.link())) {
        manager.meet();
        FlowInstall measurement = new FlowInstall(vswitch, manager, entries, pump);
        measurement.measure(count);
        measurement.large(enforcer.pid());
      } finally {
        enforcer.destroy();
        enforcer.waitFor(20, TimeUnit.SECONDS);
      }
    }
    System.exit(0);
  }

  private static FlowTables tables() {
    return FlowCompiler.compile(ManyEntries.site(1), ClassIds.EMPTY);
  }

  /** Writes the entries, and makes the meters that they name. */
  private static int write(Path file, OpenVSwitch vswitch) throws IOException {
    FlowTables tables = tables();
    for (Meter meter : tables.meters()) {
      vswitch.ofctlOn(OTHER_BRIDGE, "add-meter", FlowText.of(meter));
    }
    Files.write(file, tables.entries().stream().map(FlowText::of).toList());
    return tables.entries().size();
  }

  private void measure(int count) throws IOException, LinkFormatException {
    System.out.printf(Locale.ROOT, "first, by a process that has just started: %.0f ms%n", ours());
    for (int i = 0; i < WARM_UP; i++) {
      ours();
    }
    double[] ours = new double[TURNS];
    double[] text = new double[TURNS];
    double[] bundle = new double[TURNS];
    double[] nothing = new double[TURNS];
    double[] pumped = new double[TURNS];
    for (int i = 0; i < TURNS; i++) {
      ours[i] = ours();
      text[i] = ofctl(entries.toString());
      bundle[i] = ofctl(entries.toString(), "--bundle");
      nothing[i] = ofctl("/dev/null");
      pumped[i] = pumped();
    }
    double reference = new Distribution(text).median();
    System.out.printf("%d entries, medians of %d turns%n", count, TURNS);
    print("enforcer, snapshot to in force", ours, count, reference);
    print("ovs-ofctl add-flows", text, count, reference);
    print("ovs-ofctl --bundle add-flows", bundle, count, reference);
    print("ovs-ofctl add-flows of nothing", nothing, 0, reference);
    print("the same octets, encoded before", pumped, count, reference);
  }

  private static void print(String who, double[] millis, int count, double reference) {
    Distribution times = new Distribution(millis);
    System.out.printf(
        Locale.ROOT,
        "%-32s %7.0f ms  (%.0f to %.0f)  %8.0f entries/s  %5.2f of add-flows%n",
        who,
        times.median(),
        times.quantile(0),
        times.quantile(1),
        count / times.median() * 1000,
        times.median() / reference);
  }

  private double ours() throws IOException, LinkFormatException {
    long nanos = manager.enforce(ManyEntries.site(++revision));
    PolicySnapshot nothing = ManyEntries.empty(++revision);
    manager.enforce(nothing);
    return nanos / 1e6;
  }

  private double ofctl(String... options) throws IOException {
    long start = System.nanoTime();
    vswitch.ofctlOn(OTHER_BRIDGE, "add-flows", options);
    double millis = (System.nanoTime() - start) / 1e6;
    vswitch.ofctlOn(OTHER_BRIDGE, "del-flows");
    return millis;
  }

  private double pumped() throws IOException {
    double millis = pump.encoded().pump(pump.socket()) / 1e6;
    long there = vswitch.ofctlOn(OTHER_BRIDGE, "dump-flows").lines().count() - 1;
    if (there < tables().entries().size()) {
      throw new IOException("only " + there + " entries are there");
    }
    vswitch.ofctlOn(OTHER_BRIDGE, "del-flows");
    return millis;
  }

  /** Ten thousand devices at once, then one name's address again and again. */
  private void large(long enforcer) throws IOException, LinkFormatException {
    PolicySnapshot site = ManyEntries.large(++revision);
    double first = manager.enforce(site) / 1e6;
    double[] changes = new double[TURNS];
    for (int i = 0; i < TURNS; i++) {
      site = ManyEntries.moved(site, ++revision);
      changes[i] = manager.enforce(site) / 1e6;
    }
    Distribution times = new Distribution(changes);
    System.out.printf(
        Locale.ROOT,
        "10,000 devices, %d entries: in force after %.0f ms; one name's other address %.0f ms"
            + " (%.0f to %.0f), of which the whole snapshot on the link; the enforcer's memory %s%n",
        FlowCompiler.compile(site, ClassIds.EMPTY).entries().size(),
        first,
        times.median(),
        times.quantile(0),
        times.quantile(1),
        Memory.of(enforcer));
  }
}
