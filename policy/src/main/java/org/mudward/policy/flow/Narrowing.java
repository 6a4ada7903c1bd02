package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;

/**
 * Entries as a switch gets them that cannot compare every field: an accepting one that asks for
 * such a field is left out, a dropping one drops without asking. So it lets pass less, never more.
 *
 * <p>On a switch that drops all fragments the question whether a packet is a later one is answered.
 *
 * @param entries for the switch, no two with the same table, priority and match
 * @param limitations which rules it does not have as they are meant
 */
public record Narrowing(List<FlowEntry> entries, List<Limitation> limitations) {
  public Narrowing {
    entries = List.copyOf(entries);
    limitations = List.copyOf(limitations);
  }

  /**
   * Narrows entries.
   *
   * @param name of the switch, for the operator
   * @param origins for entries that stand for a rule, which one
   * @throws IllegalArgumentException if the switch lacks what every policy needs
   */
  public static Narrowing of(
      String name,
      Collection<FlowEntry> entries,
      Function<FlowEntry, @Nullable Origin> origins,
      SwitchAbilities able) {
    if (!able.missing().isEmpty()) {
      throw new IllegalArgumentException(
          "switch " + name + " cannot compare " + String.join(", ", able.missing()));
    }
    Maker maker = new Maker(able);
    entries.forEach(entry -> maker.add(entry, origins.apply(entry)));
    return new Narrowing(List.copyOf(maker.made.values()), maker.limitations(name));
  }

  /** What was lost of one rule. */
  private record Loss(@Nullable Origin origin, boolean accepting) {}

  /** Makes the entries one after the other. */
  private static final class Maker {
    private final SwitchAbilities able;
    private final Map<FlowEntry.Place, FlowEntry> made = new LinkedHashMap<>();
    private final Map<Loss, Set<String>> losses = new HashMap<>();

    Maker(SwitchAbilities able) {
      this.able = able;
    }

    void add(FlowEntry entry, @Nullable Origin origin) {
      if (isOfOpenVSwitchAlone(entry.action())) {
        return; // what is not copied, or not looked up, goes on like everything else
      }
      Map<FlowField, Masked> fields = new EnumMap<>(FlowField.class);
      Set<String> lost = new TreeSet<>();
      for (Map.Entry<FlowField, Masked> asked : entry.match().fields().entrySet()) {
        FlowField field = asked.getKey();
        Masked value = asked.getValue();
        if (field == FlowField.IP_FRAGMENT && !able.fragments()) {
          if (value.low() != 0) {
            return; // nothing of the kind gets here
          }
        } else if (able.compares(field, value)) {
          fields.put(field, value);
        } else {
          lost.add(SwitchAbilities.word(field));
        }
      }
      boolean drops = entry.action() instanceof FlowAction.Drop;
      if (!lost.isEmpty()) {
        losses.computeIfAbsent(new Loss(origin, !drops), loss -> new TreeSet<>()).addAll(lost);
        if (!drops) {
          return;
        }
      }
      FlowMatch match = new FlowMatch(fields).at(entry.match().port());
      FlowEntry narrowed = new FlowEntry(entry.table(), entry.priority(), match, entry.action());
      FlowEntry there = made.get(narrowed.place());
      if (there == null || drops) {
        made.put(narrowed.place(), narrowed);
      }
    }

    private static boolean isOfOpenVSwitchAlone(FlowAction action) {
      return action instanceof FlowAction.CopySome
          || action instanceof FlowAction.Track
          || action instanceof FlowAction.Commit;
    }

    List<Limitation> limitations(String name) {
      Set<Limitation> limitations = new LinkedHashSet<>();
      if (!able.fragments()) {
        limitations.add(new Limitation(Origin.NO_MATCH, "switch " + name + " drops all fragments"));
      }
      losses.forEach(
          (loss, fields) -> {
            String what =
                loss.accepting() ? "not accepted, or in part, on switch " : "drops more on switch ";
            Origin origin = loss.origin() == null ? Origin.NO_MATCH : loss.origin();
            String why = fields.stream().collect(Collectors.joining(", "));
            limitations.add(new Limitation(origin, what + name + ", which cannot compare " + why));
          });
      List<Limitation> sorted = new ArrayList<>(limitations);
      sorted.sort((a, b) -> a.toString().compareTo(b.toString()));
      return sorted;
    }
  }
}
