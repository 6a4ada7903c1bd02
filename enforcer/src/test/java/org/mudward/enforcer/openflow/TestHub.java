package org.mudward.enforcer.openflow;

import java.util.concurrent.atomic.AtomicInteger;

/** A hub that counts how often a switch has connected. */
final class TestHub implements AutoCloseable {
  private final SwitchHub hub;

  TestHub(SwitchSettings settings, AtomicInteger connections, boolean bundles) {
    SwitchHub.Listener events =
        new SwitchHub.Listener() {
          @Override
          public void connected() {
            connections.incrementAndGet();
          }

          @Override
          public void portsChanged() {
            // whoever applies next finds them
          }
        };
    hub = new SwitchHub(settings, (port, frame) -> {}, events, bundles);
  }

  SwitchHub hub() {
    return hub;
  }

  /** The first of its switches. */
  FlowSwitch flowSwitch() {
    return hub.switches().get(0);
  }

  @Override
  public void close() {
    hub.close();
  }
}
