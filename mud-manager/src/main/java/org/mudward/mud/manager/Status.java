package org.mudward.mud.manager;

import java.util.List;
import java.util.Map;
import org.mudward.policy.Limitation;

/**
 * How the manager is doing.
 *
 * @param revision what is published
 * @param applied what all enforcers have in force; -1 if none is here
 * @param devices how many, by standing
 * @param problems what stands in the way, in words
 * @param limitations where the enforcer is stricter than the policy
 */
public record Status(
    long revision,
    long applied,
    Map<String, Integer> devices,
    List<String> problems,
    List<Limitation> limitations) {}
