package org.mudward.mud.draft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.mud.Peer;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Protocol;
import org.mudward.policy.observe.Conversation;
import org.mudward.policy.observe.Traffic;

/** All that passed between a device and whoever one target names, by one service. */
final class Relation {
  /** Conversations that are kept as evidence of an entry; of more, their number is told. */
  static final int MAX_EVIDENCE = 16;

  /** The answers to those ICMP messages that ask for one, in IPv4 and in IPv6. */
  private static final Map<Integer, Integer> REPLIES_4 = Map.of(8, 0, 13, 14);

  private static final Map<Integer, Integer> REPLIES_6 = Map.of(128, 129);

  /**
   * What is one relation.
   *
   * @param service the port, the type of the ICMP message that asks, or {@link Conversation#NONE}
   * @param servedByDevice whether the device is the one who is asked
   */
  record Key(Family family, Target target, int protocol, int service, boolean servedByDevice)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::family)
            .thenComparing(Key::target)
            .thenComparing(Key::servedByDevice)
            .thenComparing(Key::protocol)
            .thenComparing(Key::service);

    static Key of(Family family, Target target, Conversation conversation) {
      int protocol = conversation.protocol();
      int service = conversation.service();
      boolean byDevice = conversation.servedByDevice();
      if (isIcmp(family, protocol)) {
        boolean received = conversation.received().frames() > 0;
        Map<Integer, Integer> replies = replies(family);
        byDevice = received && replies.containsKey(service);
        for (Map.Entry<Integer, Integer> pair : replies.entrySet()) {
          if (pair.getValue() == service) {
            service = pair.getKey();
            byDevice = !received;
          }
        }
      } else if (protocol != Protocol.TCP && protocol != Protocol.UDP) {
        byDevice = false;
      }
      return new Key(family, target, protocol, service, byDevice);
    }

    boolean hasPorts() {
      return protocol == Protocol.TCP || protocol == Protocol.UDP;
    }

    boolean isIcmp() {
      return isIcmp(family, protocol);
    }

    private static boolean isIcmp(Family family, int protocol) {
      return protocol == (family == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6);
    }

    private static Map<Integer, Integer> replies(Family family) {
      return family == Family.IPV4 ? REPLIES_4 : REPLIES_6;
    }

    /** The type of ICMP messages that go this way. */
    int icmpType(Direction direction) {
      boolean asks = servedByDevice == (direction == Direction.TO_DEVICE);
      return asks ? service : replies(family).getOrDefault(service, service);
    }

    /** Whether the other is the same but for the next port. */
    boolean isBefore(Key other, int lastPort) {
      return hasPorts()
          && other.service == lastPort + 1
          && new Key(family, target, protocol, other.service, servedByDevice).equals(other);
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private final Key key;
  private final List<Observation> members = new ArrayList<>();
  private Traffic sent = Traffic.NONE;
  private Traffic received = Traffic.NONE;
  private boolean connected;
  private boolean abandoned = true;
  private boolean equalPorts = true;
  private boolean toMany = true;

  Relation(Key key) {
    this.key = key;
  }

  void add(Observation observation) {
    Conversation conversation = observation.conversation();
    members.add(observation);
    sent = sent.plus(conversation.sent());
    received = received.plus(conversation.received());
    connected |= conversation.isConnected();
    abandoned &= conversation.isAbandoned();
    equalPorts &= conversation.isBetweenEqualPorts();
    toMany &= conversation.peerMac().isMulticast();
  }

  /** Adds what another one rests on; the service stays the first. */
  void addAll(Relation other) {
    other.members.forEach(this::add);
  }

  Key key() {
    return key;
  }

  List<Observation> members() {
    return members;
  }

  Traffic traffic(Direction direction) {
    return direction == Direction.FROM_DEVICE ? sent : received;
  }

  boolean isConnected() {
    return connected;
  }

  /** Whether every connection that was answered was broken off at once. */
  boolean isAbandoned() {
    return abandoned;
  }

  /** Whether it went to groups and to all, and to nobody alone. */
  boolean isToMany() {
    return toMany;
  }

  /** Whether both ends used the same port whenever it was seen, and that was often enough. */
  boolean isBetweenEqualPorts() {
    return key.protocol == Protocol.UDP
        && equalPorts
        && sent.uses() + received.uses() >= Drafter.MIN_REPEATS;
  }

  /** What entries of this direction rest on. */
  Evidence evidence(Direction direction) {
    List<Conversation> all = members.stream().map(Observation::conversation).toList();
    long first = all.stream().mapToLong(Conversation::firstFrame).min().orElse(0);
    long firstMicros =
        all.stream()
            .mapToLong(Conversation::firstMicros)
            .filter(micros -> micros != Conversation.NO_TIME)
            .min()
            .orElse(Conversation.NO_TIME);
    return new Evidence(
        all.subList(0, Math.min(MAX_EVIDENCE, all.size())),
        all.size(),
        traffic(direction).frames(),
        sent.opened() + received.opened(),
        first,
        firstMicros,
        all.stream().mapToLong(Conversation::lastMicros).max().orElse(Conversation.NO_TIME),
        names());
  }

  private List<NamedBy> names() {
    Set<NamedBy> names = new LinkedHashSet<>();
    if (key.target.peer() instanceof Peer.DnsName mine) {
      members.stream()
          .flatMap(member -> member.names().stream())
          .filter(name -> name.name().equals(mine.name()))
          .forEach(names::add);
    }
    return List.copyOf(names);
  }
}
