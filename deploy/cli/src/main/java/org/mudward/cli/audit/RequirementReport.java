package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mudward.cli.audit.DeviceAspects.Sight;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.policy.MacAddress;
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
  private final Map<MacAddress, Map<Aspect, Sight>> byDevice = new LinkedHashMap<>();

  private RequirementReport() {}

  static RequirementReport of(AuditReport audit) {
    RequirementReport report = new RequirementReport();
    for (DeviceTally device : audit.devices()) {
      report.byDevice.put(device.mac(), DeviceAspects.of(audit, device));
    }
    return report;
  }

  /**
   * What was seen of an aspect over all devices: wrong if of any, right if of all that were seen.
   */
  private Map<Aspect, Seen> together() {
    Map<Aspect, Seen> all = new EnumMap<>(Aspect.class);
    for (Map<Aspect, Sight> sights : byDevice.values()) {
      sights.forEach(
          (aspect, sight) -> {
            if (sight.seen() != Seen.NOTHING) {
              all.merge(
                  aspect,
                  sight.seen(),
                  (a, b) -> a == Seen.WRONG || b == Seen.WRONG ? Seen.WRONG : a);
            }
          });
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

  /**
   * One thing that a capture shows of a requirement, or why it shows nothing.
   *
   * @param mac of which device
   */
  record Evidence(MacAddress mac, Aspect aspect, Sight sight) {}

  /**
   * A requirement and what became of it.
   *
   * @param evidence by device and aspect
   */
  record Result(Requirement requirement, Outcome outcome, List<Evidence> evidence) {
    Result {
      evidence = List.copyOf(evidence);
    }
  }

  /** All of them, in the order of the baselines. */
  List<Result> results() {
    Map<Aspect, Seen> seen = together();
    return Requirements.ALL.stream().map(r -> new Result(r, r.outcome(seen), evidence(r))).toList();
  }

  private List<Evidence> evidence(Requirement requirement) {
    List<Evidence> evidence = new ArrayList<>();
    byDevice.forEach(
        (mac, sights) ->
            requirement.aspects().stream()
                .sorted()
                .filter(sights::containsKey)
                .forEach(
                    aspect -> {
                      Sight sight = sights.get(aspect);
                      if (sight != null) {
                        evidence.add(new Evidence(mac, aspect, sight));
                      }
                    }));
    return evidence;
  }

  /** One object for each requirement, with what shows it. */
  List<Object> asJson() {
    List<Object> all = new ArrayList<>();
    for (Result result : results()) {
      Requirement requirement = result.requirement();
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("publisher", requirement.publisher().name());
      object.put("id", requirement.id());
      object.put("text", requirement.text());
      object.put("outcome", result.outcome().toString());
      List<Object> evidence = new ArrayList<>();
      List<Object> unseen = new ArrayList<>();
      for (Evidence one : result.evidence()) {
        (one.sight().seen() == Seen.NOTHING ? unseen : evidence).add(asJson(one));
      }
      object.put("evidence", evidence);
      object.put("not_visible", unseen);
      object.put("technologies", requirement.technologies());
      all.add(object);
    }
    return all;
  }

  private static Map<String, Object> asJson(Evidence evidence) {
    Map<String, Object> object = new LinkedHashMap<>();
    Sight sight = evidence.sight();
    object.put("mac", evidence.mac().toString());
    object.put("aspect", evidence.aspect().toString());
    if (sight.seen() != Seen.NOTHING) {
      object.put("right", sight.seen() == Seen.RIGHT);
    }
    if (!sight.text().isEmpty()) {
      object.put("text", sight.text());
    }
    if (sight.frame() > 0) {
      object.put("first_frame", sight.frame());
    }
    return object;
  }
}
