package org.mudward.mud.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;

/**
 * The groups of names as the answers in a capture fill them: an address that was behind a name once
 * stays behind it, because nothing tells how long a device goes on using it.
 *
 * <p>Costs nothing for answers that say nothing new, which most do. Confined to one thread.
 */
public final class SeenNames {
  /** No name has more in a capture that is not made to fill the memory; more do not count. */
  public static final int MAX_ADDRESSES = 4096;

  private final Map<String, Group.Addresses> groups = new HashMap<>();
  private final Set<String> full = new TreeSet<>();

  /**
   * @param groups all of a snapshot; those of names are filled on
   */
  public SeenNames(Collection<Group> groups) {
    add(groups);
  }

  /** From now on names of another snapshot are filled on, too. */
  public void add(Collection<Group> more) {
    for (Group group : more) {
      GroupId id = group.id();
      if (group instanceof Group.Addresses hosts
          && GroupKind.DNS_NAME.names(id)
          && HostNames.isAskable(GroupKind.DNS_NAME.value(id))) {
        groups.putIfAbsent(GroupKind.DNS_NAME.value(id), hosts);
      }
    }
  }

  /** A snapshot with what answers have told so far of the names that it asks for. */
  public PolicySnapshot fill(PolicySnapshot snapshot) {
    List<Group.Addresses> own =
        groups.values().stream().filter(g -> snapshot.groups().containsKey(g.id())).toList();
    return snapshot.withGroups(snapshot.revision(), own);
  }

  /**
   * Takes what an answer says; addresses that a public name cannot have are left out.
   *
   * @param answer addresses by name, in lower case without final dot
   * @return the groups that have other members now
   */
  public List<Group> answered(Map<String, Set<IpAddress>> answer) {
    List<Group> changed = new ArrayList<>();
    answer.forEach(
        (name, addresses) -> {
          Group.Addresses group = groups.get(name);
          if (group != null) {
            Set<Prefix> more = more(name, group, addresses);
            if (!more.isEmpty()) {
              more.addAll(group.prefixes());
              Group.Addresses next = new Group.Addresses(group.id(), more);
              groups.put(name, next);
              changed.add(next);
            }
          }
        });
    return changed;
  }

  private Set<Prefix> more(String name, Group.Addresses group, Set<IpAddress> addresses) {
    Set<Prefix> more = new HashSet<>();
    for (IpAddress address : addresses) {
      Prefix host = Prefix.of(address);
      if (!group.prefixes().contains(host) && AnswerFilter.accepts(address)) {
        if (group.prefixes().size() + more.size() < MAX_ADDRESSES) {
          more.add(host);
        } else {
          full.add(name);
        }
      }
    }
    return more;
  }

  /** The names that had more addresses than count, in order. */
  public Set<String> full() {
    return full;
  }
}
