package org.mudward.cli.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mudward.cli.audit.RequirementReport.Evidence;
import org.mudward.cli.audit.RequirementReport.Result;
import org.mudward.enforcer.audit.Content;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.policy.Decision;
import org.mudward.policy.MacAddress;
import org.mudward.policy.baseline.Aspect.Seen;
import org.mudward.policy.baseline.Requirement;
import org.mudward.policy.baseline.Requirement.Outcome;

/** The rows of the tables of the page. */
final class HtmlTables {
  /** What of a site with many devices shows a requirement; a few examples are enough for people. */
  private static final int MAX_EVIDENCE = 10;

  private final AuditReport report;

  HtmlTables(AuditReport report) {
    this.report = report;
  }

  void put(Map<String, Object> values) {
    putRows(values, "ports", ports());
    putRows(values, "findings", findings());
    putRows(values, "drops", report.drops().stream().map(this::drop).toList());
    values.put("finding_count", report.findings().size() + damages());
    requirements(values);
  }

  private long damages() {
    return report.captures().stream().mapToLong(capture -> capture.damage().size()).sum();
  }

  private static void putRows(Map<String, Object> values, String name, List<?> rows) {
    List<?> shown = rows.stream().limit(HtmlReport.MAX_ROWS).toList();
    values.put(name, shown);
    values.put("has_" + name, !rows.isEmpty());
    HtmlReport.putMore(values, name, rows.size() - shown.size());
  }

  private String device(MacAddress mac) {
    return report.identities().label(mac);
  }

  private String place(long frame) {
    boolean several = report.captures().size() > 1;
    return FramePlace.of(frame, report.captures())
        .map(p -> "frame " + p.frame() + (several ? " of " + Path.of(p.file()).getFileName() : ""))
        .orElse("");
  }

  private List<Object> findings() {
    List<Object> rows = new ArrayList<>();
    for (Finding finding : report.findings()) {
      Map<String, Object> row = finding(finding.kind(), finding.text());
      row.put("device", device(finding.mac()));
      row.put("frames", finding.frames());
      row.put("place", place(finding.firstFrame()));
      rows.add(row);
    }
    for (CaptureLoss capture : report.captures()) {
      for (String damage : capture.damage()) {
        Map<String, Object> row = finding(FindingKind.DAMAGED_CAPTURE, damage);
        row.put("device", "");
        row.put("frames", "");
        row.put("place", capture.file());
        rows.add(row);
      }
    }
    return rows;
  }

  private static Map<String, Object> finding(FindingKind kind, String text) {
    Map<String, Object> row = new HashMap<>();
    row.put("kind", kind);
    row.put("level", kind.level());
    row.put("text", text);
    return row;
  }

  private Map<String, Object> drop(Drop drop) {
    Flow flow = drop.flow();
    return Map.of(
        "device",
        device(flow.device()),
        "traffic",
        Words.traffic(flow, report.peerNames()),
        "hint",
        hint(drop),
        "frames",
        flow.frames(),
        "place",
        place(flow.firstFrame()));
  }

  /** What comes nearest, without the traffic, which is in the row already. */
  private String hint(Drop drop) {
    int traffic = Words.traffic(drop.flow(), report.peerNames()).length();
    return drop.suggestions().stream()
        .map(text -> text.substring(traffic).strip())
        .findFirst()
        .orElse(String.join("; ", drop.why()));
  }

  /** What is added up of a service. */
  private static final class Port {
    private final Set<String> devices = new TreeSet<>();
    private final Set<String> peers = new TreeSet<>();
    private final Set<Content> contents = EnumSet.noneOf(Content.class);
    private long frames;
    private long dropped;

    void add(Flow flow, String device) {
      devices.add(device);
      peers.add(flow.peer());
      Content content = flow.content();
      if (content != null) {
        contents.add(content);
      }
      frames += flow.frames();
      dropped += flow.decision().outcome() == Decision.Outcome.DROP ? flow.frames() : 0;
    }

