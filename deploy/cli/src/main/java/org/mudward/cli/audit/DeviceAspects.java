package org.mudward.cli.audit;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mudward.enforcer.audit.Content;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.audit.TlsSight;
import org.mudward.policy.Direction;
import org.mudward.policy.Protocol;
import org.mudward.policy.Verdict;
import org.mudward.policy.baseline.Aspect;
import org.mudward.policy.baseline.Aspect.Seen;
import org.mudward.policy.tls.TlsVersions;

/**
 * What a capture shows of each aspect of one device. What it shows nothing of is {@link
 * Seen#NOTHING}, with the reason where there is one to tell.
 */
final class DeviceAspects {
  private static final Set<FindingKind> DISORDER =
      Set.of(FindingKind.HOST_SCAN, FindingKind.LATERAL);
  private static final Set<Integer> NAMES_AND_TIME = Set.of(53, 123);
  private static final Set<Integer> ICMP = Set.of(Protocol.ICMP, Protocol.ICMPV6);

  private final AuditReport report;
  private final DeviceTally device;
  private final List<Finding> findings;
  private final List<Flow> sent;
  private final Map<Aspect, Sight> sights = new EnumMap<>(Aspect.class);

  /**
   * What was seen of an aspect.
   *
   * @param text what shows it, or why nothing does; may be empty
   * @param frame where that is; 0 if in no single frame
   */
  record Sight(Seen seen, String text, long frame) {
    static Sight of(Seen seen, String text) {
      return new Sight(seen, text, 0);
    }
  }

  private DeviceAspects(AuditReport report, DeviceTally device) {
    this.report = report;
    this.device = device;
    findings =
        report.findings().stream().filter(found -> found.mac().equals(device.mac())).toList();
    // What others send to it is not its doing.
    sent = device.flows().stream().filter(f -> f.direction() == Direction.FROM_DEVICE).toList();
  }

  /** All that is to say of a device. */
  static Map<Aspect, Sight> of(AuditReport report, DeviceTally device) {
    DeviceAspects aspects = new DeviceAspects(report, device);
    if (!device.flows().isEmpty() || !report.identities().shown().of(device.mac()).isEmpty()) {
      aspects.identity();
    }
    if (!aspects.sent.isEmpty()) {
      aspects.declared();
      aspects.behaviour();
      aspects.encryption();
      aspects.protocols();
    }
    return aspects.sights;
  }

  private void identity() {
    Seen seen = report.identities().seen(device.mac());
    String text =
        switch (seen) {
          case RIGHT -> "it shows its MUD URL, or the site lists it";
          case WRONG -> "what it shows is not one MUD URL";
          case NOTHING -> "it shows no MUD URL by DHCP or LLDP, and no site lists it";
        };
    sights.put(Aspect.KNOWN_IDENTITY, Sight.of(seen, text));
  }

  private void declared() {
    sights.put(Aspect.DECLARED_TRAFFIC, accepted(sent));
    List<Flow> answers = sent.stream().filter(Flow::isAnswer).toList();
    if (!answers.isEmpty()) {
      sights.put(Aspect.DECLARED_SERVICES, accepted(answers));
    }
  }

  private Sight accepted(List<Flow> flows) {
    return flows.stream()
        .filter(flow -> flow.ruling().verdict() != Verdict.ACCEPT)
        .findFirst()
        .map(flow -> wrong(flow, "is not in its MUD file"))
        .orElse(Sight.of(Seen.RIGHT, ""));
  }

  private Sight wrong(Flow flow, String what) {
    String text = Words.traffic(flow, report.peerNames()) + " " + what;
    return new Sight(Seen.WRONG, text, flow.firstFrame());
  }

  private static Sight wrong(Finding finding) {
    return new Sight(Seen.WRONG, finding.text(), finding.firstFrame());
  }

  private void behaviour() {
    sights.put(
        Aspect.ORDERLY_BEHAVIOUR,
        found(DISORDER).map(DeviceAspects::wrong).orElse(Sight.of(Seen.RIGHT, "")));
    found(Set.of(FindingKind.CLEARTEXT_CREDENTIALS))
        .ifPresent(finding -> sights.put(Aspect.HIDDEN_CREDENTIALS, wrong(finding)));
  }

  private Optional<Finding> found(Set<FindingKind> kinds) {
    return findings.stream().filter(finding -> kinds.contains(finding.kind())).findFirst();
  }

  /** Of what has content and leaves for the Internet; DNS and NTP are in clear by their nature. */
  private void encryption() {
    Set<String> unknown = new LinkedHashSet<>();
    int encrypted = 0;
    for (Flow flow : sent) {
      if (flow.isRest()) {
        unknown.add("what was not told apart");
      } else if (report.local().isOfInternet(flow.address()) && hasContent(flow)) {
        if (flow.content() == Content.READABLE) {
          sights.put(Aspect.ENCRYPTED_TRANSPORT, wrong(flow, "can be read by anybody on the way"));
          return;
        }
        if (flow.content() == Content.ENCRYPTED) {
          encrypted++;
        } else {
          unknown.add(Words.traffic(flow, report.peerNames()));
        }
      }
    }
    sights.put(
        Aspect.ENCRYPTED_TRANSPORT,
        !unknown.isEmpty()
            ? Sight.of(Seen.NOTHING, "no telling whether it is encrypted: " + Words.few(unknown))
            : encrypted > 0
                ? Sight.of(Seen.RIGHT, "all of it begins as TLS, DTLS or QUIC does")
                : Sight.of(Seen.NOTHING, "no data leave for the Internet"));
  }

  /** Whether there may be something in it to read: in all but DNS, NTP, ICMP and empty segments. */
  private static boolean hasContent(Flow flow) {
    if (!Words.hasPorts(flow)) {
      return !ICMP.contains(flow.protocol());
    }
    boolean infrastructure =
        flow.protocol() == Protocol.UDP && NAMES_AND_TIME.contains(flow.service());
    return flow.content() != null && !infrastructure;
  }

  private void protocols() {
    Optional<Finding> withdrawn = found(Set.of(FindingKind.DEPRECATED_TLS));
    if (withdrawn.isPresent()) {
      sights.put(Aspect.CURRENT_PROTOCOLS, wrong(withdrawn.get()));
      return;
    }
    SortedSet<String> chosen = new TreeSet<>();
    for (TlsSight sight : report.audit().handshakes(device.mac())) {
      sight.chosen().keySet().forEach(version -> chosen.add(TlsVersions.name(version)));
    }
    sights.put(
        Aspect.CURRENT_PROTOCOLS,
        chosen.isEmpty()
            ? Sight.of(Seen.NOTHING, "the capture shows no server choose a version of TLS")
            : Sight.of(Seen.RIGHT, "servers chose " + String.join(", ", chosen)));
  }
}
