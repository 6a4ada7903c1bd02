package org.mudward.policy.tls;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the profiles of an entry say about a hello.
 *
 * @param fitting the profiles that it fits
 * @param violations what each profile objects to; none if one fits
 * @param ignored what is offered, is in no list, and means nothing here (RFC 9761 section 6)
 */
public record TlsJudgement(
    TlsProfiles fitting, List<TlsViolation> violations, Set<TlsValue> ignored) {
  public TlsJudgement {
    violations = List.copyOf(violations);
    ignored = Collections.unmodifiableSet(new LinkedHashSet<>(ignored));
  }

  /** Whether the hello fits a profile; where there is none, it does not, without a violation. */
  public boolean fits() {
    return !fitting.profiles().isEmpty();
  }
}
