package org.mudward.cli.audit;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mudward.policy.MacAddress;

/**
 * The findings in the form of SARIF 2.1.0. A place in a capture is its file, and the number of the
 * frame in it in place of a line.
 */
final class SarifReport {
  private final AuditReport report;
  private final List<Object> results = new ArrayList<>();

  private SarifReport(AuditReport report) {
    this.report = report;
  }

  static Map<String, Object> of(AuditReport report) {
    return new SarifReport(report).whole();
  }

  private Map<String, Object> whole() {
    report
        .findings()
        .forEach(found -> add(found.kind(), found.mac(), found.text(), found.firstFrame()));
    report.drops().forEach(this::add);
    damage();
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("tool", Map.of("driver", driver()));
    run.put(
        "artifacts",
        report.captures().stream()
            .map(capture -> Map.of("location", Map.of("uri", uri(capture.file()))))
            .toList());
    run.put("results", results);
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    log.put("version", "2.1.0");
    log.put("runs", List.of(run));
    return log;
  }

  private static Map<String, Object> driver() {
    Map<String, Object> driver = new LinkedHashMap<>();
    driver.put("name", "mudward");
    driver.put("rules", Arrays.stream(FindingKind.values()).map(SarifReport::rule).toList());
    return driver;
  }

  private static Map<String, Object> rule(FindingKind kind) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("id", kind.toString());
    rule.put("shortDescription", Map.of("text", kind.text()));
    rule.put("defaultConfiguration", Map.of("level", kind.level()));
    return rule;
  }

  private void add(Drop drop) {
    String traffic = Words.traffic(drop.flow(), report.peerNames());
    String frames = drop.flow().frames() == 1 ? "1 frame" : drop.flow().frames() + " frames";
    List<String> sentences = new ArrayList<>(List.of(traffic + ", " + frames + ", is dropped"));
    sentences.addAll(drop.suggestions().isEmpty() ? drop.why() : drop.suggestions());
    String text = String.join(". ", sentences) + ".";
    add(FindingKind.DROPPED, drop.flow().device(), text, drop.flow().firstFrame());
  }

  private void add(FindingKind kind, MacAddress mac, String text, long frame) {
    Map<String, Object> result = result(kind, mac + ": " + text);
    Optional<FramePlace> place = FramePlace.of(frame, report.captures());
    if (place.isPresent()) {
      Map<String, Object> physical = artifact(place.get().capture());
      physical.put("region", Map.of("startLine", place.get().frame()));
      Map<String, Object> location = new LinkedHashMap<>();
      location.put("physicalLocation", physical);
      location.put("logicalLocations", List.of(Map.of("name", mac.toString())));
      result.put("locations", List.of(location));
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("device", mac.toString());
    properties.put("frame", frame);
    result.put("properties", properties);
    results.add(result);
  }

  private void damage() {
    for (int i = 0; i < report.captures().size(); i++) {
      for (String damage : report.captures().get(i).damage()) {
        Map<String, Object> result = result(FindingKind.DAMAGED_CAPTURE, damage);
        result.put("locations", List.of(Map.of("physicalLocation", artifact(i))));
        results.add(result);
      }
    }
  }

  private static Map<String, Object> result(FindingKind kind, String text) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ruleId", kind.toString());
    result.put("level", kind.level());
    result.put("message", Map.of("text", text));
    return result;
  }

  private Map<String, Object> artifact(int capture) {
    Map<String, Object> location = new LinkedHashMap<>();
    location.put("uri", uri(report.captures().get(capture).file()));
    location.put("index", capture);
    Map<String, Object> physical = new LinkedHashMap<>();
    physical.put("artifactLocation", location);
    return physical;
  }

  /** Relative as the user named it, else whole. */
  private static String uri(String file) {
    Path path = Path.of(file);
    if (path.isAbsolute()) {
      return path.toUri().toASCIIString();
    }
    try {
      String name = file.indexOf(':') < 0 ? file : "./" + file;
      return new URI(null, null, name, null).toASCIIString();
    } catch (URISyntaxException e) {
      return path.toUri().toASCIIString();
    }
  }
}
