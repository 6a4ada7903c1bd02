package org.mudward.enforcer.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.enforcer.capture.Ends;
import org.mudward.enforcer.capture.LinkLayer;
import org.mudward.policy.Decision;
import org.mudward.policy.Device;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Group;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.decide.Decider;

/**
 * Judges frame after frame by a snapshot, and adds up what it said. The verdict of each is that of
 * {@link PolicySnapshot#decide}.
 *
 * <p>Confined to one thread.
 */
public final class Audit {
  private static final int DNS_PORT = 53;
  private static final int SYN = 0x02;

  private final AnswerListener listener;
  private final LinkLayer links = new LinkLayer();
  private final Packet packet = new Packet();
  private final PacketData data = new PacketData();
  private final FrameFacts facts = new FrameFacts();
  private final ServedPorts ports = new ServedPorts();
  private final FlowTable flows = new FlowTable(ports);
  private final LaneTable lanes = new LaneTable();
  private final ProfileTable profiles;
  private final HandshakeTable handshakes;
  private final Map<Integer, Long> unread = new TreeMap<>();
  private final Map<Integer, Long> nobodys = new TreeMap<>();
  private Decider decider;
  private @Nullable CapturedFrame last;

  /** That of the last frame, if nobody looked at its packet yet. */
  private @Nullable Lane lane;

  private long frames;
  private long accepted;
  private long dropped;
  private long firstMicros = CapturedFrame.NO_TIME;
  private long lastMicros = CapturedFrame.NO_TIME;

  /**
   * @param snapshot what holds for the first frame
   * @param listener says what holds from the frame after an answer on
   */
  public Audit(PolicySnapshot snapshot, AnswerListener listener) {
    this(snapshot, ProfiledEntries.none(snapshot), listener);
  }

  /**
   * One that judges hellos of TLS and DTLS as well.
   *
   * @param entries by which; they do not change the verdict of any frame
   */
  public Audit(PolicySnapshot snapshot, ProfiledEntries entries, AnswerListener listener) {
    this.listener = listener;
    decider = Decider.of(snapshot);
    profiles = new ProfileTable(entries);
    handshakes = new HandshakeTable(profiles);
  }

  /** From the next frame on another snapshot holds; what was judged stays as it was. */
  public void replace(PolicySnapshot next, ProfiledEntries entries) {
    decider = Decider.of(next);
    profiles.replace(entries);
    lanes.clear();
  }

  /** Judges the next frame. */
  public Decision judge(CapturedFrame frame) {
    frames++;
    long micros = frame.micros();
    see(micros);
    facts.number = frames;
    facts.micros = micros;
    facts.size = frame.original();
    last = frame;
    Lane known = settled(frame);
    lane = known;
    if (known != null) {
      add(known.outcome());
      return known.decision();
    }
    if (!links.point(packet, frame)) {
      unread.merge(frame.linkType(), 1L, Long::sum);
    } else if (!LinkLayer.showsDevices(frame.linkType())) {
      nobodys.merge(frame.linkType(), 1L, Long::sum);
    }
    Decision decision = decided();
    add(decision.outcome());
    listen();
    return decision;
  }

  private void add(Decision.Outcome outcome) {
    switch (outcome) {
      case ACCEPT -> accepted++;
      case DROP -> dropped++;
      case NONE -> {}
    }
  }

  /**
   * Counts a frame of a connection under way of which nothing but numbers come, as is so of most.
   *
   * @return its lane; null if the frame has to be looked at more closely, and is not counted
   */
  private @Nullable Lane settled(CapturedFrame frame) {
    Ends ends = frame.ends();
    if (ends == null || (ends.flags() & SYN) != 0 || ends.sourcePort() == DNS_PORT) {
      return null;
    }
    Lane found = lanes.find(ends, decider, ports);
    if (found == null) {
      boolean nobody = decider.isNobodys(ends.sourceMac(), ends.destinationMac());
      return nobody ? Lane.NOBODYS : null;
    }
    boolean nothing =
        handshakes.isNothingTo(ends.firstOctet(), found.helloPlace())
            && found.countSettled(ends, facts);
    return nothing ? found : null;
  }

  /** Takes from the next frame what it says of names; it is numbered, but not judged. */
  public void hear(CapturedFrame frame) {
    frames++;
    lane = null;
    links.point(packet, frame);
    listen();
  }

  /** Leaves the next frame out, but for its number. */
  public void pass() {
    frames++;
  }

