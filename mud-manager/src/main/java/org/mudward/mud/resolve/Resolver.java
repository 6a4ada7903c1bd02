package org.mudward.mud.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.Peer;
import org.mudward.mud.learn.Sighting.Strength;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.tls.TlsProfiles;

/**
 * Turns what a manufacturer wrote into rules that do not change with the network.
 *
 * <p>Peers become names of groups; who belongs to them is {@link Groups}' affair and may change
 * every minute. One entry becomes one rule, in document order; none, if it has to be left out.
 */
public final class Resolver {
  private Resolver() {}

  /**
   * The policy of the devices for whose URL somebody vouches, as the operator of a site does.
   *
   * @param policyId names it within a snapshot
   * @param url what the devices emit; the classes that speak of "this" maker or device use it, and
   *     origins show it
   */
  public static DevicePolicy policy(MudFile file, String policyId, MudUrl url) {
    return policy(file, policyId, url, Strength.STRONG);
  }

  /**
   * The policy of the devices that emit a URL.
   *
   * @param strength what vouches for the URL; its classes have no members of another strength
   */
  public static DevicePolicy policy(MudFile file, String policyId, MudUrl url, Strength strength) {
    return new DevicePolicy(
        policyId,
        url.text(),
        new Side(url, strength, Direction.FROM_DEVICE, MudAce::isRule).lists(file.fromDevice()),
        new Side(url, strength, Direction.TO_DEVICE, MudAce::isRule).lists(file.toDevice()));
  }

  /**
   * What the policy would be if entries that are narrowed to (D)TLS sessions accepted sessions of
   * every kind: never to be enforced, but to tell which entry a session belongs to.
   *
   * @param policyId names it within a snapshot
   */
  public static DevicePolicy widened(MudFile file, String policyId, MudUrl url) {
    return new DevicePolicy(
        policyId,
        url.text(),
        new Side(url, Strength.STRONG, Direction.FROM_DEVICE, ace -> true).lists(file.fromDevice()),
        new Side(url, Strength.STRONG, Direction.TO_DEVICE, ace -> true).lists(file.toDevice()));
  }

  /** The profiles of the entries by which a device may open (D)TLS sessions, by entry. */
  public static Map<Origin, TlsProfiles> profiles(MudFile file, MudUrl url) {
    Map<Origin, TlsProfiles> profiles = new HashMap<>();
    for (MudAcl acl : file.fromDevice()) {
      for (MudAce ace : acl.aces()) {
        if (ace.verdict() == Verdict.ACCEPT) {
          ace.profiles().ifPresent(found -> profiles.put(origin(url, acl, ace), found));
        }
      }
    }
    return profiles;
  }

  private static Origin origin(MudUrl url, MudAcl acl, MudAce ace) {
    return new Origin(url.text(), acl.name(), ace.name());
  }

  /**
   * What stays of a device's policy when it is put into quarantine: the entries that its file names
   * for that, and whatever does not accept. Empty if the file does not say.
   *
   * @param policyId names it within a snapshot
   */
  public static Optional<DevicePolicy> quarantined(
      DevicePolicy policy, String policyId, MudFile file) {
    Set<String> staying = file.quarantineAces();
    return staying == null
        ? Optional.empty()
        : Optional.of(
            new DevicePolicy(
                policyId,
                policy.mudUrl(),
                staying(policy.fromDevice(), staying),
                staying(policy.toDevice(), staying)));
  }

  private static List<AccessControlList> staying(List<AccessControlList> lists, Set<String> names) {
    return lists.stream()
        .map(
            list ->
                list.withRules(
                    list.rules().stream()
                        .filter(
                            rule ->
                                rule.verdict() != Verdict.ACCEPT
                                    || names.contains(rule.origin().ace()))
                        .toList()))
        .toList();
  }

  /** One of the two directions of a device's policy. */
  private record Side(MudUrl url, Strength strength, Direction direction, Predicate<MudAce> taken) {
    List<AccessControlList> lists(List<MudAcl> acls) {
      return acls.stream()
          .map(
              acl ->
                  new AccessControlList(
                      acl.name(),
                      acl.family(),
                      acl.aces().stream().filter(taken).map(ace -> rule(acl, ace)).toList(),
                      acl.rate()))
          .toList();
    }

    private Rule rule(MudAcl acl, MudAce ace) {
      return new Rule(origin(url, acl, ace), match(acl.family(), ace), ace.verdict());
    }

    private Match match(Family family, MudAce ace) {
      List<Condition> conditions = new ArrayList<>(ace.conditions());
      for (Peer peer : ace.peers()) {
        conditions.add(new Condition.PeerIn(GroupKind.of(peer, url, strength, direction)));
      }
      return new Match(family, conditions);
    }
  }
}
