package org.mudward.policy.oracle;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Baseline;
import org.mudward.policy.Condition;
import org.mudward.policy.Decision;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.Ruling;
import org.mudward.policy.Verdict;

/**
 * What happens to a frame, written a second time from the description alone.
 *
 * <p>It shares only the plain values with {@link PolicySnapshot#decide}: it parses the frame
 * itself, asks the conditions itself, and has its own baseline and defaults. A truth is a {@code
 * Boolean}; null is unknown.
 */
public final class NaiveDecision {
  private static final Set<Integer> NEIGHBOUR_DISCOVERY = Set.of(133, 134, 135, 136);
  private static final Set<Integer> LISTENER_DISCOVERY = Set.of(130, 131, 132, 143);

  private final PolicySnapshot snapshot;
  private final NaiveFrame frame;

  private NaiveDecision(PolicySnapshot snapshot, NaiveFrame frame) {
    this.snapshot = snapshot;
    this.frame = frame;
  }

  /** Judges a frame of which perhaps not all octets were captured. */
  public static Decision of(PolicySnapshot snapshot, byte[] frame, int wireLength) {
    NaiveDecision decision = new NaiveDecision(snapshot, new NaiveFrame(frame, wireLength));
    return new Decision(
        decision.ruling(decision.frame.source, Direction.FROM_DEVICE),
        decision.ruling(decision.frame.destination, Direction.TO_DEVICE));
  }

  private @Nullable Ruling ruling(@Nullable MacAddress party, Direction direction) {
    String policy = policyOf(party);
    if (policy == null) {
      return null;
    }
    String infrastructure = baseline(direction);
    if (infrastructure != null) {
      return new Ruling(Verdict.ACCEPT, Origin.baseline(infrastructure));
    }
    DevicePolicy said = snapshot.policies().get(policy);
    List<AccessControlList> lists =
        direction == Direction.FROM_DEVICE ? said.fromDevice() : said.toDevice();
    for (AccessControlList list : lists) {
      for (Rule rule : list.rules()) {
        if (decides(rule, direction)) {
          return new Ruling(rule.verdict(), rule.origin());
        }
      }
    }
    if (service(direction, 53, GroupId.DNS)) {
      return new Ruling(Verdict.ACCEPT, Origin.defaults("dns"));
    }
    if (service(direction, 123, GroupId.NTP)) {
      return new Ruling(Verdict.ACCEPT, Origin.defaults("ntp"));
    }
    return new Ruling(Verdict.DROP, Origin.NO_MATCH);
  }

  private @Nullable String policyOf(@Nullable MacAddress party) {
    if (party == null) {
      return null;
    }
    Device device = snapshot.devices().get(party);
    if (device != null) {
      return device.policy();
    }
    return party.isMulticast() || party.equals(snapshot.gateway())
        ? null
        : snapshot.unknownPolicy();
  }

  private @Nullable String baseline(Direction direction) {
    boolean dhcp4 =
        direction == Direction.FROM_DEVICE
            ? udp(68, 67)
                && (IpAddress.parse("255.255.255.255").equals(frame.address(End.DESTINATION))
                    || peerIn(GroupId.DHCP_SERVERS, direction))
            : udp(67, 68) && peerIn(GroupId.DHCP_SERVERS, direction);
    boolean dhcp6 =
        direction == Direction.FROM_DEVICE
            ? udp(546, 547)
                && (IpAddress.parse("ff02::1:2").equals(frame.address(End.DESTINATION))
                    || peerIn(GroupId.DHCP_SERVERS, direction))
            : udp(547, 546) && peerIn(GroupId.DHCP_SERVERS, direction);
    if (on(Baseline.ARP) && isType(0x0806)) {
      return "arp";
    }
    if (on(Baseline.EAPOL) && isType(0x888E)) {
      return "eapol";
    }
    if (on(Baseline.LLDP) && isType(0x88CC)) {
      return "lldp";
    }
    if (on(Baseline.DHCPV4) && isType(0x0800) && dhcp4) {
      return "dhcpv4";
    }
    if (on(Baseline.DHCPV6) && isType(0x86DD) && dhcp6) {
      return "dhcpv6";
    }
    if (on(Baseline.ND) && icmp6(NEIGHBOUR_DISCOVERY)) {
      return "nd";
    }
    return on(Baseline.MLD) && icmp6(LISTENER_DISCOVERY) ? "mld" : null;
  }

  private boolean on(Baseline part) {
    return snapshot.baseline().contains(part);
  }

  private boolean isType(int type) {
    return frame.etherType != null && frame.etherType == type;
  }

  private boolean icmp6(Set<Integer> types) {
    Long type = frame.transport(0, 8);
    return isType(0x86DD)
        && Boolean.TRUE.equals(frame.carries(58))
        && type != null
        && types.contains(type.intValue());
  }

  private boolean udp(int from, int to) {
    return isUdp()
        && Long.valueOf(from).equals(frame.transport(0, 16))
        && Long.valueOf(to).equals(frame.transport(16, 16));
  }

  private boolean isUdp() {
    return Boolean.TRUE.equals(frame.carries(17));
  }

