package org.mudward.enforcer;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.openflow.SwitchSettings;
import org.mudward.enforcer.testing.OpenVSwitch;
import org.mudward.enforcer.testing.Requires;

/** A real Open vSwitch, a manager that the test plays, and an enforcer between them. */
final class EnforcerRig implements AutoCloseable {
  private static final long OFTEN_MILLIS = 200;

  private final Path folder;
  private final OpenVSwitch ovs;
  private final FakeManager manager;
  private @Nullable Enforcer enforcer;

  private EnforcerRig(Path folder, OpenVSwitch ovs, FakeManager manager) {
    this.folder = folder;
    this.ovs = ovs;
    this.manager = manager;
  }

  /** All but the enforcer, with its files in this folder. */
  static EnforcerRig in(Path folder) throws Exception {
    Requires.openVSwitch();
    return new EnforcerRig(
        folder, OpenVSwitch.start(), new FakeManager(folder.resolve("link.sock")));
  }

  OpenVSwitch ovs() {
    return ovs;
  }

  FakeManager manager() {
    return manager;
  }

  /** Starts an enforcer, which goes on with what the one before has left. */
  void start(SwitchSettings switches) throws IOException {
    EnforcerSettings settings =
        new EnforcerSettings(folder.resolve("state"), folder.resolve("link.sock"), switches);
    Enforcer started = new Enforcer(settings, new OpenFlowBackend(switches), OFTEN_MILLIS);
    enforcer = started;
    started.start();
  }

  /** Ends the enforcer, if one runs. */
  void end() {
    if (enforcer != null) {
      enforcer.close();
      enforcer = null;
    }
  }

  @Override
  public void close() throws IOException {
    end();
    manager.close();
    ovs.close();
  }
}
