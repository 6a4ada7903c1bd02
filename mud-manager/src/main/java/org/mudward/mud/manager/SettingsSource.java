package org.mudward.mud.manager;

import java.io.IOException;
import java.util.List;

/** Where the operator's settings are written: asked when he says that they are others now. */
public interface SettingsSource {
  /**
   * Reads them as they are now, and compares them with those in force.
   *
   * @throws IOException saying what cannot be used
   */
  Proposal read() throws IOException;

  /**
   * Other settings.
   *
   * @param changes what they say otherwise, a line each
   * @param needRestart those keys among them that cannot change while the manager runs
   * @param accepted to be called when they are in force
   */
  record Proposal(
      ManagerSettings settings, List<String> changes, List<String> needRestart, Runnable accepted) {
    public Proposal {
      changes = List.copyOf(changes);
      needRestart = List.copyOf(needRestart);
    }
  }
}
