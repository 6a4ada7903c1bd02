package org.mudward.policy;

/**
 * What the policy of one party said.
 *
 * @param verdict accept, drop or reject
 * @param origin the rule that said it, or {@link Origin#NO_MATCH}
 */
public record Ruling(Verdict verdict, Origin origin) {
  /** The last word of every policy: what nothing permits is dropped (RFC 8520 section 5). */
  public static final Ruling NO_MATCH = new Ruling(Verdict.DROP, Origin.NO_MATCH);

  @Override
  public String toString() {
    return verdict + " by " + origin;
  }
}
