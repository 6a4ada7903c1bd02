package org.mudward.policy.flow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Binding;
import org.mudward.policy.Condition;
import org.mudward.policy.Decision;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Limitation;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.testing.SwitchFields;

/**
 * What tables must do with a frame, derived from {@code decide} alone: the limitations, written
 * down a second time as changes to the snapshot and to the frame.
 *
 * <ul>
 *   <li>Rules with conditions that no switch compares: accepting ones are gone, dropping ones have
 *       lost those conditions.
 *   <li>Frames that a guard names are dropped.
 *   <li>A later fragment of IPv6 is decided as one whose protocol is hidden.
 *   <li>A frame that a switch shows as another one is decided as that other one.
 * </ul>
 */
final class StrictReading {
  private static final Set<Integer> GUARDED = Set.of(0, 59, 135, 139, 140);
  private static final Set<Integer> TAGS = Set.of(0x8100, 0x88A8, 0x9100);

  private final PolicySnapshot snapshot;
  private final int tags;

  StrictReading(PolicySnapshot original, List<Limitation> limitations, int tags) {
    Set<Origin> tooLarge = new HashSet<>();
    for (Limitation limitation : limitations) {
      if (limitation.text().contains("more than 4096")) {
        tooLarge.add(limitation.origin());
      }
    }
    PolicySnapshot.Builder builder = original.toBuilder(original.revision());
    for (DevicePolicy policy : original.policies().values()) {
      builder.policy(
          new DevicePolicy(
              policy.id(),
              policy.mudUrl(),
              lists(policy.fromDevice(), tooLarge),
              lists(policy.toDevice(), tooLarge)));
    }
    snapshot = builder.build();
    this.tags = tags;
  }

  private static List<AccessControlList> lists(
      List<AccessControlList> lists, Set<Origin> tooLarge) {
    List<AccessControlList> result = new ArrayList<>();
    for (AccessControlList list : lists) {
      List<Rule> rules = new ArrayList<>();
      for (Rule rule : list.rules()) {
        rules.addAll(strict(rule, list.family(), tooLarge.contains(rule.origin())));
      }
      result.add(list.withRules(rules));
    }
    return result;
  }

  private static List<Rule> strict(Rule rule, Family family, boolean tooLarge) {
    List<Condition> conditions = new ArrayList<>();
    boolean changed = false;
    for (Condition condition : rule.match().conditions()) {
      List<Condition> instead = expressible(condition, family, tooLarge);
      changed |= !instead.equals(List.of(condition));
      conditions.addAll(instead);
    }
    if (changed && rule.verdict() == Verdict.ACCEPT) {
      return List.of();
    }
    if (!tooLarge) {
      return List.of(new Rule(rule.origin(), new Match(family, conditions), rule.verdict()));
    }
    // Without its ports the rule is still about protocols that have ports.
    return List.of(
        with(rule, conditions, is(Field.PROTOCOL, Protocol.TCP)),
        with(rule, conditions, is(Field.PROTOCOL, Protocol.UDP)));
  }

  private static Rule with(Rule rule, List<Condition> conditions, Condition last) {
    List<Condition> all = new ArrayList<>(conditions);
    all.add(last);
    return new Rule(rule.origin(), new Match(rule.match().family(), all), rule.verdict());
  }

  private static List<Condition> expressible(Condition condition, Family family, boolean tooLarge) {
    Condition icmp = is(Field.PROTOCOL, family == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6);
    if (condition instanceof Condition.TcpOptions) {
      return List.of(is(Field.PROTOCOL, Protocol.TCP));
    }
    if (condition instanceof Condition.IcmpRest) {
      return List.of(icmp);
    }
    if (condition instanceof Condition.PortIn && tooLarge) {
      return List.of();
    }
    if (!(condition instanceof Condition.FieldIs field)) {
      return List.of(condition);
    }
    return switch (field.field()) {
      case LENGTH -> List.of();
      case IHL, FRAGMENT_FLAGS, FRAGMENT_OFFSET, IDENTIFICATION ->
          family == Family.IPV4 ? List.of() : List.of(condition);
      case TCP_SEQUENCE,
          TCP_ACKNOWLEDGEMENT,
          TCP_DATA_OFFSET,
          TCP_RESERVED,
          TCP_WINDOW,
          TCP_URGENT ->
          List.of(is(Field.PROTOCOL, Protocol.TCP));
      case UDP_LENGTH -> List.of(is(Field.PROTOCOL, Protocol.UDP));
      default -> List.of(condition);
    };
  }

  private static Condition is(Field field, int value) {
    return Condition.FieldIs.of(field, value);
  }

