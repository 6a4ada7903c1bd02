package org.mudward.enforcer.openflow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The switches that connect to us, each with its own {@link FlowSwitch}. */
public final class SwitchHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchHub.class);

  /** What happens by itself; told on the event loop, which must not be blocked. */
  public interface Listener {
    /** A switch is ready; what it holds is not known. */
    void connected();

    /** A name is another port's now. */
    void portsChanged();
  }

  private final SwitchSettings settings;
  private final Listener events;
  private final OpenFlowListener listener;
  private final Map<Long, SwitchSession> sessions = new ConcurrentHashMap<>();
  private final List<FlowSwitch> switches = new ArrayList<>();
  private final WaitingBridges waiting;
  private @Nullable InetSocketAddress address;

  /**
   * @param frames gets the frames that the switches copy
   */
  public SwitchHub(SwitchSettings settings, FrameListener frames, Listener events) {
    this(settings, frames, events, true);
  }

  SwitchHub(SwitchSettings settings, FrameListener frames, Listener events, boolean bundles) {
    this.settings = settings;
    this.events = events;
    listener = new OpenFlowListener(frames, this::ready, events::portsChanged);
    for (BridgeSettings bridge : settings.bridges()) {
      switches.add(new FlowSwitch(this, bridge, control(bridge), bundles));
    }
    waiting = new WaitingBridges(settings, listener, switches);
  }

  private SwitchControl control(BridgeSettings bridge) {
    return bridge.datapath().isPresent()
        ? new PlainSwitch(bridge.name(), bridge.datapath().getAsLong())
        : new OvsBridge(settings, bridge.name());
  }

  /**
   * Starts to listen for the switches, and returns where.
   *
   * @throws IOException if the address cannot be had
   */
  public InetSocketAddress listen() throws IOException {
    InetSocketAddress bound = listener.listen(settings.listen());
    address = bound;
    LOG.info("event=openflow.listening address={}", bound);
    if (settings.restoreWait()) {
      waiting.start();
    }
    return bound;
  }

  /** All of them, whether they are connected or not, as the settings name them. */
  public List<FlowSwitch> switches() {
    return List.copyOf(switches);
  }

  private void ready(SwitchSession next) {
    LOG.info("event=switch.connected datapath={}", Long.toHexString(next.datapath()));
    SwitchSession before = sessions.get(next.datapath());
    if (next.isManagement() && before != null && before.isOpen()) {
      next.close("the switch has connected by itself");
      return;
    }
    sessions.put(next.datapath(), next);
    if (before != null && before.isOpen()) {
      before.close("the switch has connected again");
    }
    events.connected();
  }

  InetSocketAddress address() {
    return Objects.requireNonNull(address, "listen first");
  }

  SwitchSettings settings() {
    return settings;
  }

  /** The open session of a switch, if it is connected. */
  Optional<SwitchSession> session(long datapath) {
    return Optional.ofNullable(sessions.get(datapath)).filter(SwitchSession::isOpen);
  }

  /** Lets bridges that waited for their entries go on, once all of them have these. */
  WaitingBridges waiting() {
    return waiting;
  }

  /** Whether anybody is connected. */
  boolean hasSessions() {
    sessions.values().removeIf(session -> !session.isOpen());
    return !sessions.isEmpty();
  }

  /**
   * Ends the sessions of those who are none of our switches, once all of these are known.
   *
   * @return who that was; empty if nobody was, or a switch is not known yet
   */
  Set<Long> sendStrangersAway() {
    Set<Long> ours =
        switches.stream()
            .flatMap(known -> known.datapath().stream().boxed())
            .collect(Collectors.toSet());
    if (ours.size() < switches.size()) {
      return Set.of();
    }
    Set<Long> strangers =
        sessions.keySet().stream().filter(d -> !ours.contains(d)).collect(Collectors.toSet());
    for (long stranger : strangers) {
      session(stranger).ifPresent(open -> open.close("it is none of the switches here"));
      sessions.remove(stranger);
    }
    return strangers;
  }

  /** Why a switch is not here, and who is in its place. */
  IOException notHere(String name, long datapath) {
    for (long stranger : sendStrangersAway()) {
      return new IOException(
          "datapath %x is not bridge %s, which is %x".formatted(stranger, name, datapath));
    }
    return new IOException("bridge %s (datapath %x) is not connected".formatted(name, datapath));
  }

  @Override
  public void close() {
    listener.close();
  }
}
