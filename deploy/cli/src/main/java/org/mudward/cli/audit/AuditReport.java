package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mudward.enforcer.audit.Audit;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Decision;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;

/**
 * What an audit found.
 *
 * @param audit after its last frame
 * @param devices what each device with a policy did
 * @param findings what the flows show beyond single drops
 * @param drops the largest dropped flows, largest first
 * @param captures what became of each capture
 * @param notices what the user should know of the reading
 * @param names what the site calls its devices
 */
public record AuditReport(
    Audit audit,
    List<DeviceTally> devices,
    List<Finding> findings,
    List<Drop> drops,
    List<CaptureLoss> captures,
    List<String> notices,
    Map<MacAddress, String> names) {
  /** More drops are not read by anybody; all of them are counted, and in the table of packets. */
  static final int MAX_DROPS = 1000;

  public AuditReport {
    devices = List.copyOf(devices);
    findings = List.copyOf(findings);
    drops = List.copyOf(drops);
    captures = List.copyOf(captures);
    notices = List.copyOf(notices);
    names = Map.copyOf(names);
  }

  /**
   * Adds up what was judged.
   *
   * @param fullNames that had more addresses than count
   */
  public static AuditReport of(
      Audit audit, List<CaptureLoss> captures, Collection<String> fullNames, Site site) {
    List<DeviceTally> devices = audit.devices();
    List<String> notices = new ArrayList<>();
    captures.forEach(capture -> notices.addAll(capture.sentences()));
    audit
        .unread()
        .forEach(
            (link, count) ->
                notices.add(
                    count
                        + " frames of link type "
                        + link
                        + " show no packet: encrypted, or of a kind that is not read"));
    fullNames.forEach(
        name -> notices.add(name + " had more addresses than count; later ones are not its own"));
    Map<MacAddress, String> names = new HashMap<>();
    for (Site.SiteDevice device : site.devices()) {
      if (device.name() != null) {
        names.put(device.mac(), device.name());
      }
    }
    return new AuditReport(
        audit,
        devices,
        Finding.of(devices, site.localNetworks()),
        Drop.largest(audit, devices, MAX_DROPS),
        captures,
        notices,
        names);
  }

  /** What it shows of the requirements of the baselines. */
  RequirementReport requirements() {
    return RequirementReport.of(devices, findings);
  }

  /** Whether any frame was dropped, or anything was found. */
  public boolean hasFindings() {
    return audit.dropped() > 0
        || !findings.isEmpty()
        || captures.stream().anyMatch(c -> !c.damage().isEmpty());
  }

  /** The report for programs, as maps, lists and plain values. */
  public Map<String, Object> asJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("frames", audit.frames());
    object.put("accepted", audit.accepted());
    object.put("dropped", audit.dropped());
    object.put("none", audit.frames() - audit.accepted() - audit.dropped());
    putTimes(object, audit.firstMicros(), audit.lastMicros());
    object.put("captures", captures.stream().map(CaptureLoss::asJson).toList());
    object.put("notices", notices);
    object.put("devices", devices.stream().map(this::asJson).toList());
    List<Object> found = new ArrayList<>();
    findings.forEach(finding -> found.add(finding.asJson()));
    drops.forEach(drop -> found.add(asJson(drop)));
    for (CaptureLoss capture : captures) {
      for (String damage : capture.damage()) {
        found.add(Map.of("kind", "damaged-capture", "file", capture.file(), "text", damage));
      }
    }
    object.put("findings", found);
    object.put("requirements", requirements().asJson());
    return object;
  }

  private static void putTimes(Map<String, Object> object, long first, long last) {
    if (first != CapturedFrame.NO_TIME) {
      object.put("first", Words.time(first));
      object.put("last", Words.time(last));
    }
  }

  private Map<String, Object> asJson(DeviceTally device) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("mac", device.mac().toString());
    String name = names.get(device.mac());
    if (name != null) {
      object.put("name", name);
    }
    object.put("mud_url", device.policy().mudUrl());
    object.put("frames", device.frames());
    object.put("accepted", device.accepted());
    object.put("dropped", device.dropped());
    List<Object> peers = new ArrayList<>();
    device.peers().forEach((peer, flows) -> peers.add(peerJson(peer, flows)));
    object.put("peers", peers);
    Map<String, Long> aces = new TreeMap<>();
    device.flows().forEach(f -> aces.merge(f.ruling().origin().toString(), f.frames(), Long::sum));
    object.put("aces", aces);
    object.put("unused_aces", device.unused().stream().map(Origin::toString).toList());
    return object;
  }

  private static Map<String, Object> peerJson(String peer, List<Flow> flows) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("peer", peer);
    object.put("frames", flows.stream().mapToLong(Flow::frames).sum());
    object.put(
        "dropped",
        flows.stream()
            .filter(flow -> flow.decision().outcome() == Decision.Outcome.DROP)
            .mapToLong(Flow::frames)
            .sum());
    object.put("flows", flows.stream().map(AuditReport::asJson).toList());
    return object;
  }

  private static Map<String, Object> asJson(Flow flow) {
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
    object.put("first_frame", flow.firstFrame());
    putTimes(object, flow.firstMicros(), flow.lastMicros());
    return object;
  }

  private static Map<String, Object> asJson(Drop drop) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", "dropped");
    object.put("mac", drop.flow().device().toString());
    object.put("peer", drop.flow().peer());
    object.putAll(asJson(drop.flow()));
    object.put("nearest", drop.why());
    return object;
  }
}
