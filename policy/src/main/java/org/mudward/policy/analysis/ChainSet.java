package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.mudward.policy.MacAddress;
import org.mudward.policy.filter.FilterAction;
import org.mudward.policy.filter.FilterChain;
import org.mudward.policy.filter.FilterRule;
import org.mudward.policy.filter.FilterTable;
import org.mudward.policy.filter.FilterText;

/**
 * The set of packets that chains let pass: all packets at once go through the rules of a hook, and
 * are split where rules differ.
 *
 * <p>Guards are taken not to drop any whole and honest packet without unusual headers; that they
 * only drop is checked here, and what they drop is tested with frames.
 */
final class ChainSet implements PacketForm {
  private final FilterTable table;
  private final FilterChain hook;
  private final PacketSpace space;
  private final BitSpace bits;
  private final ChainTests tests;
  private final Map<String, Outcome> outcomes = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  /** Where packets that enter a chain end up; what is in neither set comes back. */
  private record Outcome(int accepted, int dropped) {}

  /**
   * The form of one hook.
   *
   * @param hook which base chain the packets arrive at
   * @throws IllegalArgumentException if a guard could accept something, or a chain calls itself
   */
  ChainSet(FilterTable table, FilterChain.Kind hook, PacketSpace space) {
    this.table = table;
    this.hook =
        table.chains().values().stream()
            .filter(chain -> chain.kind() == hook)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no chain at the hook " + hook));
    this.space = space;
    this.bits = space.bits;
    this.tests = new ChainTests(table.sets(), space);
    table.chains().values().forEach(this::checkGuard);
  }

  private void checkGuard(FilterChain chain) {
    if (chain.kind() != FilterChain.Kind.GUARD) {
      return;
    }
    for (FilterRule rule : chain.rules()) {
      boolean leaves =
          rule.action() instanceof FilterAction.Drop
              || rule.action() instanceof FilterAction.Return
              || (rule.action() instanceof FilterAction.Goto go && isGuard(go.chain()));
      if (!leaves) {
        throw new IllegalArgumentException("a guard does more than drop: " + FilterText.line(rule));
      }
    }
  }

  private boolean isGuard(String chain) {
    return chain(chain).kind() == FilterChain.Kind.GUARD;
  }

  private FilterChain chain(String name) {
    FilterChain chain = table.chains().get(name);
    if (chain == null) {
      throw new IllegalArgumentException("no such chain: " + name);
    }
    return chain;
  }

  @Override
  public int passes() {
    return outcome(hook).accepted();
  }

  /** Only frames to the addresses that a bridge keeps for itself come to the input hook. */
  @Override
  public int compared() {
    boolean kept = hook.kind() == FilterChain.Kind.INPUT;
    return kept ? bits.and(space.real(), space.isLinkLocalGroup()) : space.real();
  }

  @Override
  public int indistinct() {
    return bits.not(compared());
  }

  private Outcome through(String name) {
    FilterChain chain = chain(name);
    if (chain.kind() == FilterChain.Kind.GUARD) {
      return new Outcome(bits.none(), bits.none());
    }
    Outcome known = outcomes.get(name);
    if (known == null) {
      if (!open.add(name)) {
        throw new IllegalArgumentException("a chain that leads to itself: " + name);
      }
      known = outcome(chain);
      outcomes.put(name, known);
    }
    return known;
  }

  private Outcome outcome(FilterChain chain) {
    int accepted = bits.none();
    int dropped = bits.none();
    int left = bits.all();
    for (FilterRule rule : chain.rules()) {
      int matched = bits.and(left, tests.matches(rule));
      for (Map.Entry<FilterAction, Integer> entry : actions(rule.action(), matched).entrySet()) {
        Outcome there = after(entry.getKey());
        accepted = bits.or(accepted, bits.and(entry.getValue(), there.accepted()));
        dropped = bits.or(dropped, bits.and(entry.getValue(), there.dropped()));
        left = bits.minus(left, leaves(entry.getKey(), entry.getValue(), there));
      }
    }
    // What falls out of a base chain meets its policy, which is to drop.
    return new Outcome(accepted, dropped);
  }

  /** What happens to which of the packets that a rule matches. */
  private Map<FilterAction, Integer> actions(FilterAction action, int matched) {
    if (!(action instanceof FilterAction.Lookup lookup)) {
      return Map.of(action, matched);
    }
    Map<FilterAction, Integer> found = new HashMap<>();
    map(lookup)
        .forEach(
            (mac, then) ->
                found.merge(then, bits.and(matched, tests.mac(lookup.field(), mac)), bits::or));
    return found;
  }

  private SortedMap<MacAddress, FilterAction> map(FilterAction.Lookup lookup) {
    SortedMap<MacAddress, FilterAction> map = table.maps().get(lookup.map());
    if (map == null) {
      throw new IllegalArgumentException("no such map: " + lookup.map());
    }
    return map;
  }

  private Outcome after(FilterAction action) {
    if (action instanceof FilterAction.Accept) {
      return new Outcome(bits.all(), bits.none());
    }
    if (action instanceof FilterAction.Drop) {
      return new Outcome(bits.none(), bits.all());
    }
    if (action instanceof FilterAction.Jump jump) {
      return through(jump.chain());
    }
    if (action instanceof FilterAction.Goto go) {
      return through(go.chain());
    }
    return new Outcome(bits.none(), bits.none());
  }

  /** The packets that do not come to the next rule. */
  private int leaves(FilterAction action, int matched, Outcome there) {
    return action instanceof FilterAction.Jump
        ? bits.and(matched, bits.or(there.accepted(), there.dropped()))
        : matched;
  }

  @Override
  public List<String> path(int packet) {
    List<String> met = new ArrayList<>();
    walk(hook, packet, met);
    return met;
  }

  /** Follows one packet; returns whether it was accepted or dropped. */
  private boolean walk(FilterChain chain, int packet, List<String> met) {
    if (chain.kind() == FilterChain.Kind.GUARD) {
      return false;
    }
    for (FilterRule rule : chain.rules()) {
      int matched = bits.and(packet, tests.matches(rule));
      for (Map.Entry<FilterAction, Integer> entry : actions(rule.action(), matched).entrySet()) {
        if (bits.isEmpty(entry.getValue())) {
          continue;
        }
        met.add(chain.name() + ": " + FilterText.line(rule));
        FilterAction action = entry.getKey();
        if (action instanceof FilterAction.Goto go) {
          return walk(chain(go.chain()), packet, met);
        }
        if (!(action instanceof FilterAction.Jump jump)) {
          return !(action instanceof FilterAction.Return);
        }
        if (walk(chain(jump.chain()), packet, met)) {
          return true;
        }
      }
    }
    return false;
  }
}
