package org.mudward.enforcer.openflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;

/**
 * The ports of one switch at one moment, by which entries that name ports become entries of this
 * switch.
 *
 * <p>Devices of another of our switches come in at the trunks, and at none of the other ports. What
 * names a port that is not there becomes no entry at all: nothing comes in there.
 *
 * @param name of the switch
 * @param trunks its ports that lead to other switches
 * @param numbers of its ports, by name
 */
record LocalPorts(String name, Set<String> trunks, Map<String, Integer> numbers) {
  LocalPorts {
    trunks = Set.copyOf(trunks);
    numbers = Map.copyOf(numbers);
  }

  /** What a port of this switch is called where there are several switches. */
  static String place(String name, String port) {
    return name + '/' + port;
  }

  /** The entries that this switch gets. */
  List<FlowEntry> local(Collection<FlowEntry> entries) {
    List<FlowEntry> local = new ArrayList<>(entries.size());
    for (FlowEntry entry : entries) {
      String port = entry.match().port();
      if (port.isEmpty()) {
        local.add(entry);
      } else {
        numbers(port).forEach(number -> local.add(at(entry, number)));
      }
    }
    return local;
  }

  /** The same change, in entries that this switch gets. */
  FlowChange local(FlowChange change) {
    return new FlowChange(local(change.added()), local(change.removed()));
  }

  private List<Integer> numbers(String place) {
    String here = place(name, "");
    if (place.startsWith(here)) {
      Integer number = numbers.get(place.substring(here.length()));
      return number == null ? List.of() : List.of(number);
    }
    return trunks.stream().map(numbers::get).filter(Objects::nonNull).sorted().toList();
  }

  private static FlowEntry at(FlowEntry entry, int number) {
    FlowMatch match = entry.match().at(Integer.toUnsignedString(number));
    return new FlowEntry(entry.table(), entry.priority(), match, entry.action());
  }
}
