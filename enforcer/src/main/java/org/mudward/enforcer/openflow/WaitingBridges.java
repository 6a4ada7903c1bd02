package org.mudward.enforcer.openflow;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bridges that wait for their entries after they have started anew ({@code flow-restore-wait} of
 * Open vSwitch). Until then they forward nothing new, and do not connect to their controller: we
 * connect to each by its own socket, and the session does what any other would. When all of them
 * have what they should, they are told to go on, and connect by themselves.
 *
 * <p>The word that they are to wait is one for all bridges of an Open vSwitch, and only asked for
 * when that starts: it is said again as soon as they have connected.
 */
final class WaitingBridges {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingBridges.class);

  /** An attempt on a socket of this machine costs nothing, and every packet waits for it. */
  private static final long LOOK_MILLIS = 50;

  /** One that does not wait, or was told to go on, connects by itself within this. */
  private static final long REST_MILLIS = 1000;

  private final SwitchSettings settings;
  private final OpenFlowListener listener;
  private final List<FlowSwitch> switches;

  WaitingBridges(SwitchSettings settings, OpenFlowListener listener, List<FlowSwitch> switches) {
    this.settings = settings;
    this.listener = listener;
    this.switches = switches;
  }

  /** Begins to look for bridges that are here and do not connect. */
  void start() {
    for (BridgeSettings bridge : settings.bridges()) {
      if (bridge.datapath().isEmpty()) {
        Door door = new Door(bridge);
        listener.every(LOOK_MILLIS, door::look);
      }
    }
  }

  /**
   * Tells Open vSwitch to go on, if its bridges wait and all of them have their entries.
   *
   * @param restored a switch that has them since now
   * @throws IOException if it cannot be told; it goes on waiting
   */
  void restored(FlowSwitch restored) throws IOException {
    List<FlowSwitch> reached = switches.stream().filter(FlowSwitch::isManaged).toList();
    if (!reached.contains(restored)
        || !reached.stream().allMatch(FlowSwitch::isInStep)
        || !switches.stream().allMatch(bridge -> bridge.isPlain() || !bridge.isMissing())) {
      return;
    }
    restored.control().restored();
    LOG.info("event=bridges.restored count={}", reached.size());
    reached.forEach(bridge -> bridge.leave("it has its entries, and connects by itself"));
  }

  /**
   * A bridge's own socket. One that was not to be reached for a while has started anew; one that is
   * there all the time mostly connects by itself. Event loop only.
   */
  private final class Door {
    private final BridgeSettings bridge;
    private boolean trying;
    private boolean startedAnew;
    private boolean missed;
    private long missedSince;

    Door(BridgeSettings bridge) {
      this.bridge = bridge;
    }

    void look() {
      long now = System.nanoTime();
      if (switches.stream().noneMatch(this::isMissed)) {
        missed = false;
        startedAnew = false;
      } else if (!missed) {
        missed = true;
        missedSince = now;
      }
      if (missed && !trying) {
        trying = true;
        boolean late = now - missedSince > TimeUnit.MILLISECONDS.toNanos(REST_MILLIS);
        boolean toStay = startedAnew || late;
        listener.connect(
            settings.managementSocket(bridge.name()), toStay, there -> ended(toStay, there));
      }
    }

    private boolean isMissed(FlowSwitch known) {
      return known.name().equals(bridge.name()) && known.isMissing();
    }

    private void ended(boolean toStay, boolean there) {
      trying = false;
      startedAnew = !there;
      if (toStay && there) {
        missed = false;
      }
    }
  }
}
