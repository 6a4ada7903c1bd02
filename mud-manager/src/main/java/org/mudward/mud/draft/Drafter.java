package org.mudward.mud.draft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudFile;
import org.mudward.mud.draft.LeftOut.Reason;
import org.mudward.mud.resolve.NetworkView;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Protocol;
import org.mudward.policy.observe.Conversation;
import org.mudward.policy.observe.Traffic;

/**
 * Decides which conversations a device needs, and drafts entries for what its policy refuses of
 * them. What it does not need is left out, with the reason.
 *
 * <p>A connection counts if it was answered. Without connections, an answer counts, or that the
 * device does it again and again. What others send to a device is needed if it answers.
 */
public final class Drafter {
  /** Ports of a device that a peer asks for in vain. Who looks for a service knows its port. */
  static final int MIN_SCANNED = 20;

  /**
   * Once is an accident, twice may be its retry; what is done three times is meant. A burst to one
   * host counts once, for it may be all retries; to many hosts, of whom nobody has to answer, each
   * frame counts.
   */
  static final int MIN_REPEATS = 3;

  private static final Set<Integer> ERRORS_4 = Set.of(3, 4, 5, 11, 12);
  private static final Set<Integer> ERRORS_6 = Set.of(1, 2, 3, 4);

  private final MudFile file;
  private final PeerFinder peers;
  private final boolean withUnanswered;
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final Set<Told> told = new HashSet<>();
  private final Set<Integer> multicastPorts = new HashSet<>();

  /** What was said once: a peer of several names is of several relations. */
  private record Told(Reason reason, Conversation conversation) {}

  private Drafter(MudFile file, NetworkView view, boolean withUnanswered) {
    this.file = file;
    peers = new PeerFinder(view, file.mudUrl());
    this.withUnanswered = withUnanswered;
  }

  /**
   * Drafts what is missing.
   *
   * @param file what the device has
   * @param view the network in which it was seen
   * @param observations all of the device, also what its policy accepts
   * @param withUnanswered whether the device may do what it tried in vain
   */
  public static Draft of(
      MudFile file, NetworkView view, List<Observation> observations, boolean withUnanswered) {
    return new Drafter(file, view, withUnanswered).draft(observations);
  }

  private Draft draft(List<Observation> observations) {
    observations.stream().map(Observation::conversation).forEach(this::noteMulticast);
    Set<IpAddress> scanners = scanners(observations);
    SortedMap<Relation.Key, Relation> relations = new TreeMap<>();
    Map<IpAddress, List<Observation>> scans = new HashMap<>();
    for (Observation observation : observations) {
      Conversation conversation = observation.conversation();
      IpAddress peer = conversation.peer();
      tell(observation, Reason.FORBIDDEN, forbidden(conversation));
      tell(observation, Reason.EARLY, early(conversation));
      Reason reason = unusable(conversation);
      if (peer == null || reason != null) {
        tell(observation, reason == null ? Reason.NO_IP : reason, refused(conversation));
      } else if (scanners.contains(peer)
          && conversation.servedByDevice()
          && hasPort(conversation)) {
        scans.computeIfAbsent(peer, p -> new ArrayList<>()).add(observation);
      } else {
        for (Target target : peers.targets(observation)) {
          Relation.Key key = Relation.Key.of(peer.family(), target, conversation);
          relations.computeIfAbsent(key, Relation::new).add(observation);
        }
      }
    }
    scans.values().forEach(this::tellScan);
    return new Draft(entries(relations.values()), leftOut);
  }

  private void noteMulticast(Conversation conversation) {
    boolean toMany = conversation.peerMac().isMulticast() && conversation.sent().frames() > 0;
    if (toMany && conversation.protocol() == Protocol.UDP && !conversation.servedByDevice()) {
      multicastPorts.add(conversation.service());
    }
  }

  private static boolean hasPort(Conversation conversation) {
    boolean either =
        conversation.protocol() == Protocol.TCP || conversation.protocol() == Protocol.UDP;
    return either && conversation.service() != Conversation.NONE;
  }

  /** Who asks for so many ports of the device in vain that nothing of it is meant. */
  private static Set<IpAddress> scanners(List<Observation> observations) {
    Map<IpAddress, Integer> inVain = new HashMap<>();
    for (Observation observation : observations) {
      Conversation conversation = observation.conversation();
      IpAddress peer = conversation.peer();
      boolean asked = conversation.servedByDevice() && conversation.received().frames() > 0;
      if (peer != null && asked && hasPort(conversation) && !isAnswered(conversation)) {
        inVain.merge(peer, 1, Integer::sum);
      }
    }
    inVain.values().removeIf(ports -> ports < MIN_SCANNED);
    return inVain.keySet();
  }

