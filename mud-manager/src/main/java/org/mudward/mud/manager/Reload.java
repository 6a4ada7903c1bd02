package org.mudward.mud.manager;

import java.util.List;

/**
 * What other settings come to.
 *
 * @param applied whether they are in force now
 * @param changes what they say otherwise, a line each
 * @param needRestart those keys among them that cannot change while the manager runs
 * @param consequences what follows for devices, in words
 */
public record Reload(
    boolean applied, List<String> changes, List<String> needRestart, List<String> consequences) {
  public Reload {
    changes = List.copyOf(changes);
    needRestart = List.copyOf(needRestart);
    consequences = List.copyOf(consequences);
  }
}
