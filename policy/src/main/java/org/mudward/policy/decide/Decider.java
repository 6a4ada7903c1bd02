package org.mudward.policy.decide;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Decision;
import org.mudward.policy.Device;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Membership;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;

/**
 * A snapshot prepared for many packets: gives the answers of {@link PolicySnapshot#decide}, in a
 * time that hardly grows with the number of rules.
 *
 * <p>Immutable. Making one costs as much as deciding some thousand packets.
 */
public final class Decider {
  /** The number of a party that is listed and has no policy. */
  private static final int LEFT_ALONE = 0;

  private static final int SYN = 0x02;

  /**
   * Changed groups of addresses that wait to be put into a snapshot. That costs a list of all
   * groups, and packets that show their ports are judged without it.
   */
  private static final int MAX_WAITING = 32;

  /** What holds but for the groups that wait. */
  private final PolicySnapshot base;

  private final long revision;

  /** Groups of addresses with other members than in the base. */
  private final Map<GroupId, Group> waiting;

  /** Made when it is asked for first; whoever makes it makes the same. */
  private @Nullable PolicySnapshot snapshot;

  private final MacTable parties;
  private final List<Sides> policies = new ArrayList<>();
  private final int unknown;
  private final int changes;

  /**
   * The two directions of a policy.
   *
   * @param changed after how many changes of groups it became what it is
   */
  private record Sides(RuleIndex from, RuleIndex to, int changed) {}

  private Decider(PolicySnapshot snapshot) {
    base = snapshot;
    revision = snapshot.revision();
    waiting = Map.of();
    this.snapshot = snapshot;
    changes = 0;
    Map<String, Integer> numbers = new HashMap<>();
    Map<MacAddress, Integer> devices = new HashMap<>();
    for (Device device : snapshot.devices().values()) {
      String policy = device.policy();
      devices.put(device.mac(), policy == null ? LEFT_ALONE : number(policy, numbers));
    }
    parties = new MacTable(devices);
    String policy = snapshot.unknownPolicy();
    unknown = policy == null ? LEFT_ALONE : number(policy, numbers);
  }

  /** The other after some groups have other members. */
  private Decider(Decider other, long revision, Collection<Group> changed) {
    this.revision = revision;
    // Who belongs to a group of devices is not in the tables.
    boolean addresses = true;
    Map<GroupId, Group> more = new HashMap<>(other.waiting);
    for (Group group : changed) {
      addresses &= group instanceof Group.Addresses;
      more.put(group.id(), group);
    }
    if (addresses && more.size() <= MAX_WAITING) {
      base = other.base;
      waiting = more;
    } else {
      base = other.base.withGroups(revision, more.values());
      waiting = Map.of();
      snapshot = base;
    }
    parties = other.parties;
    unknown = other.unknown;
    changes = other.changes + 1;
    for (Sides sides : other.policies) {
      RuleIndex from = sides.from().with(changed);
      RuleIndex to = sides.to().with(changed);
      boolean same = addresses && from == sides.from() && to == sides.to();
      policies.add(same ? sides : new Sides(from, to, changes));
    }
  }

  private int number(String policy, Map<String, Integer> numbers) {
    Integer known = numbers.get(policy);
    if (known == null) {
      policies.add(
          new Sides(index(policy, Direction.FROM_DEVICE), index(policy, Direction.TO_DEVICE), 0));
      known = policies.size();
      numbers.put(policy, known);
    }
    return known;
  }

  private RuleIndex index(String policy, Direction direction) {
    return new RuleIndex(base.rules(policy, direction), direction, base.groups());
  }

  /** Prepares a snapshot. */
  public static Decider of(PolicySnapshot snapshot) {
    return new Decider(snapshot);
  }

  /**
   * The snapshot that this one decides by; the first call after a change costs a list of groups.
   */
  public PolicySnapshot snapshot() {
    PolicySnapshot made = snapshot;
    if (made == null) {
      made = base.withGroups(revision, waiting.values());
      snapshot = made;
    }
    return made;
  }

  /** Knows the members of groups of devices as they are; not those of groups of addresses. */
  Membership devices() {
    return base;
  }

  /** That of the snapshot. */
  public long revision() {
    return revision;
  }

  /** Whether the snapshot has this group. */
  public boolean knows(GroupId group) {
    return base.groups().containsKey(group) || waiting.containsKey(group);
  }

  /**
   * The same after these groups have other members. Costs what came to them and a list of all
   * policies; as much as a new one where a network came, or a host went.
   *
   * @throws IllegalArgumentException if a group of addresses becomes one of devices, or the reverse
   */
  public Decider withGroups(long revision, Collection<Group> changed) {
    for (Group group : changed) {
      Group before = base.groups().get(group.id());
      if ((before instanceof Group.Devices) != (group instanceof Group.Devices)) {
        throw new IllegalArgumentException("not of the kind that it was: " + group.id());
      }
    }
    return new Decider(this, revision, changed);
  }

  /** What happens to a frame, and why. */
  public Decision decide(Packet packet) {
    if (!packet.isEthernet()) {
      return Decision.NONE;
    }
    Sides sender = policyOf(packet.sourceMac());
    Sides receiver = policyOf(packet.destinationMac());
    if (sender == null) {
      if (receiver == null) {
        return Decision.NONE;
      }
      return receiver.to().alone(receiver.to().first(packet, this));
    }
    int sent = sender.from().first(packet, this);
    if (receiver == null) {
      return sender.from().alone(sent);
    }
    int received = receiver.to().first(packet, this);
    return new Decision(sender.from().ruling(sent), receiver.to().ruling(received));
  }

  /**
   * Whether a packet shows its ends, which are MAC addresses, family, addresses, protocol and
   * ports, and if it is a TCP segment also that it opens no connection.
   */
  public static boolean showsEnds(Packet packet) {
    int flags = packet.protocol() == Protocol.TCP ? packet.tcpFlags() : 0;
    return flags >= 0
        && (flags & SYN) == 0
        && packet.port(End.DESTINATION) >= 0
        && packet.isEthernet();
  }

  /** Whether all packets that show the ends of this one get its decision. */
  public boolean isByEnds(Packet packet) {
    if (!showsEnds(packet)) {
      return false;
    }
    Sides sender = policyOf(packet.sourceMac());
    Sides receiver = policyOf(packet.destinationMac());
    return (sender == null || sender.from().isByEnds(packet))
        && (receiver == null || receiver.to().isByEnds(packet));
  }

  /** How often groups had changed when this one came about, by {@link #withGroups}. */
  public int changes() {
    return changes;
  }

  /**
   * Whether a party rules as it did then: no group that it asks about has other members since.
   *
   * @param party as {@link #party} says
   * @param then how many changes there had been
   */
  public boolean isAsAfter(int then, int party) {
    return party == LEFT_ALONE || policies.get(party - 1).changed() <= then;
  }

  /** The number of the policy of an address, which stays the same when groups change. */
  public int party(long mac) {
    int number = parties.get(mac);
    if (number >= LEFT_ALONE) {
      return number;
    }
    boolean left = unknown == LEFT_ALONE || !base.isUnknown(new MacAddress(mac));
    return left ? LEFT_ALONE : unknown;
  }

  /** Whether frames between these addresses have no party with a policy. */
  public boolean isNobodys(long sourceMac, long destinationMac) {
    return party(sourceMac) == LEFT_ALONE && party(destinationMac) == LEFT_ALONE;
  }

  private @Nullable Sides policyOf(long mac) {
    int party = party(mac);
    return party == LEFT_ALONE ? null : policies.get(party - 1);
  }
}
