package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mudward.enforcer.audit.Audit;
import org.mudward.enforcer.audit.Connection;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.mud.resolve.Site;

/**
 * What an audit found.
 *
 * @param audit after its last frame
 * @param devices what each device with a policy did
 * @param findings what the flows show beyond single drops
 * @param drops the largest dropped flows, largest first
 * @param captures what became of each capture
 * @param notices what the user should know of the reading
 * @param local which hosts are local
 * @param identities what devices are
 * @param peerNames by which names hosts were looked up
 * @param connections one by one, if anybody asked for them
 */
public record AuditReport(
    Audit audit,
    List<DeviceTally> devices,
    List<Finding> findings,
    List<Drop> drops,
    List<CaptureLoss> captures,
    List<String> notices,
    Locality local,
    Identities identities,
    PeerNames peerNames,
    List<Connection> connections) {
  /** More drops are not read by anybody; all of them are counted, and in the table of packets. */
  static final int MAX_DROPS = 1000;

  public AuditReport {
    devices = List.copyOf(devices);
    findings = List.copyOf(findings);
    drops = List.copyOf(drops);
    captures = List.copyOf(captures);
    notices = List.copyOf(notices);
    connections = List.copyOf(connections);
  }

  /**
   * Adds up what was judged.
   *
   * @param before what the user should know anyway
   */
  public static AuditReport of(
      Audit audit,
      List<CaptureLoss> captures,
      List<String> before,
      Site site,
      Identities identities,
      PeerNames peerNames,
      List<Connection> connections) {
    List<DeviceTally> devices = audit.devices();
    List<String> notices = new ArrayList<>(before);
    captures.forEach(capture -> notices.addAll(capture.sentences()));
    sayOf(audit.unread(), "no packet: encrypted, or of a kind that is not read", notices);
    sayOf(
        audit.nobodys(),
        "no MAC addresses: no device is known by them, and none is judged",
        notices);
    notices.addAll(identities.notices(devices));
    Locality local = new Locality(site.localNetworks());
    List<Drop> drops = Drop.largest(audit, devices, peerNames, MAX_DROPS);
    List<Finding> findings = new ArrayList<>();
    for (DeviceTally device : devices) {
      Finding.of(device, site.localNetworks(), findings);
      ServiceFindings.exposed(device, local, peerNames, findings);
      TlsFindings.of(device, audit.handshakes(device.mac()), peerNames, findings);
      ProfileFindings.of(device, audit.profiled(), peerNames, findings);
    }
    ServiceFindings.unexpected(drops, peerNames, findings);
    return new AuditReport(
        audit,
        devices,
        findings,
        drops,
        captures,
        notices,
        local,
        identities,
        peerNames,
        connections);
  }

  private static void sayOf(Map<Integer, Long> frames, String missing, List<String> notices) {
    frames.forEach(
        (link, count) -> notices.add(count + " frames of link type " + link + " show " + missing));
  }

  /** What it shows of the requirements of the baselines. */
  RequirementReport requirements() {
    return RequirementReport.of(this);
  }

  /** Whether any frame was dropped, or anything was found. */
  public boolean hasFindings() {
    return audit.dropped() > 0
        || !findings.isEmpty()
        || captures.stream().anyMatch(c -> !c.damage().isEmpty());
  }
}