    long frames() {
      return frames;
    }
  }

  private List<Object> ports() {
    Map<List<String>, Port> byService = new LinkedHashMap<>();
    for (DeviceTally device : report.devices()) {
      for (Flow flow : device.flows()) {
        if (Words.hasPorts(flow)) {
          byService
              .computeIfAbsent(
                  List.of(Words.service(flow), Words.servedBy(flow)), service -> new Port())
              .add(flow, device(device.mac()));
        }
      }
    }
    List<Object> rows = new ArrayList<>();
    byService.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.comparingLong(Port::frames).reversed()))
        .forEach(entry -> rows.add(row(entry.getKey(), entry.getValue())));
    return rows;
  }

  private static Map<String, Object> row(List<String> service, Port port) {
    Map<String, Object> row = new HashMap<>();
    row.put("service", service.get(0));
    row.put("side", service.get(1));
    row.put("devices", Words.few(port.devices));
    row.put("peers", port.peers.size());
    row.put("frames", port.frames);
    row.put("accepted", port.frames - port.dropped);
    row.put("dropped", port.dropped);
    row.put("content", String.join(", ", port.contents.stream().map(Content::toString).toList()));
    row.put("content_class", port.contents.isEmpty() ? "empty" : "");
    return row;
  }

  private void requirements(Map<String, Object> values) {
    RequirementReport requirements = report.requirements();
    List<Object> counts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      int count = requirements.counts().getOrDefault(outcome, 0);
      counts.add(Map.of("count", count, "outcome", outcome, "class", cssClass(outcome)));
    }
    values.put("counts", counts);
    List<Object> publishers = new ArrayList<>();
    for (Requirement.Publisher publisher : Requirement.Publisher.values()) {
      List<Object> rows = new ArrayList<>();
      List<Object> rest = new ArrayList<>();
      for (Result result : requirements.results()) {
        if (result.requirement().publisher() == publisher) {
          boolean shown = result.outcome() == Outcome.MET || result.outcome() == Outcome.BROKEN;
          (shown ? rows : rest).add(row(result));
        }
      }
      Map<String, Object> group = new HashMap<>();
      group.put("publisher", publisher);
      group.put("rows", rows);
      group.put("has_rows", !rows.isEmpty());
      group.put("rest", rest);
      group.put("has_rest", !rest.isEmpty());
      group.put("rest_count", rest.size());
      publishers.add(group);
    }
    values.put("publishers", publishers);
  }

  private static String cssClass(Outcome outcome) {
    return switch (outcome) {
      case MET -> "met";
      case BROKEN -> "broken";
      case NOT_VISIBLE, NEEDS_A_PERSON -> "open";
    };
  }

  private Map<String, Object> row(Result result) {
    List<String> evidence =
        result.evidence().stream()
            .filter(one -> says(result.outcome(), one))
            .map(this::words)
            .toList();
    Map<String, Object> row = new HashMap<>();
    row.put("id", result.requirement().id());
    row.put("text", result.requirement().text());
    row.put("outcome", result.outcome());
    row.put("class", cssClass(result.outcome()));
    row.put("evidence_class", evidence.isEmpty() ? "empty" : "");
    row.put("evidence", HtmlReport.texts(evidence.stream().limit(MAX_EVIDENCE).toList()));
    HtmlReport.putMore(row, "evidence", evidence.size() - MAX_EVIDENCE);
    return row;
  }

  /** Of a broken requirement, what breaks it; of others, all there is. */
  private static boolean says(Outcome outcome, Evidence evidence) {
    return outcome != Outcome.BROKEN || evidence.sight().seen() == Seen.WRONG;
  }

  private String words(Evidence evidence) {
    String text = evidence.sight().text();
    String frame = place(evidence.sight().frame());
    return device(evidence.mac())
        + ": "
        + (text.isEmpty() ? evidence.aspect().toString() : text)
        + (frame.isEmpty() ? "" : " (" + frame + ")");
  }
}
