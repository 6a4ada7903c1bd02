package org.mudward.mud;

import java.util.List;
import org.mudward.policy.Condition;
import org.mudward.policy.Verdict;

/**
 * One access control entry of a MUD file, as read: what needs the network is still a {@link Peer}.
 *
 * @param name unique in its list
 * @param peers all must hold
 * @param conditions what needs no network to be understood
 * @param verdict accept, drop or reject
 * @param pointer its place in the file (RFC 6901)
 */
public record MudAce(
    String name, List<Peer> peers, List<Condition> conditions, Verdict verdict, String pointer) {
  public MudAce {
    peers = List.copyOf(peers);
    conditions = List.copyOf(conditions);
  }
}
