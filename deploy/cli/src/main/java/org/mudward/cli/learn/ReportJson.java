package org.mudward.cli.learn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mudward.cli.audit.CaptureLoss;
import org.mudward.cli.audit.Words;
import org.mudward.mud.MudFile;
import org.mudward.mud.draft.Draft;
import org.mudward.mud.draft.DraftEntry;
import org.mudward.mud.draft.Evidence;
import org.mudward.mud.draft.LeftOut;
import org.mudward.mud.draft.NamedBy;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Prefix;
import org.mudward.policy.analysis.Exposure;

/** The report for programs, as maps, lists and plain values. */
final class ReportJson {
  /** Things left out that are listed; of more, which only an attack makes, the number is told. */
  static final int MAX_LISTED = 1000;

  private final LearnReport report;

  ReportJson(LearnReport report) {
    this.report = report;
  }

  Map<String, Object> whole() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("device", report.learnt().tally().mac().toString());
    object.put("mud_url", report.file().mudUrl().text());
    object.put("frames", report.learnt().frames());
    object.put("captures", report.learnt().captures().stream().map(CaptureLoss::asJson).toList());
    object.put("notices", report.notices());
    if (report.guessed()) {
      object.put("assumed_site", siteJson(report.learnt().site()));
    }
    object.put("exposure", exposureJson());
    object.put("entries", report.draft().entries().stream().map(this::entryJson).toList());
    object.put("findings", report.findings());
    object.put("left_out", leftOutJson(report.leftOut()));
    Watched checked = report.check();
    if (checked != null) {
      object.put("check", checkJson(checked));
    }
    Holdout measured = report.holdout();
    if (measured != null) {
      object.put("holdout", holdoutJson(measured));
    }
    object.put("text", report.text());
    return object;
  }

  private static Map<String, Object> siteJson(Site site) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("local-networks", site.localNetworks().stream().map(Prefix::toString).toList());
    object.put("dns", LearnReport.sorted(site.dns()));
    object.put("ntp", LearnReport.sorted(site.ntp()));
    object.put("dhcp", LearnReport.sorted(site.dhcp()));
    return object;
  }

  private Map<String, Object> exposureJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    MudFile old = report.existing();
    if (old != null) {
      object.put("existing", json(LearnReport.exposure(old)));
    }
    object.put("before", json(report.exposureBefore()));
    object.put("after", json(report.exposureAfter()));
    return object;
  }

  private static Map<String, Object> json(Exposure exposure) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("reaches", exposure.reaches());
    object.put("reached", exposure.reached());
    return object;
  }

  private Map<String, Object> entryJson(DraftEntry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("direction", entry.direction().toString());
    object.put("acl", report.list(entry));
    object.put("ace", entry.ace().name());
    object.put("address_literal", entry.literal());
    object.put("evidence", evidenceJson(entry.evidence()));
    return object;
  }

  private static Map<String, Object> evidenceJson(Evidence evidence) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("frames", evidence.frames());
    object.put("connections", evidence.connections());
    Talk.putTimes(object, evidence.firstFrame(), evidence.firstMicros(), evidence.lastMicros());
    List<Object> names = new ArrayList<>();
    for (NamedBy known : evidence.names()) {
      Map<String, Object> name = new LinkedHashMap<>();
      name.put("name", known.name());
      name.put("why", known.how().toString());
      names.add(name);
    }
    object.put("names", names);
    object.put("conversations", evidence.count());
    object.put("first_conversations", evidence.conversations().stream().map(Talk::asJson).toList());
    return object;
  }

  private static List<Object> leftOutJson(List<LeftOut> leftOut) {
    List<Object> list = new ArrayList<>();
    for (LeftOut one : leftOut.subList(0, Math.min(MAX_LISTED, leftOut.size()))) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("reason", one.reason().kind());
      object.put("text", one.reason().toString());
      object.put("names", one.names());
      object.put("frames", one.frames());
      object.put("services", one.services());
      object.putAll(Talk.asJson(one.conversation()));
      list.add(object);
    }
    if (leftOut.size() > MAX_LISTED) {
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("reason", "more");
      more.put("text", leftOut.size() - MAX_LISTED + " are not listed");
      list.add(more);
    }
    return list;
  }

  private static Map<String, Object> checkJson(Watched watched) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("frames", watched.frames());
    object.put("accepted", watched.accepted());
    object.put("left_out", watched.leftOut());
    object.put("coverage", watched.coverage());
    object.put("not_covered", denials(watched.draft()));
    return object;
  }

  private static Map<String, Object> holdoutJson(Holdout holdout) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("fraction", holdout.fraction());
    object.put("until", Words.time(holdout.untilMicros()));
    object.put("frames", holdout.rest().frames());
    object.put("accepted", holdout.rest().accepted());
    object.put("coverage", holdout.rest().coverage());
    object.put("false_denials", denials(holdout.rest().draft()));
    object.put("left_out", leftOutJson(holdout.rest().draft().leftOut()));
    return object;
  }

  /** What a file would have had to permit. */
  private static List<Object> denials(Draft draft) {
    List<Object> denials = new ArrayList<>();
    for (DraftEntry entry : draft.entries()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("direction", entry.direction().toString());
      object.put("missing", entry.ace().name());
      object.put("evidence", evidenceJson(entry.evidence()));
      denials.add(object);
    }
    return denials;
  }
}
