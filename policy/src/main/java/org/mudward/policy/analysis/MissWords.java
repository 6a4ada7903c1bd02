package org.mudward.policy.analysis;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;

/** What a packet has where a condition wants something else, in words. */
final class MissWords {
  /** A group of more members is said by its first ones and their number. */
  private static final int LISTED = 3;

  private MissWords() {}

  /** Such as {@code destination port: 80, wanted 443}. */
  static String of(
      Condition condition, Packet packet, Direction direction, PolicySnapshot snapshot) {
    if (condition instanceof Condition.PortIn port) {
      String found = number(packet.port(port.end()));
      return "%s port: %s, wanted %s".formatted(port.end(), found, RuleWords.ports(port.ports()));
    }
    if (condition instanceof Condition.PeerIn peer) {
      return "peer: %s, wanted %s"
          .formatted(end(packet, direction.peer()), group(peer.group(), snapshot));
    }
    if (condition instanceof Condition.AddressIn at) {
      return "%s address: %s, wanted %s"
          .formatted(at.end(), address(packet, at.end()), RuleWords.prefix(at.prefix()));
    }
    if (condition instanceof Condition.InitiatedBy by) {
      boolean tcp = packet.protocol() == Protocol.TCP;
      String found = tcp ? "the other side opens it, or its flags are hidden" : "no TCP";
      return "direction-initiated: %s, wanted %s".formatted(found, by.initiator());
    }
    if (condition instanceof Condition.FieldIs is) {
      return field(is, packet);
    }
    return condition + ": not what the packet has, or not shown";
  }

  private static String field(Condition.FieldIs is, Packet packet) {
    Field field = is.field();
    long found = packet.field(field);
    if (field == Field.PROTOCOL && is.mask() == field.mask() && found >= 0) {
      return "protocol: %s, wanted %s"
          .formatted(Protocol.name((int) found), Protocol.name((int) is.value()));
    }
    String masked = is.mask() == field.mask() ? "" : " in the bits " + is.mask();
    return "%s: %s, wanted %d%s".formatted(field.node(), number(found), is.value(), masked);
  }

  private static String number(long found) {
    if (found == Packet.UNKNOWN) {
      return "not shown";
    }
    return found < 0 ? "none" : Long.toString(found);
  }

  /** By address, and where there is none, on the link. */
  private static String end(Packet packet, End end) {
    return packet.family() == null
        ? new MacAddress(packet.mac(end)).toString()
        : address(packet, end);
  }

  private static String address(Packet packet, End end) {
    var family = packet.family();
    return family == null
        ? "none"
        : new IpAddress(family, packet.addressHigh(end), packet.addressLow(end)).toString();
  }

  private static String group(GroupId id, PolicySnapshot snapshot) {
    Group group = snapshot.groups().get(id);
    if (group instanceof Group.Addresses hosts) {
      return id + members(hosts.prefixes().stream().sorted().map(RuleWords::prefix).toList());
    }
    if (group instanceof Group.Devices devices) {
      return id + members(devices.members().stream().sorted().map(Object::toString).toList());
    }
    return id.text();
  }

  private static String members(Collection<String> members) {
    if (members.isEmpty()) {
      return " (nobody at the moment)";
    }
    String listed = members.stream().limit(LISTED).collect(Collectors.joining(", "));
    int more = members.size() - LISTED;
    return " (" + listed + (more > 0 ? " and " + more + " more" : "") + ")";
  }

  /** All that was missed, in one line, as a person asks for it. */
  static String line(List<String> reasons, boolean tooLate) {
    if (tooLate) {
      return "all of it, but an entry before it decides";
    }
    return "all but " + String.join("; ", reasons);
  }

  /**
   * Such as {@code ... would be allowed by from/cloud if not for destination port: 80, wanted 443}.
   */
  static String suggestion(String traffic, Origin origin, List<String> reasons) {
    String but = reasons.isEmpty() ? "an entry before it" : String.join("; ", reasons);
    return traffic + " would be allowed by " + origin + " if not for " + but;
  }
}