  private void listen() {
    if (packet.protocol() == Protocol.UDP && packet.port(End.SOURCE) == DNS_PORT) {
      Collection<Group> changed = listener.heard(packet);
      if (!changed.isEmpty()) {
        profiles.change(changed);
        List<Group> known = new ArrayList<>();
        for (Group group : changed) {
          if (decider.knows(group.id())) {
            known.add(group);
          }
        }
        decider = decider.withGroups(decider.revision() + 1, known);
      }
    }
  }

  /** Decides about the packet, and counts it. */
  private Decision decided() {
    Lane found = Decider.showsEnds(packet) ? lanes.find(packet, decider, ports) : null;
    if (found == null) {
      return looked();
    }
    data.point(packet);
    handshakes.see(packet, data, found.decision(), facts);
    found.count(packet, data, facts);
    return found.decision();
  }

  /** The same of a packet about whose ends nothing is known. */
  private Decision looked() {
    Decision decision = decider.decide(packet);
    Flow sent = null;
    Flow received = null;
    if (decision.outcome() != Decision.Outcome.NONE) {
      data.point(packet);
      handshakes.see(packet, data, decision, facts);
      if (decision.sender() != null) {
        sent = flows.count(packet, data, Direction.FROM_DEVICE, decision, facts);
      }
      if (decision.receiver() != null) {
        received = flows.count(packet, data, Direction.TO_DEVICE, decision, facts);
      }
    }
    if (decision.outcome() != Decision.Outcome.NONE && decider.isByEnds(packet)) {
      lanes.keep(packet, decider, ports, decision, sent, received);
    }
    return decision;
  }

  private void see(long micros) {
    if (micros != CapturedFrame.NO_TIME) {
      firstMicros = firstMicros == CapturedFrame.NO_TIME ? micros : Math.min(firstMicros, micros);
      lastMicros = Math.max(lastMicros, micros);
    }
  }

  /** A view of the frame that was judged last; to be asked for before the next is read. */
  public Packet packet() {
    CapturedFrame frame = last;
    if (lane != null && frame != null) {
      lane = null;
      links.point(packet, frame);
    }
    return packet;
  }

  /** Whether nobody has looked at the packet of the frame that was judged last. */
  boolean isUnseen() {
    return lane != null;
  }

  /** What holds after the last frame. */
  public PolicySnapshot snapshot() {
    return decider.snapshot();
  }

  /** How many frames there were; the number of the last one. */
  public long frames() {
    return frames;
  }

  public long accepted() {
    return accepted;
  }

  public long dropped() {
    return dropped;
  }

  /** How many frames show no packet, by link type: encrypted, or of a kind that is not read. */
  public Map<Integer, Long> unread() {
    return unread;
  }

  /** How many frames are of links that have no MAC addresses, and so are no device's, by type. */
  public Map<Integer, Long> nobodys() {
    return nobodys;
  }

  /** The earliest time of a frame, or {@link CapturedFrame#NO_TIME}. */
  public long firstMicros() {
    return firstMicros;
  }

  public long lastMicros() {
    return lastMicros;
  }

  /** What the hellos of TLS and DTLS showed that a device with a policy sent or was sent. */
  public List<TlsSight> handshakes(MacAddress device) {
    return handshakes.sights(device);
  }

  /** What profiles say about hellos; to be asked after the last frame, for it ends open ones. */
  public List<ProfileSight> profiled() {
    handshakes.end(facts);
    return profiles.sights();
  }

  /** Hellos that were not judged by a profile, because there was no room for their services. */
  public long unprofiled() {
    return profiles.leftOut();
  }

  /** What every device with a policy did, by MAC address; those that were not seen too. */
  public List<DeviceTally> devices() {
    Map<MacAddress, List<Flow>> byDevice = new TreeMap<>();
    for (Device device : snapshot().devices().values()) {
      if (device.policy() != null) {
        byDevice.put(device.mac(), new ArrayList<>());
      }
    }
    for (Flow flow : flows.flows()) {
      byDevice.computeIfAbsent(flow.device(), mac -> new ArrayList<>()).add(flow);
    }
    List<DeviceTally> tallies = new ArrayList<>();
    byDevice.forEach(
        (mac, list) -> {
          list.sort(Comparator.comparingLong(Flow::firstFrame).thenComparing(Flow::direction));
          tallies.add(DeviceTally.of(mac, list, snapshot()));
        });
    return tallies;
  }
}
