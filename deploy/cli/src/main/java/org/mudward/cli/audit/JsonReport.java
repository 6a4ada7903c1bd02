package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mudward.enforcer.audit.Audit;
import org.mudward.enforcer.audit.Content;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.audit.TlsSight;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.Decision;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.tls.TlsVersions;

/**
 * The report for programs, as maps, lists and plain values; docs/audit.schema.json says its form.
 */
public final class JsonReport {
  private final AuditReport report;

  private JsonReport(AuditReport report) {
    this.report = report;
  }

  /** All of a report. */
  public static Map<String, Object> of(AuditReport report) {
    return new JsonReport(report).whole();
  }

  private Map<String, Object> whole() {
    Audit audit = report.audit();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("frames", audit.frames());
    object.put("accepted", audit.accepted());
    object.put("dropped", audit.dropped());
    object.put("none", audit.frames() - audit.accepted() - audit.dropped());
    putTimes(object, audit.firstMicros(), audit.lastMicros());
    object.put("captures", report.captures().stream().map(CaptureLoss::asJson).toList());
    object.put("notices", report.notices());
    // One after the other as they are written: a large site has more to tell than fits memory well.
    Iterable<Object> devices =
        () ->
            Stream.<Object>concat(
                    report.devices().stream().map(this::device),
                    report.identities().unjudged(report.devices()).stream().map(this::unjudged))
                .iterator();
    object.put("devices", devices);
    object.put("findings", findings());
    object.put("requirements", report.requirements().asJson());
    return object;
  }

  private List<Object> findings() {
    List<Object> found = new ArrayList<>();
    report.findings().forEach(finding -> found.add(finding.asJson()));
    report.drops().forEach(drop -> found.add(drop(drop)));
    for (CaptureLoss capture : report.captures()) {
      for (String damage : capture.damage()) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("kind", FindingKind.DAMAGED_CAPTURE.toString());
        object.put("file", capture.file());
        object.put("text", damage);
        found.add(object);
      }
    }
    return found;
  }

  private static void putTimes(Map<String, Object> object, long first, long last) {
    if (first != CapturedFrame.NO_TIME) {
      object.put("first", Words.time(first));
      object.put("last", Words.time(last));
    }
  }

  private Map<String, Object> identity(MacAddress mac) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("mac", mac.toString());
    String name = report.identities().name(mac);
    if (name != null) {
      object.put("name", name);
    }
    object.put("identity", report.identities().suggestedJson(mac));
    return object;
  }

  private Map<String, Object> device(DeviceTally device) {
    Map<String, Object> object = identity(device.mac());
    object.put("mud_url", device.policy().mudUrl());
    String source = report.identities().sources().get(device.mac());
    if (source != null) {
      object.put("mud_url_source", source);
    }
    object.put("shown_mud_urls", report.identities().shownJson(device.mac()));
    object.put("judged", true);
    object.put("frames", device.frames());
    object.put("accepted", device.accepted());
    object.put("dropped", device.dropped());
    List<Object> peers = new ArrayList<>();
    device.peers().forEach((peer, flows) -> peers.add(peer(peer, flows)));
    object.put("peers", peers);
    object.put("tls", report.audit().handshakes(device.mac()).stream().map(this::tls).toList());
    Map<String, Long> aces = new TreeMap<>();
    device.flows().forEach(f -> aces.merge(f.ruling().origin().toString(), f.frames(), Long::sum));
    object.put("aces", aces);
    object.put("unused_aces", device.unused().stream().map(Origin::toString).toList());
    return object;
  }

  /** A device that shows a MUD URL of which there is no file: no frame of it was judged. */
  private Map<String, Object> unjudged(MacAddress mac) {
    Map<String, Object> object = identity(mac);
    report
        .identities()
        .shown()
        .claim(mac)
        .ifPresent(
            claim -> {
              object.put("mud_url", claim.text());
              object.put("mud_url_source", claim.source().toString());
            });
    object.put("shown_mud_urls", report.identities().shownJson(mac));
    object.put("judged", false);
    object.put("frames", 0);
    object.put("accepted", 0);
    object.put("dropped", 0);
    object.put("peers", List.of());
    object.put("tls", List.of());
    object.put("aces", Map.of());
    object.put("unused_aces", List.of());
    return object;
  }

  private Map<String, Object> peer(String peer, List<Flow> flows) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("peer", peer);
    String name = report.peerNames().of(flows.get(0).address());
    if (name != null) {
      object.put("name", name);
    }
    report
        .peerNames()
        .region(flows.get(0).address())
        .ifPresent(region -> object.put("cloud", region.asJson()));
    object.put("frames", flows.stream().mapToLong(Flow::frames).sum());
    object.put(
        "dropped",
        flows.stream()
            .filter(flow -> flow.decision().outcome() == Decision.Outcome.DROP)
            .mapToLong(Flow::frames)
            .sum());
    object.put("flows", flows.stream().map(JsonReport::flow).toList());
    return object;
  }

  private static Map<String, Object> flow(Flow flow) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("direction", flow.direction().toString());
    object.put("protocol", Words.protocol(flow));
    if (Words.hasPorts(flow)) {
      object.put("port", flow.service());
      object.put("served_by", Words.servedBy(flow));
    } else if (flow.service() != Flow.NONE) {
      object.put("type", flow.service());
    }
    object.put("verdict", flow.decision().outcome().toString());
    object.put("origin", flow.ruling().origin().toString());
    object.put("frames", flow.frames());
    object.put("octets", flow.octets());
    Content content = flow.content();
    if (content != null) {
      object.put("content", content.toString());
    }
    object.put("first_frame", flow.firstFrame());
    putTimes(object, flow.firstMicros(), flow.lastMicros());
    return object;
  }

  private static Map<String, Object> drop(Drop drop) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", FindingKind.DROPPED.toString());
    object.put("mac", drop.flow().device().toString());
    object.put("peer", drop.flow().peer());
    object.putAll(flow(drop.flow()));
    object.put("nearest", drop.why());
    object.put("suggestions", drop.suggestions());
    return object;
  }

  /** What was seen of a service, for programs. */
  private Map<String, Object> tls(TlsSight sight) {
    Map<String, Object> object = TlsFindings.parts(sight, report.peerNames());
    object.put("server_names", List.copyOf(sight.names()));
    object.put("newest_offered", versions(sight.offered()));
    object.put("chosen", versions(sight.chosen()));
    return object;
  }

  private static Map<String, Long> versions(SortedMap<Integer, Long> versions) {
    return versions.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> TlsVersions.name(entry.getKey()),
                Map.Entry::getValue,
                (one, other) -> one,
                LinkedHashMap::new));
  }
}
