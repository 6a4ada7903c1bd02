package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;

/** What a rule speaks of, in words that a person can agree to. */
final class RuleWords {
  private RuleWords() {}

  /** Such as {@code TCP over IPv4 to dns:api.example.com, its port 443, opened by the device}. */
  static String of(Rule rule, Direction direction) {
    List<Condition> conditions = rule.match().conditions();
    List<String> rest = new ArrayList<>();
    String protocol = "anything";
    List<String> peers = new ArrayList<>();
    for (Condition condition : conditions) {
      if (condition instanceof Condition.PeerIn peer) {
        peers.add(peer.group().text());
      } else if (condition instanceof Condition.AddressIn address
          && address.end() == direction.peer()) {
        peers.add(prefix(address.prefix()));
      } else if (isProtocol(condition)) {
        protocol =
            Protocol.name((int) ((Condition.FieldIs) condition).value()).toUpperCase(Locale.ROOT);
      } else {
        rest.add(words(condition, direction));
      }
    }
    var family = rule.match().family();
    String over = family == null ? "" : " over " + family(family);
    String way = direction == Direction.FROM_DEVICE ? " to " : " from ";
    String peer = peers.isEmpty() ? "any host" : String.join(" and ", peers);
    return protocol
        + over
        + way
        + peer
        + rest.stream().map(words -> ", " + words).collect(Collectors.joining());
  }

  /** A single host without the length. */
  static String prefix(Prefix prefix) {
    boolean host = prefix.address().equals(prefix.last());
    return host ? prefix.address().toString() : prefix.toString();
  }

  static String family(Family family) {
    return family == Family.IPV4 ? "IPv4" : "IPv6";
  }

  private static boolean isProtocol(Condition condition) {
    return condition instanceof Condition.FieldIs is
        && is.field() == Field.PROTOCOL
        && is.mask() == Field.PROTOCOL.mask();
  }

  private static String words(Condition condition, Direction direction) {
    if (condition instanceof Condition.PortIn port) {
      String whose = port.end() == direction.peer() ? "its port " : "the device's port ";
      return whose + ports(port.ports());
    }
    if (condition instanceof Condition.InitiatedBy by) {
      return by.initiator() == Direction.FROM_DEVICE ? "opened by the device" : "opened by it";
    }
    if (condition instanceof Condition.FieldIs is
        && is.field().layer() == Field.Layer.ETHERNET
        && is.field() != Field.ETHERTYPE) {
      return is.field().node() + " " + new MacAddress(is.value());
    }
    return condition.toString();
  }

  static String ports(PortSet ports) {
    return ports.ranges().stream().map(PortRange::toString).collect(Collectors.joining(" or "));
  }
}
