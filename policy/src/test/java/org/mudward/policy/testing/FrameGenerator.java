package org.mudward.policy.testing;

import static org.mudward.policy.testing.Pools.any;
import static org.mudward.policy.testing.Pools.chance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortRange;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;

/**
 * Random frames for a snapshot. First a plan that fits some rule of a party, then chance changes a
 * few things, then the frame is built and sometimes damaged.
 */
final class FrameGenerator {
  private final Random random;
  private long frames;

  FrameGenerator(Random random) {
    this.random = random;
  }

  /** What a frame is to have, before it is built. */
  private static final class Plan {
    private MacAddress from = Pools.GATEWAY;
    private MacAddress to = Pools.GATEWAY;
    private @Nullable Family family;
    private @Nullable IpAddress source;
    private @Nullable IpAddress destination;
    private int protocol;
    private int sourcePort;
    private int destinationPort;
    private int flags;
    private int type;
    private int code;
    private int dscp;
    private int ecn;
    private int ttl;
    private int flowLabel;
    private byte[] patch = {};
    private int patchAt;
  }

  byte[] frame(PolicySnapshot snapshot) {
    Plan plan = anything();
    if (chance(random, 80)) {
      fit(plan, snapshot);
    }
    Random own = new Random(++frames);
    useOwnAddress(plan, snapshot, own);
    if (chance(random, 12)) {
      return other(plan, snapshot, own);
    }
    FrameBuilder frame = FrameBuilder.frame(plan.from, plan.to);
    packet(frame, plan, own);
    if (chance(random, 35)) {
      new FrameDamage(random).apply(frame, plan.family == Family.IPV6);
    }
    return frame.build();
  }

  /**
   * Mostly a device sends from an address that it holds.
   *
   * @param own draws for this alone, so that all other draws of a seed stay what they are
   */
  private static void useOwnAddress(Plan plan, PolicySnapshot snapshot, Random own) {
    Device sender = snapshot.devices().get(plan.from);
    List<IpAddress> held =
        sender == null
            ? List.of()
            : sender.addresses().stream().filter(a -> a.family() == plan.family).sorted().toList();
    if (!held.isEmpty() && chance(own, 75)) {
      plan.source = any(own, held);
    }
  }

  private Plan anything() {
    Plan plan = new Plan();
    plan.from = mac(5);
    plan.to = mac(20);
    plan.family = any(random, List.of(Family.values()));
    plan.protocol = any(random, Pools.PROTOCOLS);
    plan.sourcePort = any(random, Pools.PORTS);
    plan.destinationPort = any(random, Pools.PORTS);
    plan.flags = any(random, Pools.FLAGS);
    plan.type = any(random, Pools.ICMP_TYPES);
    plan.code = random.nextInt(8) / 7;
    plan.dscp = any(random, Pools.DSCPS);
    plan.ttl = any(random, Pools.TTLS);
    plan.ecn = random.nextInt(2);
    plan.flowLabel = any(random, Pools.FLOW_LABELS);
    return plan;
  }

  private MacAddress mac(int multicast) {
    int kind = random.nextInt(100);
    if (kind < multicast) {
      return any(random, Pools.MULTICAST);
    }
    if (kind < multicast + 10) {
      return any(random, Pools.STRANGERS);
    }
    return kind < multicast + 25 ? Pools.GATEWAY : any(random, Pools.DEVICES);
  }

  /** Makes the plan satisfy a rule of a party of the snapshot, as far as that is simple. */
  private void fit(Plan plan, PolicySnapshot snapshot) {
    Direction direction = any(random, List.of(Direction.values()));
    List<Device> parties =
        snapshot.devices().values().stream().filter(d -> d.policy() != null).toList();
    if (parties.isEmpty()) {
      return;
    }
    Device party = any(random, parties);
    String policy = party.policy();
    if (policy == null) {
      return;
    }
    List<Rule> rules = new ArrayList<>(snapshot.rules(policy, direction));
    Rule rule = any(random, rules);
    boolean sends = direction == Direction.FROM_DEVICE;
    plan.from = sends ? party.mac() : plan.from;
    plan.to = sends ? plan.to : party.mac();
    plan.family = rule.match().family() == null ? plan.family : rule.match().family();
    for (Condition condition : rule.match().conditions()) {
      fit(plan, condition, direction, snapshot);
    }
  }

  private void fit(Plan plan, Condition condition, Direction direction, PolicySnapshot snapshot) {
    if (condition instanceof Condition.PeerIn peer) {
      fitPeer(plan, direction, snapshot.groups().get(peer.group()), snapshot);
    } else if (condition instanceof Condition.AddressIn address) {
      address(plan, address.end(), inside(address.prefix()));
    } else if (condition instanceof Condition.PortIn port && !port.ports().ranges().isEmpty()) {
      PortRange range = any(random, port.ports().ranges());
      int chosen = chance(random, 50) ? range.low() : range.high();
      if (port.end() == End.SOURCE) {
        plan.sourcePort = chosen;
      } else {
        plan.destinationPort = chosen;
      }
    } else if (condition instanceof Condition.FieldIs is) {
      fit(plan, is);
    } else if (condition instanceof Condition.InitiatedBy) {
      plan.protocol = Protocol.TCP;
    }
  }

