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
          Map<String, Object> parts = parts(sight, sight.outside(), names);
          parts.put("outside", sight.violations().stream().map(ProfileFindings::asJson).toList());
          findings.add(
              finding(FindingKind.TLS_PROFILE, device, sight, text, sight.outside(), parts));
        }
        if (sight.unread().count() > 0) {
          String text = where + ": not judged, " + sight.why() + times(sight.unread());
          Map<String, Object> parts = parts(sight, sight.unread(), names);
          parts.put("reason", sight.why());
          findings.add(finding(FindingKind.TLS_UNREAD, device, sight, text, sight.unread(), parts));
        }
      }
    }
  }

  private static Finding finding(
      FindingKind kind,
      DeviceTally device,
      ProfileSight sight,
      String text,
      Hellos hellos,
      Map<String, Object> parts) {
    Flow flow = flow(device, sight.service());
    return new Finding(kind, device.mac(), text, hellos.count(), hellos.firstFrame(), flow, parts);
  }

  /** Whom the hellos are for, by which entry, how many of each kind there are, and when. */
  private static Map<String, Object> parts(ProfileSight sight, Hellos hellos, PeerNames names) {
    ProfileSight.Service service = sight.service();
    Map<String, Object> parts =
        TlsFindings.service(service.peer(), service.protocol(), service.port(), names);
    parts.put("origin", service.entry().toString());
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("fitting", sight.fitting().count());
    counts.put("outside", sight.outside().count());
    counts.put("unread", sight.unread().count());
    parts.put("hellos", counts);
    if (hellos.firstMicros() != CapturedFrame.NO_TIME) {
      parts.put("first", Words.time(hellos.firstMicros()));
      parts.put("last", Words.time(hellos.lastMicros()));
    }
    return parts;
  }

  private static Map<String, Object> asJson(TlsViolation violation) {
    Map<String, Object> object = TlsFindings.asJson(violation.value());
    object.put("profile", violation.profile());
    object.put("parameter", violation.value().parameter().leaf());
    return object;
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