  private static boolean isAnswered(Conversation conversation) {
    return conversation.protocol() == Protocol.TCP
        ? conversation.served().answered() > 0
        : conversation.served().frames() > 0;
  }

  /** Why no entry can speak of this, or should; null if one may. */
  private static @Nullable Reason unusable(Conversation conversation) {
    IpAddress peer = conversation.peer();
    if (peer == null) {
      return Reason.NO_IP;
    }
    int protocol = conversation.protocol();
    boolean four = peer.family() == Family.IPV4;
    boolean icmp = protocol == (four ? Protocol.ICMP : Protocol.ICMPV6);
    boolean hasService = icmp || protocol == Protocol.TCP || protocol == Protocol.UDP;
    if (protocol < 0 || (hasService && conversation.service() == Conversation.NONE)) {
      return Reason.HIDDEN;
    }
    boolean isError = icmp && (four ? ERRORS_4 : ERRORS_6).contains(conversation.service());
    return isError ? Reason.ICMP_ERROR : null;
  }

  private static long refused(Conversation conversation) {
    return conversation.sent().refused() + conversation.received().refused();
  }

  private static long forbidden(Conversation conversation) {
    return conversation.sent().forbidden() + conversation.received().forbidden();
  }

  private static long early(Conversation conversation) {
    return conversation.sent().early() + conversation.received().early();
  }

  private void tell(Observation observation, Reason reason, long frames) {
    if (frames > 0 && told.add(new Told(reason, observation.conversation()))) {
      leftOut.add(new LeftOut(reason, observation.conversation(), names(observation), frames, 1));
    }
  }

  private static List<String> names(Observation observation) {
    return observation.names().stream().map(NamedBy::name).toList();
  }

  private void tellScan(List<Observation> scan) {
    long frames = scan.stream().mapToLong(o -> refused(o.conversation())).sum();
    if (frames > 0) {
      Observation first = scan.get(0);
      leftOut.add(
          new LeftOut(Reason.SCAN, first.conversation(), names(first), frames, scan.size()));
    }
  }

  private List<DraftEntry> entries(Collection<Relation> relations) {
    List<Relation> granted = new ArrayList<>();
    for (Relation relation : relations) {
      Optional<Reason> reason = reason(relation);
      if (reason.isEmpty()) {
        granted.add(relation);
        tellWrongWay(relation);
      } else {
        relation.members().forEach(m -> tell(m, reason.get(), refused(m.conversation())));
      }
    }
    EntryWriter writer = new EntryWriter(file);
    writer.write(granted);
    writer.noRoom().forEach(m -> tell(m, Reason.NO_ROOM, refused(m.conversation())));
    return writer.entries();
  }

  /** What comes from the port of the service and opens connections; no entry accepts that. */
  private void tellWrongWay(Relation relation) {
    for (Observation member : relation.members()) {
      tell(member, Reason.WRONG_WAY, member.conversation().served().straysRefused());
    }
  }

  /** Why the device does not need it; empty if it does. */
  private Optional<Reason> reason(Relation relation) {
    return relation.key().protocol() == Protocol.TCP
        ? reasonOfTcp(relation)
        : reasonOfOther(relation);
  }

  private Optional<Reason> reasonOfTcp(Relation relation) {
    boolean byDevice = relation.key().servedByDevice();
    Direction asks = byDevice ? Direction.TO_DEVICE : Direction.FROM_DEVICE;
    boolean opened = relation.traffic(asks).opened() > 0;
    if (relation.isConnected()) {
      return byDevice && relation.isAbandoned() ? Optional.of(Reason.HALF_OPEN) : Optional.empty();
    }
    if (!opened) {
      return Optional.of(Reason.NO_OPENING);
    }
    if (byDevice) {
      return Optional.of(Reason.UNASKED);
    }
    return withUnanswered ? Optional.empty() : Optional.of(Reason.FAILURE);
  }

  private Optional<Reason> reasonOfOther(Relation relation) {
    Traffic sent = relation.traffic(Direction.FROM_DEVICE);
    Traffic received = relation.traffic(Direction.TO_DEVICE);
    if (sent.frames() == 0) {
      return isAnswerToMany(relation.key()) ? Optional.empty() : Optional.of(Reason.UNASKED);
    }
    long times = relation.isToMany() ? sent.frames() : sent.uses();
    boolean meant = received.frames() > 0 || times >= MIN_REPEATS || withUnanswered;
    return meant ? Optional.empty() : Optional.of(Reason.ONE_OFF);
  }

  /** Whether it comes from the port to which the device sends to all its neighbours. */
  private boolean isAnswerToMany(Relation.Key key) {
    return key.protocol() == Protocol.UDP
        && !key.servedByDevice()
        && key.target().isAbstraction()
        && multicastPorts.contains(key.service());
  }
}
