package org.mudward.enforcer.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Protocol;
import org.mudward.policy.observe.Conversation;
import org.mudward.policy.observe.Fate;
import org.mudward.policy.observe.Traffic;

/** Puts the two ways of what a device and a peer say to each other together again. */
public final class Conversations {
  /**
   * Below are ports that services have, from here on those that Linux gives to clients; IANA's
   * begin later (RFC 6335 section 6).
   */
  private static final int EPHEMERAL = 32_768;

  private final Function<Flow, Fate> fate;
  private final Map<Pair, Flow> firstOfPair = new HashMap<>();

  private Conversations(Function<Flow, Fate> fate) {
    this.fate = fate;
  }

  /**
   * The conversations of one device, in the order of their first frames. Flows that stand for many
   * peers are none.
   *
   * @param fate what became of the frames of a flow
   */
  public static List<Conversation> of(DeviceTally device, Function<Flow, Fate> fate) {
    return new Conversations(fate).join(device.flows());
  }

  /** Who speaks with whom by what. */
  private record Key(String peer, int protocol, int service, boolean servedByDevice) {}

  /** The two ports of a UDP flow, where both may be those of a client. */
  private record Pair(String peer, int lower, int upper) {
    static Pair of(Flow flow) {
      return new Pair(flow.peer(), flow.service(), flow.marks().clientPort());
    }
  }

  private List<Conversation> join(List<Flow> flows) {
    List<Flow> inOrder =
        flows.stream()
            .filter(flow -> !flow.isRest())
            .sorted(Comparator.comparingLong(Flow::firstFrame))
            .toList();
    for (Flow flow : inOrder) {
      if (isUnclear(flow)) {
        firstOfPair.putIfAbsent(Pair.of(flow), flow);
      }
    }
    Map<Key, List<Flow>> byKey = new LinkedHashMap<>();
    inOrder.forEach(flow -> byKey.computeIfAbsent(key(flow), k -> new ArrayList<>()).add(flow));
    List<Conversation> conversations = new ArrayList<>();
    byKey.forEach((key, parts) -> conversations.add(conversation(key, parts)));
    return conversations;
  }

  /** Whether the lower of two ports says nothing, because both may be those of a client. */
  private static boolean isUnclear(Flow flow) {
    return flow.protocol() == Protocol.UDP
        && flow.service() >= EPHEMERAL
        && flow.marks().clientPort() != Flow.NONE;
  }

  /** Whether it has a type and no ports: ICMP, whose two ways ask and answer by different types. */
  private static boolean isMessage(Flow flow) {
    return flow.service() != Flow.NONE
        && flow.protocol() != Protocol.TCP
        && flow.protocol() != Protocol.UDP;
  }

  /** Of two high ports, the service's is the one that was spoken to first. */
  private Key key(Flow flow) {
    boolean byDevice = flow.servedBy() != flow.direction().peer();
    if (isMessage(flow)) {
      boolean received = flow.direction() == Direction.TO_DEVICE;
      return new Key(flow.peer(), flow.protocol(), flow.service(), received);
    }
    Flow first = isUnclear(flow) ? firstOfPair.get(Pair.of(flow)) : null;
    if (first != null && first.servedBy() != End.DESTINATION) {
      return new Key(flow.peer(), flow.protocol(), flow.marks().clientPort(), !byDevice);
    }
    return new Key(flow.peer(), flow.protocol(), flow.service(), byDevice);
  }

  private Conversation conversation(Key key, List<Flow> parts) {
    Flow first = parts.get(0);
    Traffic sent = Traffic.NONE;
    Traffic received = Traffic.NONE;
    long firstMicros = Long.MAX_VALUE;
    long lastMicros = Conversation.NO_TIME;
    TreeSet<Long> beginnings = new TreeSet<>();
    for (Flow part : parts) {
      if (part.direction() == Direction.FROM_DEVICE) {
        sent = sent.plus(traffic(part));
      } else {
        received = received.plus(traffic(part));
      }
      if (part.firstMicros() != Conversation.NO_TIME) {
        firstMicros = Math.min(firstMicros, part.firstMicros());
      }
      lastMicros = Math.max(lastMicros, part.lastMicros());
      beginnings.addAll(part.marks().beginnings());
    }
    return new Conversation(
        first.device(),
        first.peerMac(),
        first.address(),
        key.protocol,
        key.service,
        key.servedByDevice,
        clientPort(key, parts),
        sent,
        received,
        first.firstFrame(),
        firstMicros == Long.MAX_VALUE ? Conversation.NO_TIME : firstMicros,
        lastMicros,
        beginnings.isEmpty() ? List.of(first.firstFrame()) : List.copyOf(beginnings));
  }

  private static int clientPort(Key key, List<Flow> parts) {
    int port = clientPort(key, parts.get(0));
    boolean isOne = parts.stream().allMatch(part -> clientPort(key, part) == port);
    return isOne ? port : Conversation.NONE;
  }

  private static int clientPort(Key key, Flow part) {
    boolean byDevice = part.servedBy() != part.direction().peer();
    return byDevice == key.servedByDevice ? part.marks().clientPort() : part.service();
  }

  private Traffic traffic(Flow flow) {
    Fate became = fate.apply(flow);
    long frames = flow.frames();
    FlowMarks marks = flow.marks();
    return new Traffic(
        frames,
        marks.uses(),
        became == Fate.REFUSED ? frames : 0,
        became == Fate.FORBIDDEN ? frames : 0,
        became == Fate.TOO_EARLY ? frames : 0,
        marks.opened(),
        became == Fate.REFUSED ? marks.strays() : 0,
        marks.answered(),
        marks.reset(),
        marks.data());
  }
}
