package org.mudward.policy.flow;

import java.util.SortedSet;
import org.mudward.policy.GroupId;

/** The content of a class as a text that no two sets of groups share. */
final class GroupSets {
  private GroupSets() {}

  /** Each name with its length before it, so that no name can imitate a boundary. */
  static String text(SortedSet<GroupId> groups) {
    StringBuilder text = new StringBuilder();
    for (GroupId group : groups) {
      text.append(group.text().length()).append(':').append(group.text()).append(',');
    }
    return text.toString();
  }
}
