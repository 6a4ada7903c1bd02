package org.mudward.policy;

/**
 * Where a compiled form is stricter than the policy, because the back end cannot say it exactly; or
 * does not hold devices to a {@link Rate}.
 *
 * @param origin the rule concerned; {@link Origin#NO_MATCH} if it is about the back end as a whole
 * @param text what is dropped that the policy would permit, or is not bounded, in words for an
 *     operator
 */
public record Limitation(Origin origin, String text) {}
