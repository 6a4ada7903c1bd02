package org.mudward.mud.draft;

import java.util.List;
import org.mudward.policy.observe.Conversation;

/**
 * What an entry of a draft rests on.
 *
 * @param conversations the first of them
 * @param count how many there were
 * @param frames this way
 * @param connections that were opened, of TCP
 * @param firstFrame the number of the first frame
 * @param firstMicros when that was, or {@link Conversation#NO_TIME}
 * @param lastMicros when the last was
 * @param names what speaks for the name in the entry; none if there is no name in it
 */
public record Evidence(
    List<Conversation> conversations,
    int count,
    long frames,
    long connections,
    long firstFrame,
    long firstMicros,
    long lastMicros,
    List<NamedBy> names) {
  public Evidence {
    conversations = List.copyOf(conversations);
    names = List.copyOf(names);
  }
}
