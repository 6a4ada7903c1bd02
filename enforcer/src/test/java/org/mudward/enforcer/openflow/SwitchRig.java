package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.mudward.enforcer.openflow.SwitchSettings.Foreign.KEEP;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.testing.OpenVSwitch;
import org.mudward.enforcer.testing.Requires;

/** A real Open vSwitch with its bridge, and our end of its connection. */
final class SwitchRig implements AutoCloseable {
  private final OpenVSwitch ovs;
  private final AtomicInteger connections = new AtomicInteger();
  private @Nullable TestHub hub;

  SwitchRig() throws Exception {
    Requires.openVSwitch();
    ovs = OpenVSwitch.start();
  }

  OpenVSwitch ovs() {
    return ovs;
  }

  /** How often a switch has connected. */
  int connections() {
    return connections.get();
  }

  /** Our end, once the bridge has connected; the one before is closed. */
  FlowSwitch connect(boolean bundles) throws Exception {
    return connect(bundles, false);
  }

  /**
   * The same.
   *
   * @param restoreWait whether the switch is to wait for its entries when it starts
   */
  FlowSwitch connect(boolean bundles, boolean restoreWait) throws Exception {
    if (hub != null) {
      hub.close();
    }
    int before = connections.get();
    TestHub created =
        new TestHub(
            new SwitchSettings(
                ovs.controllerAddress(),
                List.of(BridgeSettings.of(ovs.bridge())),
                Optional.of(ovs.database()),
                KEEP,
                restoreWait,
                false),
            connections,
            bundles);
    hub = created;
    created.hub().listen();
    created.flowSwitch().configure();
    eventually("the switch connects", () -> connections.get() > before);
    return created.flowSwitch();
  }

  static int changes(FlowResult result) {
    return assertInstanceOf(FlowResult.InForce.class, result).changes();
  }

  @Override
  public void close() throws IOException {
    if (hub != null) {
      hub.close();
    }
    ovs.close();
  }
}
