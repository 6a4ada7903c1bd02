package org.mudward.mud.manager;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.MacAddress;

/**
 * Until when the announcements of devices by LLDP hold. Writer only.
 *
 * <p>For how long one holds is remembered with its device; when it was heard last is not, because
 * that would have to be saved with each frame. While no enforcer is connected nobody listens, and
 * nothing ends.
 */
final class Announcements {
  private final BooleanSupplier listening;
  private final Map<MacAddress, Instant> ends = new HashMap<>();
  private boolean deaf = true;

  /**
   * @param listening whether frames can reach the manager
   */
  Announcements(BooleanSupplier listening) {
    this.listening = listening;
  }

  /** Gives all devices their time again when somebody listens who did not before. */
  void look(Collection<DeviceEntry> devices, Instant now) {
    boolean hears = listening.getAsBoolean();
    if (hears && deaf) {
      devices.forEach(device -> renew(device, now));
    }
    deaf = !hears;
  }

  /** Gives a device its time again. */
  void renew(DeviceEntry device, Instant now) {
    Duration time = device.announcedFor();
    if (time != null) {
      ends.put(device.mac(), now.plus(time));
    }
  }

  /** The same device, having emitted something that may be an announcement. */
  DeviceEntry heard(DeviceEntry device, Emitted emitted, Instant now) {
    Duration time = emitted.lasting();
    if (emitted.source() != Source.LLDP || time == null) {
      return device;
    }
    DeviceEntry next = device.withAnnouncedFor(time);
    renew(next, now);
    return next;
  }

  /** Whether an announcement was not repeated in its time. */
  boolean hasEnded(DeviceEntry device, Instant now) {
    Instant end = deaf || device.announcedFor() == null ? null : ends.get(device.mac());
    return end != null && !end.isAfter(now);
  }
}
