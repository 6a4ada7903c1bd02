package org.mudward.policy;

/**
 * Whether a condition holds for a packet, when the packet may not show what the condition asks.
 *
 * <p>A later fragment has no ports, a cut frame no flags: then the answer is {@link #UNKNOWN},
 * which an accepting rule takes for no and a dropping rule for yes.
 */
public enum Truth {
  NO,
  UNKNOWN,
  YES;

  static Truth of(boolean value) {
    return value ? YES : NO;
  }
}
