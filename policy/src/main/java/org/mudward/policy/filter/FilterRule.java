package org.mudward.policy.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Origin;

/**
 * One rule of a chain.
 *
 * @param tests all of them must hold; none hold always
 * @param origin the rule of the policy that it stands for; null for what only leads there
 */
public record FilterRule(List<FilterTest> tests, FilterAction action, @Nullable Origin origin) {
  public FilterRule {
    tests = List.copyOf(tests);
  }

  static FilterRule of(FilterAction action, FilterTest... tests) {
    return new FilterRule(List.of(tests), action, null);
  }
}
