package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.policy.Direction;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Verdict;
import org.mudward.policy.baseline.Aspect;
import org.mudward.policy.baseline.Aspect.Seen;
import org.mudward.policy.baseline.Requirement;
import org.mudward.policy.baseline.Requirement.Outcome;
import org.mudward.policy.baseline.Requirements;

/**
 * What a capture says of the requirements of ENISA, ETSI and NIST. What it shows nothing of is not
 * visible, and never met.
 */
final class RequirementReport {
  private static final Set<String> DISORDER = Set.of("host-scan", "lateral");

  private final Map<MacAddress, Map<Aspect, Seen>> byDevice = new LinkedHashMap<>();

  private RequirementReport() {}

  static RequirementReport of(
      List<DeviceTally> devices, List<Finding> findings, Identities identities) {
    RequirementReport report = new RequirementReport();
    for (DeviceTally device : devices) {
      List<Finding> own = findings.stream().filter(f -> f.mac().equals(device.mac())).toList();
      Map<Aspect, Seen> seen = aspects(device, own);
      put(seen, Aspect.KNOWN_IDENTITY, identities.seen(device.mac()));
      report.byDevice.put(device.mac(), seen);
    }
    return report;
  }

  private static Map<Aspect, Seen> aspects(DeviceTally device, List<Finding> findings) {
    Map<Aspect, Seen> seen = new EnumMap<>(Aspect.class);
    // What others send to it is not its doing.
    List<Flow> sent =
        device.flows().stream().filter(f -> f.direction() == Direction.FROM_DEVICE).toList();
    if (sent.isEmpty()) {
      return seen;
    }
    seen.put(Aspect.DECLARED_TRAFFIC, accepted(sent) ? Seen.RIGHT : Seen.WRONG);
    List<Flow> served =
        sent.stream()
            .filter(Flow::isOpeningSeen)
            .filter(flow -> Words.servedBy(flow).equals("device"))
            .toList();
    if (!served.isEmpty()) {
      seen.put(Aspect.DECLARED_SERVICES, accepted(served) ? Seen.RIGHT : Seen.WRONG);
    }
    boolean orderly = findings.stream().noneMatch(finding -> DISORDER.contains(finding.kind()));
    seen.put(Aspect.ORDERLY_BEHAVIOUR, orderly ? Seen.RIGHT : Seen.WRONG);
    if (findings.stream().anyMatch(finding -> finding.kind().equals("cleartext-credentials"))) {
      seen.put(Aspect.HIDDEN_CREDENTIALS, Seen.WRONG);
    }
    return seen;
  }

  private static void put(Map<Aspect, Seen> seen, Aspect aspect, Seen what) {
    if (what != Seen.NOTHING) {
      seen.put(aspect, what);
    }
  }

  private static boolean accepted(List<Flow> flows) {
    return flows.stream().allMatch(flow -> flow.ruling().verdict() == Verdict.ACCEPT);
  }

  /**
   * What was seen of an aspect over all devices: wrong if of any, right if of all that were seen.
   */
  private Map<Aspect, Seen> together() {
    Map<Aspect, Seen> all = new EnumMap<>(Aspect.class);
    for (Map<Aspect, Seen> seen : byDevice.values()) {
      seen.forEach(
          (aspect, what) ->
              all.merge(
                  aspect, what, (a, b) -> a == Seen.WRONG || b == Seen.WRONG ? Seen.WRONG : a));
    }
    return all;
  }

  /** How many requirements came out how. */
  Map<Outcome, Integer> counts() {
    Map<Aspect, Seen> seen = together();
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    Requirements.ALL.forEach(r -> counts.merge(r.outcome(seen), 1, Integer::sum));
    return counts;
  }

  /** One object for each requirement, with what shows it. */
  List<Object> asJson() {
    Map<Aspect, Seen> seen = together();
    List<Object> all = new ArrayList<>();
    for (Requirement requirement : Requirements.ALL) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("publisher", requirement.publisher().name());
      object.put("id", requirement.id());
      object.put("text", requirement.text());
      object.put("outcome", requirement.outcome(seen).toString());
      object.put("evidence", evidence(requirement));
      object.put("technologies", requirement.technologies());
      all.add(object);
    }
    return all;
  }

  private List<Object> evidence(Requirement requirement) {
    List<Object> evidence = new ArrayList<>();
    byDevice.forEach(
        (mac, seen) ->
            requirement.aspects().stream()
                .sorted()
                .filter(seen::containsKey)
                .forEach(
                    aspect -> {
                      Map<String, Object> object = new LinkedHashMap<>();
                      object.put("mac", mac.toString());
                      object.put("aspect", aspect.toString());
                      object.put("right", seen.get(aspect) == Seen.RIGHT);
                      evidence.add(object);
                    }));
    return evidence;
  }
}
