package org.mudward.mud.draft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;

/**
 * What a MUD file needs so that a device can go on doing what it was seen to do.
 *
 * @param entries in the order of their lists
 * @param leftOut what is not permitted by them, and why
 */
public record Draft(List<DraftEntry> entries, List<LeftOut> leftOut) {
  public Draft {
    entries = List.copyOf(entries);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * The file with these entries as they would be if they named no port: what naming ports is good
   * for.
   */
  public MudFile withoutPorts(MudFile file) {
    return file.withLists(
        with(file.fromDevice(), Direction.FROM_DEVICE), with(file.toDevice(), Direction.TO_DEVICE));
  }

  private List<MudAcl> with(List<MudAcl> lists, Direction direction) {
    List<MudAcl> all = new ArrayList<>(lists);
    for (Family family : Family.values()) {
      Map<Object, MudAce> aces = new LinkedHashMap<>();
      for (DraftEntry entry : entries) {
        if (entry.direction() == direction && entry.family() == family) {
          MudAce ace = withoutPorts(entry.ace());
          aces.putIfAbsent(List.of(ace.peers(), ace.conditions()), ace);
        }
      }
      all.add(new MudAcl(direction + " " + family, family, List.copyOf(aces.values())));
    }
    return all;
  }

  private static MudAce withoutPorts(MudAce ace) {
    List<Condition> conditions =
        ace.conditions().stream()
            .filter(condition -> !(condition instanceof Condition.PortIn))
            .toList();
    return new MudAce(ace.name(), ace.peers(), conditions, ace.verdict(), ace.pointer());
  }
}
