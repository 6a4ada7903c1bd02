package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.audit.TlsSight;
import org.mudward.policy.End;
import org.mudward.policy.Protocol;
import org.mudward.policy.tls.TlsParameter;
import org.mudward.policy.tls.TlsValue;
import org.mudward.policy.tls.TlsVersions;

/** Handshakes of withdrawn versions of TLS and DTLS (RFC 8996), and weak suites in them. */
final class TlsFindings {
  private TlsFindings() {}

  /** Those of a device; of the versions that others offer to it, only what it takes is its own. */
  static void of(
      DeviceTally device, List<TlsSight> sights, PeerNames names, List<Finding> findings) {
    Map<String, List<TlsSight>> byService = new LinkedHashMap<>();
    for (TlsSight sight : sights) {
      if (sight.device().equals(device.mac())) {
        byService.computeIfAbsent(service(sight, names), s -> new ArrayList<>()).add(sight);
      }
    }
    byService.forEach(
        (service, all) -> {
          SortedSet<Long> frames = new TreeSet<>();
          Set<String> what = new LinkedHashSet<>();
          for (TlsSight sight : all) {
            add(sight.chosen(), " is chosen", frames, what);
            if (sight.isServedByPeer()) {
              add(sight.offered(), " is the newest that it offers", frames, what);
            }
          }
          if (!what.isEmpty()) {
            String text = service + ": " + String.join(", ", what);
            findings.add(finding(FindingKind.DEPRECATED_TLS, device, all.get(0), text, frames));
          }
          weak(device, service, all, findings);
        });
  }

  private static Finding finding(
      FindingKind kind, DeviceTally device, TlsSight sight, String text, SortedSet<Long> frames) {
    return new Finding(
        kind, device.mac(), text, frames.size(), frames.first(), flow(device, sight));
  }

  /** The weak suites that a device itself offers. */
  private static void weak(
      DeviceTally device, String service, List<TlsSight> all, List<Finding> findings) {
    SortedMap<Integer, Long> suites = new TreeMap<>();
    all.stream()
        .filter(TlsSight::isServedByPeer)
        .forEach(sight -> sight.weakSuites().forEach((s, f) -> suites.merge(s, f, Math::min)));
    if (!suites.isEmpty()) {
      List<String> words =
          suites.keySet().stream()
              .map(suite -> TlsValue.of(TlsParameter.CIPHER_SUITE, suite).words())
              .toList();
      String text = service + ": it offers " + Words.few(words);
      SortedSet<Long> frames = new TreeSet<>(suites.values());
      findings.add(finding(FindingKind.WEAK_CIPHER, device, all.get(0), text, frames));
    }
  }

  private static void add(
      SortedMap<Integer, Long> versions, String how, SortedSet<Long> frames, Set<String> what) {
    versions.forEach(
        (version, frame) -> {
          if (TlsVersions.isWithdrawn(version)) {
            what.add(TlsVersions.name(version) + how);
            frames.add(frame);
          }
        });
  }

  /** Such as {@code tcp 443 of api.example.com}. */
  static String service(TlsSight sight, PeerNames names) {
    String name = names.of(sight.peer());
    String peer = name == null ? sight.peer().toString() : name;
    String service = Protocol.name(sight.protocol()) + " " + sight.port();
    return service + (sight.isServedByPeer() ? " of " : " of the device, asked by ") + peer;
  }

  private static @Nullable Flow flow(DeviceTally device, TlsSight sight) {
    return device.flows().stream()
        .filter(flow -> isOf(flow, sight))
        .min((one, other) -> Long.compare(one.firstFrame(), other.firstFrame()))
        .orElse(null);
  }

  /** Whether a flow is of the service that a handshake was with. */
  static boolean isOf(Flow flow, TlsSight sight) {
    End peer = flow.direction().peer();
    return flow.protocol() == sight.protocol()
        && flow.service() == sight.port()
        && sight.peer().equals(flow.address())
        && (flow.servedBy() == peer) == sight.isServedByPeer();
  }
}
