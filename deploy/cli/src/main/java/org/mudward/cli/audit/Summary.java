package org.mudward.cli.audit;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.policy.Direction;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.baseline.Requirement.Outcome;

/** The report for people. */
public final class Summary {
  /** What a person reads of a list; the rest is in the other outputs. */
  private static final int LISTED = 10;

  private final AuditReport report;
  private final PrintWriter out;

  /** A summary of this report to there. */
  public Summary(AuditReport report, PrintWriter out) {
    this.report = report;
    this.out = out;
  }

  /** Writes it. */
  public void print() {
    long none = report.audit().frames() - report.audit().accepted() - report.audit().dropped();
    out.printf(
        "%d frames: %d accepted, %d dropped, %d of no MUD device%n",
        report.audit().frames(), report.audit().accepted(), report.audit().dropped(), none);
    if (report.devices().isEmpty()) {
      out.println(
          "No device has a MUD file: name one with --mud MAC=FILE, or in the site file; or a folder"
              + " with --mud-files, for devices that show their MUD URL in the capture.");
    }
    report.devices().forEach(this::print);
    report.identities().unjudged(report.devices()).forEach(this::unjudged);
    if (!report.findings().isEmpty()) {
      out.println();
      out.println("Found:");
      report
          .findings()
          .forEach(
              found ->
                  out.printf(
                      "  %s %s: %s (%d frames, first: frame %d)%n",
                      found.kind(), found.mac(), found.text(), found.frames(), found.firstFrame()));
    }
    if (!report.drops().isEmpty()) {
      out.println();
      out.println("Dropped, most frames first:");
      report.drops().stream().limit(LISTED).forEach(this::print);
      int more = report.drops().size() - LISTED;
      if (more > 0) {
        out.println("  and " + more + " more (--out json=FILE, --packets FILE.csv)");
      }
    }
    requirements();
  }

  private void requirements() {
    Map<Outcome, Integer> counts = report.requirements().counts();
    out.println();
    out.println(
        "Requirements of ENISA, ETSI and NIST: "
            + Arrays.stream(Outcome.values())
                .map(outcome -> counts.getOrDefault(outcome, 0) + " " + outcome)
                .collect(Collectors.joining(", "))
            + " (--out json=FILE)");
  }

  private void print(DeviceTally device) {
    out.println();
    out.println(title(device.mac()) + "  " + device.policy().mudUrl());
    perhaps(device.mac());
    if (device.frames() == 0) {
      out.println("  not seen");
      return;
    }
    out.printf(
        "  %d frames with %d peers: %d accepted, %d dropped%n",
        device.frames(), device.peers().size(), device.accepted(), device.dropped());
    SortedSet<String> clouds = report.peerNames().regions(device);
    if (!clouds.isEmpty()) {
      out.println("  clouds, by the names of its peers: " + first(List.copyOf(clouds)));
    }
    List<Origin> unused = device.unused();
    if (!unused.isEmpty()) {
      List<String> all = unused.stream().map(Origin::toString).toList();
      out.println("  unused entries (" + unused.size() + "): " + first(all));
    }
  }

  /** The first of a list, and how many more there are. */
  private static String first(List<String> all) {
    List<String> first = all.stream().limit(LISTED).map(Summary::harmless).toList();
    String more = all.size() > LISTED ? " and " + (all.size() - LISTED) + " more" : "";
    return String.join(", ", first) + more;
  }

  private void unjudged(MacAddress mac) {
    out.println();
    out.println(
        title(mac)
            + report
                .identities()
                .shown()
                .claim(mac)
                .map(claim -> "  " + claim.text() + " (" + claim.source() + ")")
                .orElse(""));
    perhaps(mac);
    out.println("  not judged: it has no MUD file here");
  }

  private void perhaps(MacAddress mac) {
    out.println("  perhaps: " + harmless(report.identities().suggested(mac).text()));
  }

  private String title(MacAddress mac) {
    String name = report.identities().name(mac);
    return mac + (name == null ? "" : " " + harmless(name));
  }

  private void print(Drop drop) {
    Flow flow = drop.flow();
    boolean sent = flow.direction() == Direction.FROM_DEVICE;
    out.printf(
        "  %d x %s %s %s, %s%s (first: frame %d)%n",
        flow.frames(),
        flow.device(),
        sent ? "->" : "<-",
        flow.peer(),
        Words.service(flow),
        Words.hasPorts(flow) ? " of the " + Words.servedBy(flow) : "",
        flow.firstFrame());
    drop.why().forEach(why -> out.println("      " + harmless(why)));
  }

  /** Text of a file, made harmless for a terminal. */
  private static String harmless(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
