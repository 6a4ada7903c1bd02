package org.mudward.enforcer.capture;

import java.util.ArrayList;
import java.util.List;

/** What of a capture could not be read, in words, as it is found. */
final class Losses {
  private final List<String> damage = new ArrayList<>();
  private boolean cut;
  private long brokenRecords;

  /** The capture ends within a record, as one does whose writer was stopped. */
  void cutOff() {
    cut = true;
  }

  /** One record makes no sense; those after it may. */
  void brokenRecord() {
    brokenRecords++;
  }

  /** Nothing after this place can be made out. */
  void damage(String what) {
    damage.add(what);
  }

  boolean isCut() {
    return cut;
  }

  List<String> damage() {
    List<String> all = new ArrayList<>(damage);
    if (brokenRecords > 0) {
      all.add("records that make no sense and are left out: " + brokenRecords);
    }
    return List.copyOf(all);
  }
}
