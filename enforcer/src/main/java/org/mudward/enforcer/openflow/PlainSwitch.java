package org.mudward.enforcer.openflow;

import java.net.InetSocketAddress;
import java.util.List;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;

/**
 * A switch that is configured by somebody else: OpenFlow has no words for what it does while its
 * controller is away, or for who else controls it.
 */
final class PlainSwitch implements SwitchControl {
  private final long datapath;
  private final Limitation unseen;

  PlainSwitch(String name, long datapath) {
    this.datapath = datapath;
    unseen =
        new Limitation(
            Origin.NO_MATCH,
            "whether switch "
                + name
                + " forwards by itself without its controller cannot be asked:"
                + " see that it is in fail-secure mode");
  }

  @Override
  public State read(InetSocketAddress controller) {
    return new State(datapath, List.of(), List.of(unseen));
  }

  @Override
  public void configure(InetSocketAddress controller) {
    // Nobody but its owner can.
  }

  @Override
  public void restored() {
    // It does not wait.
  }
}
