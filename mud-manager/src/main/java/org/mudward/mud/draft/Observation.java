package org.mudward.mud.draft;

import java.util.List;
import org.mudward.policy.observe.Conversation;

/**
 * A conversation, and by which names the device knew its peer.
 *
 * @param names each once; none if nothing explains the address
 */
public record Observation(Conversation conversation, List<NamedBy> names) {
  public Observation {
    names = List.copyOf(names);
  }
}
