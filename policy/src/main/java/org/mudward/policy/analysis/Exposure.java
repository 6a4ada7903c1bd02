package org.mudward.policy.analysis;

import java.util.List;
import java.util.Locale;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.GroupId;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/**
 * How much a policy opens, as numbers that can be made smaller: how many pairs of a host and a port
 * the device may turn to, and on how many pairs of a host and one of its own ports it may be turned
 * to.
 *
 * <p>A name or a class counts as one host, local networks as 256, a prefix as its addresses, and no
 * peer at all as every address of the family. Rules are added up; what several permit counts
 * several times, what is dropped before is not taken off. Answers to what the other side began do
 * not count, where the rule says so (direction-initiated, RFC 8520 section 8.8).
 *
 * @param reaches pairs of a host and its port that the device may turn to
 * @param reached pairs of a host and a port of the device that this host may turn to
 */
public record Exposure(double reaches, double reached) {
  /** Hosts of an ordinary local network. */
  private static final double LOCAL_HOSTS = 256;

  private static final double ALL_PORTS = 65_536;

  /** TCP, UDP, and one for everything else, that a rule without a protocol permits. */
  private static final double WITHOUT_PROTOCOL = 2 * ALL_PORTS + 1;

  /** What the file's own entries open; baseline and defaults are the same for all. */
  public static Exposure of(DevicePolicy policy) {
    return new Exposure(pairs(policy, Direction.FROM_DEVICE), pairs(policy, Direction.TO_DEVICE));
  }

  private static double pairs(DevicePolicy policy, Direction direction) {
    double sum = 0;
    for (AccessControlList list : policy.lists(direction)) {
      for (Rule rule : list.rules()) {
        sum += rule.verdict() == Verdict.ACCEPT ? pairs(rule, list.family(), direction) : 0;
      }
    }
    return sum;
  }

  private static double pairs(Rule rule, Family family, Direction direction) {
    double hosts = Math.pow(2, family == Family.IPV4 ? 32 : 128);
    double ports = -1;
    int protocol = -1;
    List<Condition> conditions = rule.match().conditions();
    for (Condition condition : conditions) {
      if (condition instanceof Condition.InitiatedBy by && by.initiator() != direction) {
        return 0;
      } else if (condition instanceof Condition.PeerIn peer) {
        hosts = Math.min(hosts, isLocal(peer.group()) ? LOCAL_HOSTS : 1);
      } else if (condition instanceof Condition.AddressIn in && in.end() == direction.peer()) {
        hosts = Math.min(hosts, size(in.prefix()));
      } else if (condition instanceof Condition.PortIn in && in.end() == End.DESTINATION) {
        ports = in.ports().size();
      } else if (condition instanceof Condition.FieldIs is && is.field() == Field.PROTOCOL) {
        protocol = (int) is.value();
      }
    }
    return hosts * (ports >= 0 ? ports : portsOf(protocol));
  }

  private static boolean isLocal(GroupId group) {
    return group.equals(GroupId.LOCAL_NETWORKS)
        || group.equals(GroupId.LOCAL_NETWORKS_AND_MULTICAST);
  }

  private static double size(Prefix prefix) {
    return Math.pow(2, (prefix.family() == Family.IPV4 ? 32 : 128) - prefix.length());
  }

  private static double portsOf(int protocol) {
    return switch (protocol) {
      case -1 -> WITHOUT_PROTOCOL;
      case Protocol.TCP, Protocol.UDP -> ALL_PORTS;
      default -> 1;
    };
  }

  /** Such as {@code reaches 5 (2^2.3) host-port pairs, is reached on 1 (2^0.0)}. */
  @Override
  public String toString() {
    return "reaches %s host-port pairs, is reached on %s".formatted(words(reaches), words(reached));
  }

  private static String words(double pairs) {
    if (pairs == 0) {
      return "0";
    }
    String number =
        pairs < 1e6 ? String.format(Locale.ROOT, "%.0f", pairs) : "some 2^" + bits(pairs);
    return pairs < 1e6 ? number + " (2^" + bits(pairs) + ")" : number;
  }

  private static String bits(double pairs) {
    return String.format(Locale.ROOT, "%.1f", Math.log(pairs) / Math.log(2));
  }
}
