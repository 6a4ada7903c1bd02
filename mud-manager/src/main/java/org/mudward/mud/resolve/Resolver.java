package org.mudward.mud.resolve;

import java.util.ArrayList;
import java.util.List;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.Peer;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Rule;

/**
 * Turns what a manufacturer wrote into rules that do not change with the network.
 *
 * <p>Peers become names of groups; who belongs to them is {@link Groups}' affair and may change
 * every minute. One entry becomes one rule, in document order; none, if it has to be left out.
 */
public final class Resolver {
  private Resolver() {}

  /**
   * The policy of the devices that emit a URL.
   *
   * @param policyId names it within a snapshot
   * @param url what the devices emit; the classes that speak of "this" maker or device use it, and
   *     origins show it
   */
  public static DevicePolicy policy(MudFile file, String policyId, MudUrl url) {
    return new DevicePolicy(
        policyId,
        url.text(),
        lists(file.fromDevice(), url, Direction.FROM_DEVICE),
        lists(file.toDevice(), url, Direction.TO_DEVICE));
  }

  private static List<AccessControlList> lists(List<MudAcl> acls, MudUrl url, Direction direction) {
    return acls.stream()
        .map(
            acl ->
                new AccessControlList(
                    acl.name(),
                    acl.family(),
                    acl.aces().stream()
                        .filter(MudAce::isRule)
                        .map(ace -> rule(acl, ace, url, direction))
                        .toList()))
        .toList();
  }

  private static Rule rule(MudAcl acl, MudAce ace, MudUrl url, Direction direction) {
    return new Rule(
        new Origin(url.text(), acl.name(), ace.name()),
        match(acl.family(), ace, url, direction),
        ace.verdict());
  }

  private static Match match(Family family, MudAce ace, MudUrl url, Direction direction) {
    List<Condition> conditions = new ArrayList<>(ace.conditions());
    for (Peer peer : ace.peers()) {
      conditions.add(new Condition.PeerIn(GroupKind.of(peer, url, direction)));
    }
    return new Match(family, conditions);
  }
}
