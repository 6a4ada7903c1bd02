package org.mudward.mud.manager;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Binding;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.DropStage;
import org.mudward.policy.End;
import org.mudward.policy.Field;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.analysis.Explanation;
import org.mudward.policy.link.LinkMessage;

/**
 * Says of a dropped frame who was not permitted what, by a snapshot. Nothing that such a frame
 * claims is believed: it only becomes a line that a person reads.
 *
 * <p>A frame that the snapshot lets pass was dropped by an older one, or by a table that is
 * stricter than it, which is a limitation and shown as such. Nothing is said of it.
 */
final class DropJudge {
  /** Names of entries come from whoever wrote the file; a person reads a line. */
  private static final int MAX_TEXT = 500;

  private static final GroupId FIRST_NAME = new GroupId("dns:");
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;

  private final PolicySnapshot snapshot;
  private final Binding binding;

  DropJudge(PolicySnapshot snapshot, Binding binding) {
    this.snapshot = snapshot;
    this.binding = binding;
  }

  /** What a sample says; empty if the frame would pass. */
  Optional<DropSample> judge(LinkMessage.FrameDropped dropped) {
    byte[] frame = dropped.frame();
    int length = Math.max(frame.length, dropped.length());
    Packet packet = new Packet().set(ByteBuffer.wrap(frame), 0, frame.length, length);
    if (!packet.isEthernet()) {
      return Optional.empty();
    }
    Direction direction = dropped.stage().direction();
    if (dropped.stage() == DropStage.SPOOF) {
      boolean elsewhere = !dropped.port().isEmpty() && binding.isElsewhere(packet, dropped.port());
      return elsewhere || binding.isForged(packet)
          ? Optional.of(sample(packet, direction, Binding.SPOOF, "spoof", List.of()))
          : Optional.empty();
    }
    Explanation explanation = Explanation.of(snapshot, packet);
    Explanation.Side side =
        direction == Direction.FROM_DEVICE ? explanation.sender() : explanation.receiver();
    if (side == null || side.reason() == null) {
      return Optional.empty();
    }
    String reason = side.reason().kind().toString();
    return Optional.of(sample(packet, direction, side.ruling().origin(), reason, side.misses()));
  }

  private DropSample sample(
      Packet packet,
      Direction direction,
      Origin origin,
      String reason,
      List<Explanation.Miss> misses) {
    End peer = direction.peer();
    MacAddress device = new MacAddress(packet.mac(peer.opposite()));
    MacAddress peerMac = new MacAddress(packet.mac(peer));
    boolean ip = packet.family() != null;
    IpAddress address = ip ? packet.address(peer.opposite()) : null;
    String other = ip ? packet.address(peer).toString() : peerMac.toString();
    Violation.Traffic traffic =
        new Violation.Traffic(
            device, direction, other, protocol(packet), service(packet, peer), origin);
    return new DropSample(
        traffic,
        new Violation.Details(address, peerMac, name(packet, peer), reason, nearest(misses)),
        !snapshot.devices().containsKey(device),
        missedNames(misses));
  }

  /** The names of rules that would have accepted the packet, had its peer been one of theirs. */
  private static Set<String> missedNames(List<Explanation.Miss> misses) {
    Set<String> names = new HashSet<>();
    for (Explanation.Miss miss : misses) {
      if (miss.failed().size() == 1
          && miss.failed().get(0) instanceof Condition.PeerIn peer
          && peer.group().isName()) {
        names.add(peer.group().text().substring(FIRST_NAME.text().length()));
      }
    }
    return names;
  }

  private static String protocol(Packet packet) {
    if (packet.family() != null) {
      int protocol = packet.protocol();
      return protocol < 0 ? packet.family() + " without protocol" : Protocol.name(protocol);
    }
    int type = packet.etherType();
    if (type == Binding.ARP) {
      return "arp";
    }
    return type < 0 ? "no EtherType" : "EtherType 0x%04x".formatted(type);
  }

  private static Violation.@Nullable Service service(Packet packet, End peer) {
    int source = packet.port(End.SOURCE);
    int destination = packet.port(End.DESTINATION);
    if (source < 0 || destination < 0) {
      return null;
    }
    long flags = packet.protocol() == Protocol.TCP ? packet.field(Field.TCP_FLAGS) : 0;
    boolean opening = flags >= 0 && (flags & SYN) != 0;
    boolean answering = opening && (flags & ACK) != 0;
    boolean toService = opening ? !answering : destination <= source;
    End end = toService ? End.DESTINATION : End.SOURCE;
    return new Violation.Service(packet.port(end), end == peer);
  }

  /** A name that rules speak of and that the peer's address belongs to. */
  private @Nullable String name(Packet packet, End peer) {
    if (packet.family() == null) {
      return null;
    }
    for (GroupId group : snapshot.groups().tailMap(FIRST_NAME).keySet()) {
      if (!group.isName()) {
        return null;
      }
      if (snapshot.contains(group, packet, peer)) {
        return clip(group.text().substring(FIRST_NAME.text().length()));
      }
    }
    return null;
  }

  private static Violation.@Nullable Nearest nearest(List<Explanation.Miss> misses) {
    if (misses.isEmpty()) {
      return null;
    }
    Explanation.Miss first = misses.get(0);
    return new Violation.Nearest(
        first.rule().origin(), first.reasons().stream().map(DropJudge::clip).toList());
  }

  private static String clip(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
  }
}
