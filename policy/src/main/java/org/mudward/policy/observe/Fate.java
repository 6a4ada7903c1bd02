package org.mudward.policy.observe;

/** What became of frames by the policy of their device. */
public enum Fate {
  ACCEPTED,

  /** No rule accepts them. */
  REFUSED,

  /** A rule of the device's file drops them, because its author wanted that. */
  FORBIDDEN,

  /** They would be accepted later, when an answer of the DNS had told whose address that is. */
  TOO_EARLY
}