  /** Whether tables must forward a frame that comes in at a port. */
  boolean passes(byte[] frame, String port) {
    byte[] seen = seen(frame);
    if (new Binding(snapshot).isElsewhere(Packet.of(seen), port)) {
      return false;
    }
    Decision decision = snapshot.decide(Packet.of(seen));
    if (decision.outcome() == Decision.Outcome.NONE) {
      return true;
    }
    if (new Binding(snapshot).isForged(Packet.of(seen))) {
      return false;
    }
    SwitchFields fields = SwitchFields.of(frame, tags);
    if (TAGS.contains((int) fields.low(FlowField.ETHERTYPE)) || guarded(fields)) {
      return false;
    }
    return snapshot.decide(Packet.of(hideProtocol(seen))).passes();
  }

  private static boolean guarded(SwitchFields fields) {
    int type = (int) fields.low(FlowField.ETHERTYPE);
    int protocol = (int) fields.low(FlowField.IP_PROTOCOL);
    boolean later = (fields.low(FlowField.IP_FRAGMENT) & 2) != 0;
    if (type == Family.IPV6.etherType()) {
      boolean nobody =
          zero(fields, FlowField.IPV6_SOURCE) && zero(fields, FlowField.IPV6_DESTINATION);
      if (nobody || GUARDED.contains(protocol)) {
        return true;
      }
    } else if (type == Family.IPV4.etherType()) {
      if (protocol == 0
          && zero(fields, FlowField.IPV4_SOURCE)
          && zero(fields, FlowField.IPV4_DESTINATION)) {
        return true;
      }
    } else {
      return false;
    }
    return !later && hidesTransport(fields, type, protocol);
  }

  private static boolean hidesTransport(SwitchFields fields, int type, int protocol) {
    return switch (protocol) {
      case Protocol.TCP ->
          zero(fields, FlowField.TCP_SOURCE) && zero(fields, FlowField.TCP_DESTINATION);
      case Protocol.UDP ->
          zero(fields, FlowField.UDP_SOURCE) && zero(fields, FlowField.UDP_DESTINATION);
      case Protocol.ICMPV6 ->
          type == Family.IPV6.etherType()
              && zero(fields, FlowField.ICMPV6_TYPE)
              && zero(fields, FlowField.ICMPV6_CODE);
      default -> false;
    };
  }

  private static boolean zero(SwitchFields fields, FlowField field) {
    return fields.high(field) == 0 && fields.low(field) == 0;
  }

  /** The frame that a switch shows this one as; mostly itself. */
  static byte[] seen(byte[] frame) {
    byte[] seen = withoutSnap(frame);
    int ip = ipOffset(seen);
    if (ip < 0 || ip >= seen.length) {
      return seen;
    }
    boolean four = (seen[ip - 1] & 0xFF) == 0;
    seen[ip] = (byte) ((seen[ip] & 0x0F) | (four ? 0x40 : 0x60));
    return four ? asEchoReply(seen, ip) : seen;
  }

  private static int typeOffset(byte[] frame) {
    int at = 12;
    while (at + 2 <= frame.length && TAGS.contains(u16(frame, at))) {
      at += 4;
    }
    return at + 2 <= frame.length ? at : -1;
  }

  private static int ipOffset(byte[] frame) {
    int at = typeOffset(frame);
    return at >= 0 && (u16(frame, at) == 0x0800 || u16(frame, at) == 0x86DD) ? at + 2 : -1;
  }

  private static byte[] withoutSnap(byte[] frame) {
    int at = typeOffset(frame);
    boolean snap =
        at >= 0
            && frame.length >= at + 10
            && u16(frame, at) < 0x600
            && u16(frame, at + 2) == 0xAAAA
            && u16(frame, at + 4) == 0x0300
            && u16(frame, at + 6) == 0
            && u16(frame, at + 8) >= 0x600;
    if (!snap) {
      return frame.clone();
    }
    byte[] result = new byte[frame.length - 8];
    System.arraycopy(frame, 0, result, 0, at);
    System.arraycopy(frame, at + 8, result, at, frame.length - at - 8);
    return result;
  }

  /** A whole ICMP message of type 0 and code 0 instead of one without a whole header. */
  private static byte[] asEchoReply(byte[] frame, int ip) {
    Packet packet = Packet.of(frame);
    int octets = packet.payloadEnd() - packet.payloadOffset();
    if (packet.family() != Family.IPV4
        || packet.protocol() != Protocol.ICMP
        || packet.isLaterFragment()
        || octets >= 8) {
      return frame;
    }
    ByteBuffer result = ByteBuffer.allocate(packet.payloadOffset() + 8);
    result.put(frame, 0, packet.payloadOffset());
    result.putShort(ip + 2, (short) (result.capacity() - ip));
    return result.array();
  }

  /** A later fragment of IPv6 whose next header says that more headers follow. */
  private byte[] hideProtocol(byte[] frame) {
    int header = SwitchFields.of(frame, tags).laterFragmentHeader();
    if (header < 0) {
      return frame;
    }
    byte[] hidden = frame.clone();
    hidden[header] = 60;
    return hidden;
  }

  private static int u16(byte[] frame, int at) {
    return (frame[at] & 0xFF) << 8 | (frame[at + 1] & 0xFF);
  }
}
