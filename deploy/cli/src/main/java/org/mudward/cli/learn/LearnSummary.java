package org.mudward.cli.learn;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.mudward.mud.draft.DraftEntry;
import org.mudward.mud.draft.Evidence;
import org.mudward.mud.draft.LeftOut;
import org.mudward.mud.draft.LeftOut.Reason;
import org.mudward.policy.observe.Conversation;

/** The report for people. */
public final class LearnSummary {
  /** What a person reads of a list; the rest is in the report for programs. */
  private static final int LISTED = 20;

  private final LearnReport report;
  private final PrintWriter out;

  /** A summary of this report to there. */
  public LearnSummary(LearnReport report, PrintWriter out) {
    this.report = report;
    this.out = out;
  }

  /** Writes it. */
  public void print() {
    List<DraftEntry> entries = report.draft().entries();
    out.printf("%s  %s%n", report.learnt().tally().mac(), report.file().mudUrl());
    out.printf(
        "  %d %sentries from %d frames%n",
        entries.size(), report.existing() == null ? "" : "new ", report.learnt().frames());
    entries.stream().limit(LISTED).forEach(this::print);
    more(entries.size());
    out.println("  exposure without ports: " + report.exposureBefore());
    out.println("  exposure as written:    " + report.exposureAfter());
    findings();
    leftOut("Left out:", report.leftOut());
    check();
    holdout();
  }

  private void more(int size) {
    if (size > LISTED) {
      out.println("    and " + (size - LISTED) + " more (--json, or the report file)");
    }
  }

  private void print(DraftEntry entry) {
    Evidence evidence = entry.evidence();
    String connections =
        evidence.connections() > 0 ? ", connections: " + evidence.connections() : "";
    out.printf(
        "    %s/%s  frames: %d%s, first: frame %d%n",
        safe(report.list(entry)),
        safe(entry.ace().name()),
        evidence.frames(),
        connections,
        evidence.firstFrame());
  }

  private void findings() {
    List<String> findings = report.findings();
    if (!findings.isEmpty()) {
      out.println();
      out.println("To be mended:");
      findings.stream().limit(LISTED).forEach(finding -> out.println("  " + safe(finding)));
      more(findings.size());
    }
  }

  private void leftOut(String title, List<LeftOut> all) {
    if (all.isEmpty()) {
      return;
    }
    out.println();
    out.println(title);
    List<LeftOut> largest =
        all.stream().sorted(Comparator.comparingLong(LeftOut::frames).reversed()).toList();
    largest.stream().limit(LISTED).forEach(this::print);
    more(all.size());
  }

  private void print(LeftOut one) {
    Conversation conversation = one.conversation();
    String names = one.names().isEmpty() ? "" : " (" + String.join(", ", one.names()) + ")";
    String service =
        one.reason() == Reason.SCAN ? one.services() + " ports" : Talk.service(conversation);
    out.printf(
        "  %d x %s%s, %s: %s, %s (first: frame %d)%n",
        one.frames(),
        Talk.peer(conversation),
        names,
        service,
        one.reason().kind(),
        one.reason(),
        conversation.firstFrame());
  }

  private void check() {
    Watched check = report.check();
    if (check != null) {
      out.println();
      out.printf(
          "Check: of the %d frames learnt from, the file accepts %d; %d are left out above, %d are"
              + " neither%n",
          check.frames(),
          check.accepted(),
          check.leftOut(),
          Math.max(0, check.frames() - check.accepted() - check.leftOut()));
    }
  }

  private void holdout() {
    Holdout holdout = report.holdout();
    if (holdout == null) {
      return;
    }
    Watched rest = holdout.rest();
    List<DraftEntry> denials = rest.draft().entries();
    out.println();
    out.printf(
        Locale.ROOT,
        "Holdout %s: coverage %.1f %% (%d of %d later frames accepted), false denials: %d%n",
        holdout.fraction(),
        100 * rest.coverage(),
        rest.accepted(),
        rest.frames(),
        denials.size());
    for (DraftEntry denial : denials.subList(0, Math.min(LISTED, denials.size()))) {
      out.printf(
          "  %d x %s, missing: %s (first: frame %d)%n",
          denial.evidence().frames(),
          denial.direction(),
          safe(denial.ace().name()),
          denial.evidence().firstFrame());
    }
    more(denials.size());
    leftOut("Later frames that are rightly denied:", rest.draft().leftOut());
  }

  /** Text from captures and files, made harmless for a terminal. */
  private static String safe(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
