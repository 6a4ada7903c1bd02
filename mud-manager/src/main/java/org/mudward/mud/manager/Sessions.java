package org.mudward.mud.manager;

import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.learn.Session;
import org.mudward.mud.learn.Sighting.Joined;
import org.mudward.mud.learn.Sighting.Source;

/**
 * What follows from the sessions by which switches let devices in (IEEE 802.1X). Writer only.
 *
 * <p>When a session ends, whoever shows up next with the device's address may be another thing:
 * what the device proved ends, and so does what it merely claimed, which nothing bound to it (RFC
 * 8520 section 16). What ends late, because the device has moved on to another switch, ends
 * nothing; but only what surely is another session counts as that.
 */
final class Sessions {
  private final Events events;

  Sessions(Events events) {
    this.events = events;
  }

  /**
   * A session has begun. One without a certificate does not take the place of the one for which the
   * device authenticated itself by one: else whoever borrows its address elsewhere would keep alive
   * what it proved.
   */
  DeviceEntry joined(DeviceEntry device, Joined joined) {
    Session before = device.session();
    Session session = joined.session();
    if (joined.proved() || before == null || device.source() != Source.X509) {
      return device.withSession(session);
    }
    if (session.isOtherThan(before)) {
      events.device(
          "session.elsewhere",
          device.mac(),
          device.url(),
          "let in " + session + ", while it authenticated itself " + before);
      return device;
    }
    return device.withSession(before.or(session));
  }

  /** A session has ended. */
  DeviceEntry left(DeviceEntry device, Session ended) {
    Session known = device.session();
    if (known != null && ended.isOtherThan(known)) {
      events.device(
          "session.other",
          device.mac(),
          device.url(),
          "the end of the session " + ended + " changes nothing: it is let in " + known);
      return device;
    }
    DeviceEntry out = device.withSession(null);
    Source source = device.source();
    if (source == null || source.isWritten() || device.departed()) {
      return out;
    }
    String how =
        source == Source.X509
            ? "the session ended for which it authenticated itself"
            : "the session ended in which it showed its URL by " + source;
    events.device("device.departed", device.mac(), device.url(), how);
    return Devices.departed(out.withAnnouncedFor(null));
  }
}
