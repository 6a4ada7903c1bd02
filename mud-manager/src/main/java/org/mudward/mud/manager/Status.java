package org.mudward.mud.manager;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.policy.Limitation;
import org.mudward.policy.Standing;

/**
 * Whether what was decided is in force, and what stands in the way.
 *
 * @param revision that was published last
 * @param enforcers who is connected
 * @param devices how many stand where
 * @param violations how many kinds of traffic were dropped, of all devices
 * @param problems what a person should look at, one sentence each
 */
public record Status(
    long revision,
    NewDevices newDevices,
    List<Enforcer> enforcers,
    Map<Standing, Integer> devices,
    int violations,
    List<String> problems) {
  public Status {
    enforcers = List.copyOf(enforcers);
    devices = Collections.unmodifiableMap(new EnumMap<>(devices));
    problems = List.copyOf(problems);
  }

  /**
   * One connected enforcer.
   *
   * @param name a word and a number, new with each connection
   * @param applied the revision that it has in force; -1 if it has not said
   * @param refused why it refused a newer one; empty if it did not
   * @param limitations where it is stricter than the policy
   */
  public record Enforcer(String name, long applied, String refused, List<Limitation> limitations) {
    public Enforcer {
      limitations = List.copyOf(limitations);
    }
  }

  /** The revision that every connected enforcer has in force; -1 if there is none. */
  public long applied() {
    return enforcers.stream().mapToLong(Enforcer::applied).min().orElse(-1);
  }
}
