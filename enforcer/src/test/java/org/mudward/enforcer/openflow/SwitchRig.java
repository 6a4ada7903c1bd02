package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.mudward.enforcer.openflow.SwitchSettings.Foreign.KEEP;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.testing.OpenVSwitch;
import org.mudward.enforcer.testing.Requires;

/** A real Open vSwitch with its bridge, and our end of its connection. */
final class SwitchRig implements AutoCloseable {
  private final OpenVSwitch ovs;
  private final AtomicInteger connections = new AtomicInteger();
  private @Nullable FlowSwitch flowSwitch;

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
    if (flowSwitch != null) {
      flowSwitch.close();
    }
    int before = connections.get();
    FlowSwitch created =
        new FlowSwitch(
            new SwitchSettings(
                ovs.controllerAddress(), ovs.bridge(), Optional.of(ovs.database()), KEEP),
            (port, frame) -> {},
            connections::incrementAndGet,
            bundles);
    flowSwitch = created;
    created.listen();
    created.configure();
    eventually("the switch connects", () -> connections.get() > before);
    return created;
  }

  static int changes(FlowResult result) {
    return assertInstanceOf(FlowResult.InForce.class, result).changes();
  }

  @Override
  public void close() throws IOException {
    if (flowSwitch != null) {
      flowSwitch.close();
    }
    ovs.close();
  }
}
