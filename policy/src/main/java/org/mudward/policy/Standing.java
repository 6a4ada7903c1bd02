package org.mudward.policy;

/** Where a device stands with the operator, and so which policy it gets. */
public enum Standing {
  /** Seen, and nothing known about it: it gets what the site gives new devices. */
  UNKNOWN,
  /** Seen, and nothing known about it: let through, and written down. */
  OBSERVED,
  /** Being watched, so that a profile can be proposed. */
  LEARNING,
  /** Held until a person decides: baseline and defaults only. */
  PENDING,
  /** Locked to what its file says. */
  ENFORCED,
  /** Let go by the operator for a time: nothing about it is judged. */
  PAUSED,
  /** Put aside by the operator: baseline and defaults only. */
  QUARANTINED,
  /** Turned away: nothing passes but the baseline. */
  REFUSED
}