  private void fit(Plan plan, Condition.FieldIs is) {
    int value = (int) is.value();
    switch (is.field()) {
      case PROTOCOL -> plan.protocol = value;
      case DSCP -> plan.dscp = value;
      case ECN -> plan.ecn = value;
      case TTL -> plan.ttl = value;
      case FLOW_LABEL -> plan.flowLabel = value;
      case TCP_FLAGS -> plan.flags = value;
      case ICMP_TYPE -> plan.type = value;
      case ICMP_CODE -> plan.code = value;
      case ETHERNET_SOURCE -> plan.from = new MacAddress(is.value());
      case TCP_WINDOW -> {
        plan.patchAt = 14;
        plan.patch = new byte[] {(byte) (value >> 8), (byte) value};
      }
      case TCP_RESERVED -> {
        plan.patchAt = 12;
        plan.patch = new byte[] {(byte) (0x50 | value)};
      }
      default -> {
        if (is.field() == Field.ETHERTYPE && value == Family.IPV4.etherType()) {
          plan.family = Family.IPV4;
        }
      }
    }
  }

  private void fitPeer(
      Plan plan, Direction direction, @Nullable Group group, PolicySnapshot snapshot) {
    if (group instanceof Group.Addresses hosts) {
      List<Prefix> prefixes =
          hosts.prefixes().stream().filter(p -> p.family() == plan.family).sorted().toList();
      if (!prefixes.isEmpty()) {
        address(plan, direction.peer(), inside(any(random, prefixes)));
      }
    } else if (group instanceof Group.Devices devices && !devices.members().isEmpty()) {
      MacAddress member = any(random, devices.members().stream().sorted().toList());
      Device known = snapshot.devices().get(member);
      MacAddress seen = member;
      if (known != null && chance(random, 40)) {
        seen = Pools.GATEWAY;
        known.addresses().stream()
            .filter(a -> a.family() == plan.family)
            .min(IpAddress::compareTo)
            .ifPresent(a -> address(plan, direction.peer(), a));
      }
      if (direction == Direction.FROM_DEVICE) {
        plan.to = seen;
      } else {
        plan.from = seen;
      }
    }
  }

  private static void address(Plan plan, End end, IpAddress address) {
    if (end == End.SOURCE) {
      plan.source = address;
    } else {
      plan.destination = address;
    }
  }

  private IpAddress inside(Prefix prefix) {
    List<IpAddress> known =
        Pools.addresses(prefix.family()).stream().filter(prefix::contains).toList();
    if (known.isEmpty() || chance(random, 20)) {
      return chance(random, 50) ? prefix.address() : prefix.last();
    }
    return any(random, known);
  }

  private void packet(FrameBuilder frame, Plan plan, Random own) {
    Family family = plan.family == null ? Family.IPV4 : plan.family;
    frame.ip(or(plan.source, family), or(plan.destination, family));
    frame.dscp(plan.dscp).ecn(plan.ecn).ttl(plan.ttl).flowLabel(plan.flowLabel);
    frame.identification(random.nextInt(3));
    switch (plan.protocol) {
      case Protocol.TCP -> frame.tcp(plan.sourcePort, plan.destinationPort, plan.flags);
      case Protocol.UDP -> frame.udp(plan.sourcePort, plan.destinationPort);
      case Protocol.ICMP, Protocol.ICMPV6 -> {
        frame.icmp(plan.type, plan.code);
        if (chance(random, 5)) {
          frame.transport(
              plan.protocol, new byte[] {(byte) plan.type, (byte) plan.code, 0, 0, 0, 0, 0, 0});
        }
      }
      default -> frame.transport(plan.protocol, new byte[random.nextInt(30)]);
    }
    frame.patch(plan.patchAt, plan.patch);
    if (family == Family.IPV6 && plan.protocol == Protocol.ICMPV6 && plan.type == 136) {
      frame.patch(8, target(plan, own).octets());
    }
    if (chance(random, 30)) {
      frame.data(new byte[random.nextInt(20)]);
    }
  }

  private IpAddress or(@Nullable IpAddress address, Family family) {
    return address != null && address.family() == family
        ? address
        : any(random, Pools.addresses(family));
  }

  /** What a neighbor advertisement is for: mostly the own address. */
  private static IpAddress target(Plan plan, Random own) {
    IpAddress source = plan.source;
    return source != null && source.family() == Family.IPV6 && chance(own, 50)
        ? source
        : any(own, Pools.addresses(Family.IPV6));
  }

  private static FrameBuilder arp(
      FrameBuilder frame, Plan plan, PolicySnapshot snapshot, Random own) {
    if (chance(own, 20)) {
      return frame.arp();
    }
    plan.family = Family.IPV4;
    plan.source = any(own, Pools.addresses(Family.IPV4));
    useOwnAddress(plan, snapshot, own);
    return frame.arp(plan.source, any(own, Pools.addresses(Family.IPV4)));
  }

  /** Frames that carry no IP. */
  private byte[] other(Plan plan, PolicySnapshot snapshot, Random own) {
    FrameBuilder frame = FrameBuilder.frame(plan.from, plan.to);
    switch (random.nextInt(6)) {
      case 0, 1 -> arp(frame, plan, snapshot, own);
      case 2 -> frame.etherType(0x888E, new byte[4]);
      case 3 -> frame.etherType(0x88CC, new byte[20]);
      case 4 -> frame.etherType(0x88B5, new byte[10]);
      default -> frame.llc((byte) 0x42, (byte) 0x42, (byte) 3).padding(40);
    }
    if (chance(random, 20)) {
      frame.tag(0x8100, 5);
    }
    if (chance(random, 5)) {
      frame.snap(0);
    }
    return frame.build();
  }
}
