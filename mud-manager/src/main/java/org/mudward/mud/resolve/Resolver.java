package org.mudward.mud.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.Peer;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.GroupId;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Rule;

/**
 * Turns what a manufacturer said into rules (RFC 8520 section 4). Whoever is at the other end
 * becomes the name of a group; who belongs to it is left to {@link Groups}.
 */
public final class Resolver {
  private Resolver() {}

  /**
   * The policy of a file.
   *
   * @param id the policy's name in a snapshot
   * @param url the URL that its devices emit; {@code same-manufacturer} is about its host and port
   */
  public static DevicePolicy policy(MudFile file, String id, MudUrl url) {
    return new DevicePolicy(
        id,
        url.text(),
        lists(file.fromDevice(), Direction.FROM_DEVICE, url),
        lists(file.toDevice(), Direction.TO_DEVICE, url));
  }

  private static List<AccessControlList> lists(List<MudAcl> acls, Direction direction, MudUrl url) {
    List<AccessControlList> lists = new ArrayList<>();
    for (MudAcl acl : acls) {
      List<Rule> rules = acl.aces().stream().map(ace -> rule(acl, ace, direction, url)).toList();
      lists.add(new AccessControlList(acl.name(), acl.family(), rules));
    }
    return lists;
  }

  private static Rule rule(MudAcl acl, MudAce ace, Direction direction, MudUrl url) {
    List<Condition> conditions = new ArrayList<>(ace.conditions());
    for (Peer peer : ace.peers()) {
      conditions.add(new Condition.PeerIn(group(peer, direction, url)));
    }
    return new Rule(
        new Origin(url.text(), acl.name(), ace.name()),
        new Match(acl.family(), conditions),
        ace.verdict());
  }

  private static GroupId group(Peer peer, Direction direction, MudUrl url) {
    if (peer instanceof Peer.Manufacturer manufacturer) {
      return new GroupId("manufacturer:" + name(manufacturer.host()));
    }
    if (peer instanceof Peer.SameManufacturer) {
      return new GroupId("same-manufacturer:" + url.host() + ":" + url.port());
    }
    if (peer instanceof Peer.Model model) {
      return new GroupId("model:" + model.mudUrl());
    }
    if (peer instanceof Peer.LocalNetworks) {
      return direction == Direction.FROM_DEVICE
          ? GroupId.LOCAL_NETWORKS_AND_MULTICAST
          : GroupId.LOCAL_NETWORKS;
    }
    if (peer instanceof Peer.Controller controller) {
      return GroupId.controller(controller.classUri());
    }
    if (peer instanceof Peer.MyController) {
      return new GroupId("my-controller:" + url.text());
    }
    return new GroupId("dns:" + name(((Peer.DnsName) peer).name()));
  }

  /** A name as names are compared: in lower case, without the final dot. */
  static String name(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
