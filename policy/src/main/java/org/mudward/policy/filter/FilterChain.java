package org.mudward.policy.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules, tried in order until one decides.
 *
 * @param name letters, digits and underscores
 * @param kind what it is there for
 * @param about whose rules these are, in words; null where the name says it all
 */
public record FilterChain(String name, Kind kind, @Nullable String about, List<FilterRule> rules) {
  public FilterChain {
    rules = List.copyOf(rules);
  }

  /** What a chain is there for. */
  public enum Kind {
    /** Frames that arrive at a port of the bridge. Drops what no rule accepts. */
    PREROUTING,
    /** Frames to the link-local group addresses, which the bridge itself takes. */
    INPUT,
    /** Frames of the gateway itself. */
    OUTPUT,
    /** Packets that are not whole, or that the kernel shows otherwise than they are; only drops. */
    GUARD,
    /** Finds a policy, or is one. */
    POLICY;

    /** The kinds that frames come to by themselves. */
    public static final List<Kind> HOOKS = List.of(PREROUTING, INPUT, OUTPUT);

    /** The hook, or null for chains that are only jumped to. */
    @Nullable String hook() {
      return switch (this) {
        case PREROUTING -> "prerouting";
        case INPUT -> "input";
        case OUTPUT -> "output";
        case GUARD, POLICY -> null;
      };
    }
  }
}
