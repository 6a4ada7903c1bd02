package org.mudward.mud.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.inventory.Inventory;
import org.mudward.policy.MacAddress;

/**
 * Writes the journal, and sees to it that nobody fills it: what devices cause is counted, and the
 * surplus becomes one line. Writer only.
 */
final class Events {
  /** Lines that one device may cause in an hour; an honest one causes eight when it joins. */
  static final int MAX_OF_A_DEVICE = 30;

  /** Lines that new devices together may cause in an hour, so that invented ones do not help. */
  static final int MAX_OF_NEW = 5_000;

  /** Lines that all devices together may cause in an hour: a large site after a power cut. */
  static final int MAX_OF_ALL = 20_000;

  /**
   * Lines about what a device tried in vain, in an hour, beside the others: whoever tries much must
   * not hide what else becomes of it. All of it is among the violations.
   */
  static final int MAX_VIOLATIONS_OF_A_DEVICE = 10;

  /** The same of new devices together. */
  static final int MAX_VIOLATIONS_OF_NEW = 500;

  /** The same of all devices together. */
  static final int MAX_VIOLATIONS_OF_ALL = 2_000;

  private static final Duration PERIOD = Duration.ofHours(1);

  private final Inventory inventory;
  private final Clock clock;
  private final Map<MacAddress, Integer> counts = new HashMap<>();
  private final Map<MacAddress, Integer> violationCounts = new HashMap<>();
  private int violations;
  private int violationsOfNew;
  private int all;
  private int ofNew;
  private Instant periodEnd = Instant.EPOCH;

  Events(Inventory inventory, Clock clock) {
    this.inventory = inventory;
    this.clock = clock;
  }

  /** Something that a device did. */
  void device(String event, MacAddress mac, @Nullable MudUrl url, String text) {
    counted(event, mac, url, text, "device");
  }

  /** Something that the manager did because of a device. */
  void outcome(String event, MacAddress mac, @Nullable MudUrl url, String text) {
    counted(event, mac, url, text, "manager");
  }

  /** A device tries something that is dropped, for the first time. */
  void violation(MacAddress mac, String text) {
    startPeriod();
    boolean stranger = isNew(mac);
    boolean full =
        violations >= MAX_VIOLATIONS_OF_ALL
            || (stranger && violationsOfNew >= MAX_VIOLATIONS_OF_NEW);
    if (!full && violationCounts.merge(mac, 1, Integer::sum) <= MAX_VIOLATIONS_OF_A_DEVICE) {
      violations++;
      violationsOfNew += stranger ? 1 : 0;
      MudUrl url = inventory.device(mac).map(DeviceEntry::url).orElse(null);
      append("policy.violation", mac, url, text, "manager");
    }
  }

  private void counted(
      String event, MacAddress mac, @Nullable MudUrl url, String text, String actor) {
    startPeriod();
    boolean stranger = isNew(mac);
    boolean full = all >= MAX_OF_ALL || (stranger && ofNew >= MAX_OF_NEW);
    int count = full ? Integer.MAX_VALUE : counts.merge(mac, 1, Integer::sum);
    if (count <= MAX_OF_A_DEVICE) {
      append(event, mac, url, text, actor);
      countLine(stranger);
    } else if (count == MAX_OF_A_DEVICE + 1) {
      append("device.noisy", mac, null, "it causes too much; the rest is left out", "manager");
    }
  }

  private void countLine(boolean stranger) {
    all++;
    ofNew += stranger ? 1 : 0;
    if (all == MAX_OF_ALL || (stranger && ofNew == MAX_OF_NEW)) {
      String who = stranger ? "new devices" : "devices";
      append("journal.full", null, null, who + " cause too much; the rest is left out", "manager");
    }
  }

  private boolean isNew(MacAddress mac) {
    Instant start = periodEnd.minus(PERIOD);
    return inventory.device(mac).map(device -> !device.firstSeen().isBefore(start)).orElse(true);
  }

  private void startPeriod() {
    Instant now = clock.instant();
    if (!now.isBefore(periodEnd) || now.isBefore(periodEnd.minus(PERIOD))) {
      periodEnd = now.plus(PERIOD);
      counts.clear();
      all = 0;
      ofNew = 0;
      violationCounts.clear();
      violations = 0;
      violationsOfNew = 0;
    }
  }

  /** Something that the manager did. */
  void manager(String event, @Nullable MacAddress mac, @Nullable MudUrl url, String text) {
    append(event, mac, url, text, "manager");
  }

  /** Something that an enforcer said. */
  void enforcer(String event, String text, String name) {
    append(event, null, null, text, name);
  }

  /** Something that a person decided. */
  void operator(
      String event, @Nullable MacAddress mac, @Nullable MudUrl url, String text, String by) {
    append(event, mac, url, text, by);
  }

  private void append(
      String event, @Nullable MacAddress mac, @Nullable MudUrl url, String text, String actor) {
    inventory.append(clock.instant(), event, mac, url, text, actor);
  }
}
