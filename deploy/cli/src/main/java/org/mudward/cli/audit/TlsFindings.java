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
import org.mudward.policy.IpAddress;
import org.mudward.policy.Protocol;
import org.mudward.policy.tls.TlsParameter;
import org.mudward.policy.tls.TlsValue;
import org.mudward.policy.tls.TlsVersions;

/**
 * Handshakes of withdrawn versions of TLS and DTLS (RFC 8996), weak suites in them, and static RSA.
 */
final class TlsFindings {
  private TlsFindings() {}

  /** Those of a device; of the versions that others offer to it, only what it takes is its own. */
  static void of(
      DeviceTally device, List<TlsSight> sights, PeerNames names, List<Finding> findings) {
    Map<String, List<TlsSight>> byService = new LinkedHashMap<>();
    for (TlsSight sight : sights) {
      byService.computeIfAbsent(service(sight, names), s -> new ArrayList<>()).add(sight);
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
            findings.add(
                finding(FindingKind.DEPRECATED_TLS, device, all.get(0), text, frames, Map.of()));
          }
          weak(device, service, all, names, findings);
          staticRsa(device, service, all, names, findings);
        });
  }

  private static Finding finding(
      FindingKind kind,
      DeviceTally device,
      TlsSight sight,
      String text,
      SortedSet<Long> frames,
      Map<String, Object> parts) {
    return new Finding(
        kind, device.mac(), text, frames.size(), frames.first(), flow(device, sight), parts);
  }

  /** The weak suites that a device itself offers. */
  private static void weak(
      DeviceTally device,
      String service,
      List<TlsSight> all,
      PeerNames names,
      List<Finding> findings) {
    SortedMap<Integer, Long> suites = new TreeMap<>();
    all.stream()
        .filter(TlsSight::isServedByPeer)
        .forEach(sight -> sight.weakSuites().forEach((s, f) -> suites.merge(s, f, Math::min)));
    if (!suites.isEmpty()) {
      String text = service + ": it offers " + words(suites.keySet());
      SortedSet<Long> frames = new TreeSet<>(suites.values());
      Map<String, Object> parts = parts(all.get(0), names);
      parts.put("offered_suites", suites(suites.keySet()));
      findings.add(finding(FindingKind.WEAK_CIPHER, device, all.get(0), text, frames, parts));
    }
  }

  /** Keys that the server's certificate gives away later: chosen, or all that a device offers. */
  private static void staticRsa(
      DeviceTally device,
      String service,
      List<TlsSight> all,
      PeerNames names,
      List<Finding> findings) {
    SortedMap<Integer, Long> chosen = new TreeMap<>();
    SortedSet<Long> frames = new TreeSet<>();
    for (TlsSight sight : all) {
      sight.staticRsaChosen().forEach((s, f) -> chosen.merge(s, f, Math::min));
      if (sight.isServedByPeer() && sight.onlyStaticRsaFrame() > 0) {
        frames.add(sight.onlyStaticRsaFrame());
      }
    }
    List<String> what = new ArrayList<>();
    if (!chosen.isEmpty()) {
      what.add(words(chosen.keySet()) + " is chosen");
    }
    boolean nothingElse = !frames.isEmpty();
    if (nothingElse) {
      what.add("it offers nothing but static RSA");
    }
    frames.addAll(chosen.values());
    if (!what.isEmpty()) {
      String text = service + ": " + String.join(", ", what);
      Map<String, Object> parts = parts(all.get(0), names);
      parts.put("chosen_suites", suites(chosen.keySet()));
      parts.put("nothing_else_offered", nothingElse);
      findings.add(finding(FindingKind.STATIC_RSA, device, all.get(0), text, frames, parts));
    }
  }

  private static List<TlsValue> values(Set<Integer> suites) {
    return suites.stream().map(suite -> TlsValue.of(TlsParameter.CIPHER_SUITE, suite)).toList();
  }

  private static String words(Set<Integer> suites) {
    return Words.few(values(suites).stream().map(TlsValue::words).toList());
  }

  private static List<Map<String, Object>> suites(Set<Integer> suites) {
    return values(suites).stream().map(TlsFindings::asJson).toList();
  }

  /** A value, for programs. */
  static Map<String, Object> asJson(TlsValue value) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("value", value.value());
    if (!value.name().isEmpty()) {
      object.put("name", value.name());
    }
    return object;
  }

  /** The service that a handshake was with, for programs. */
  static Map<String, Object> parts(TlsSight sight, PeerNames names) {
    Map<String, Object> parts = service(sight.peer(), sight.protocol(), sight.port(), names);
    parts.put("served_by", sight.isServedByPeer() ? "peer" : "device");
    return parts;
  }

  /** A service, for programs. */
  static Map<String, Object> service(IpAddress peer, int protocol, int port, PeerNames names) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("peer", peer.toString());
    String name = names.of(peer);
    if (name != null) {
      object.put("name", name);
    }
    object.put("protocol", Protocol.name(protocol));
    object.put("port", port);
    return object;
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
