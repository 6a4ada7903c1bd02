package org.mudward.cli.audit;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.audit.ProfileSight;
import org.mudward.enforcer.audit.ProfileSight.Hellos;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Protocol;
import org.mudward.policy.tls.TlsViolation;

/** Hellos of devices beside the (D)TLS profiles of their MUD files (RFC 9761). */
final class ProfileFindings {
  /** Characters of a value; the name of a certificate authority may have thousands. */
  private static final int MAX_VALUE = 100;

  private ProfileFindings() {}

  /** Those of a device. */
  static void of(
      DeviceTally device, List<ProfileSight> sights, PeerNames names, List<Finding> findings) {
    for (ProfileSight sight : sights) {
      if (sight.service().device().equals(device.mac())) {
        String where = where(sight.service(), names);
        if (sight.outside().count() > 0) {
          String text = where + ": " + outside(sight) + times(sight.outside());
          findings.add(finding(FindingKind.TLS_PROFILE, device, sight, text, sight.outside()));
        }
        if (sight.unread().count() > 0) {
          String text = where + ": not judged, " + sight.why() + times(sight.unread());
          findings.add(finding(FindingKind.TLS_UNREAD, device, sight, text, sight.unread()));
        }
      }
    }
  }

  private static Finding finding(
      FindingKind kind, DeviceTally device, ProfileSight sight, String text, Hellos hellos) {
    Flow flow = flow(device, sight.service());
    return new Finding(kind, device.mac(), text, hellos.count(), hellos.firstFrame(), flow);
  }

  private static String where(ProfileSight.Service service, PeerNames names) {
    String name = names.of(service.peer());
    String peer = name == null ? service.peer().toString() : name;
    String port = Protocol.name(service.protocol()) + " " + service.port();
    return port + " of " + peer + ", by entry " + service.entry();
  }

  /** What each profile objects to. */
  private static String outside(ProfileSight sight) {
    Map<String, Set<String>> byProfile = new LinkedHashMap<>();
    for (TlsViolation violation : sight.violations()) {
      String words = violation.value().words();
      String value = words.length() > MAX_VALUE ? words.substring(0, MAX_VALUE) + "..." : words;
      byProfile
          .computeIfAbsent(violation.profile(), p -> new LinkedHashSet<>())
          .add(violation.value().parameter().leaf() + " " + value);
    }
    if (byProfile.isEmpty()) {
      return "it has no profile that a hello could fit";
    }
    return String.join(
        "; ",
        byProfile.entrySet().stream()
            .map(e -> "profile " + e.getKey() + " has no " + Words.few(e.getValue()))
            .toList());
  }

  private static String times(Hellos hellos) {
    String count = hellos.count() == 1 ? " (1 hello" : " (" + hellos.count() + " hellos";
    if (hellos.firstMicros() == CapturedFrame.NO_TIME) {
      return count + ")";
    }
    String first = Words.time(hellos.firstMicros());
    String last = Words.time(hellos.lastMicros());
    return count + (first.equals(last) ? ", at " + first : ", from " + first + " to " + last) + ")";
  }

  private static @Nullable Flow flow(DeviceTally device, ProfileSight.Service service) {
    return device.flows().stream()
        .filter(flow -> flow.direction() == Direction.FROM_DEVICE)
        .filter(flow -> flow.protocol() == service.protocol() && flow.service() == service.port())
        .filter(flow -> service.peer().equals(flow.address()) && flow.servedBy() == End.DESTINATION)
        .min(Comparator.comparingLong(Flow::firstFrame))
        .orElse(null);
  }
}