  private boolean service(Direction direction, long port, GroupId hosts) {
    int bit = direction == Direction.FROM_DEVICE ? 16 : 0;
    return isUdp()
        && Long.valueOf(port).equals(frame.transport(bit, 16))
        && peerIn(hosts, direction);
  }

  private boolean decides(Rule rule, Direction direction) {
    Match match = rule.match();
    if (!frame.isIp() || match.family() != frame.family) {
      return false;
    }
    boolean unknown = false;
    for (Condition condition : match.conditions()) {
      Boolean holds = holds(condition, direction);
      if (holds == null) {
        unknown = true;
      } else if (!holds) {
        return false;
      }
    }
    return !unknown || rule.verdict() != Verdict.ACCEPT;
  }

  private @Nullable Boolean holds(Condition condition, Direction direction) {
    if (condition instanceof Condition.PeerIn peer) {
      return peerIn(peer.group(), direction);
    }
    if (condition instanceof Condition.AddressIn address) {
      return contains(address.prefix(), frame.address(address.end()));
    }
    if (condition instanceof Condition.PortIn port) {
      return portIn(port);
    }
    if (condition instanceof Condition.FieldIs is) {
      return fieldIs(is);
    }
    if (condition instanceof Condition.TcpOptions options) {
      return options(HexFormat.of().parseHex(options.hex()));
    }
    if (condition instanceof Condition.IcmpRest rest) {
      return icmpRest(HexFormat.of().parseHex(rest.hex()));
    }
    if (condition instanceof Condition.InitiatedBy by) {
      return initiatedBy(by.initiator(), direction);
    }
    throw new AssertionError("what is " + condition);
  }

  private @Nullable Boolean portIn(Condition.PortIn condition) {
    Boolean tcp = frame.carries(6);
    Boolean udp = frame.carries(17);
    if (Boolean.FALSE.equals(tcp) && Boolean.FALSE.equals(udp)) {
      return false;
    }
    Long port = frame.transport(condition.end() == End.SOURCE ? 0 : 16, 16);
    return port == null
        ? null
        : (Boolean)
            condition.ports().ranges().stream()
                .anyMatch(range -> range.low() <= port && port <= range.high());
  }

  private @Nullable Boolean fieldIs(Condition.FieldIs condition) {
    Boolean there = frame.has(condition.field().layer());
    if (there == null || !there) {
      return there;
    }
    Long value = frame.value(condition.field());
    return value == null ? null : (Boolean) ((value & condition.mask()) == condition.value());
  }

  private @Nullable Boolean options(byte[] wanted) {
    Boolean tcp = frame.carries(6);
    if (tcp == null || !tcp) {
      return tcp;
    }
    Long words = frame.value(Field.TCP_DATA_OFFSET);
    if (words == null) {
      return null;
    }
    int end = words.intValue() * 4;
    if (end != 20 + wanted.length) {
      return false;
    }
    if (wanted.length == 0) {
      return true;
    }
    return end > frame.body.length
        ? null
        : (Boolean) Arrays.equals(Arrays.copyOfRange(frame.body, 20, end), wanted);
  }

  private @Nullable Boolean icmpRest(byte[] wanted) {
    Boolean icmp = frame.has(Field.Layer.ICMP);
    if (icmp == null || !icmp) {
      return icmp;
    }
    if (frame.later || frame.body.length < 4 + wanted.length) {
      return null;
    }
    return Arrays.equals(Arrays.copyOfRange(frame.body, 4, 4 + wanted.length), wanted);
  }

  private @Nullable Boolean initiatedBy(Direction initiator, Direction direction) {
    Boolean tcp = frame.carries(6);
    if (tcp == null || !tcp || initiator == direction) {
      return tcp;
    }
    Long flags = frame.value(Field.TCP_FLAGS);
    return flags == null ? null : (Boolean) ((flags & 0x12) != 0x02);
  }

  private boolean peerIn(GroupId id, Direction direction) {
    End end = direction == Direction.FROM_DEVICE ? End.DESTINATION : End.SOURCE;
    MacAddress mac = end == End.SOURCE ? frame.source : frame.destination;
    IpAddress address = frame.address(end);
    Group group = snapshot.groups().get(id);
    if (address == null || mac == null || group == null) {
      return false;
    }
    if (group instanceof Group.Addresses hosts) {
      return hosts.prefixes().stream().anyMatch(prefix -> contains(prefix, address));
    }
    Set<MacAddress> members = ((Group.Devices) group).members();
    return members.contains(mac)
        || (mac.equals(snapshot.gateway())
            && members.stream().anyMatch(member -> holdsAddress(member, address)));
  }

  private boolean holdsAddress(MacAddress member, IpAddress address) {
    Device device = snapshot.devices().get(member);
    return device != null && device.addresses().contains(address);
  }

  private static boolean contains(Prefix prefix, @Nullable IpAddress address) {
    if (address == null || address.family() != prefix.family()) {
      return false;
    }
    byte[] block = prefix.address().octets();
    byte[] octets = address.octets();
    for (int bit = 0; bit < prefix.length(); bit++) {
      int shift = 7 - bit % 8;
      if ((block[bit / 8] >> shift & 1) != (octets[bit / 8] >> shift & 1)) {
        return false;
      }
    }
    return true;
  }
}
