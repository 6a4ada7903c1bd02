package org.mudward.mud.manager;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.inventory.StoreException;
import org.mudward.mud.inventory.UrlClaim;
import org.mudward.mud.inventory.UrlHistory;
import org.mudward.mud.manager.CommandException.Kind;
import org.mudward.policy.MacAddress;

/** What an operator may do with a device. Writer only; each leaves a line in the journal. */
final class Commands {
  /** A week: whoever wants a device let go for longer writes that into the site file. */
  static final Duration MAX_PAUSE = Duration.ofDays(7);

  private final Line line;

  Commands(Line line) {
    this.line = line;
  }

  /**
   * Agrees to what a device waits for: the URL that it shows in place of another, else the octets
   * of the file that waits for its URL, or that another signed than its certificate wants.
   *
   * @throws CommandException if it waits for nothing that a person could agree to
   */
  DeviceView approve(MacAddress mac, String by) throws StoreException {
    DeviceEntry device = device(mac);
    MudUrl url = device.url();
    if (url == null) {
      throw new CommandException(Kind.CONFLICT, mac + " shows no MUD URL to approve");
    }
    UrlClaim claim = device.urls().claim();
    if (claim != null) {
      follow(device, claim, by);
    } else {
      if (line.placements().foreignSigner(device).isPresent()) {
        line.fileCommands().vouch(url, by);
      } else {
        line.fileCommands().approve(url, by);
      }
      line.events().operator("device.approved", mac, url, "by the approval of its file", by);
    }
    return line.view(device(mac));
  }

  /** One on trial is followed with the file that waits for it, which no trial could settle. */
  private void follow(DeviceEntry device, UrlClaim claim, String by) throws StoreException {
    if (!claim.holds()) {
      line.fileCommands().approve(claim.url(), by);
    }
    UrlHistory followed = device.urls().followed(claim).withChanges(0);
    line.inventory().put(device.withUrls(followed).withDeparted(false).withRemark(""));
    line.events()
        .operator("device.approved", device.mac(), claim.url(), "in place of " + device.url(), by);
  }

  /**
   * Says no to the file that waits for a device's URL.
   *
   * @throws CommandException if none does
   */
  DeviceView reject(MacAddress mac, String by) {
    DeviceEntry device = device(mac);
    MudUrl url = device.url();
    if (url == null) {
      throw new CommandException(Kind.CONFLICT, mac + " shows no MUD URL, so no file waits for it");
    }
    line.fileCommands().reject(url, by);
    return line.view(device);
  }

  /** Puts a device aside. */
  DeviceView quarantine(MacAddress mac, String by) {
    DeviceEntry device = device(mac);
    if (!device.quarantined()) {
      line.inventory().put(device.withQuarantine(true).withPause(null));
      line.events().operator("operator.quarantine", mac, device.url(), "", by);
    }
    return line.view(device(mac));
  }

  /**
   * Takes a device out of quarantine; one that is held for a changed URL goes on with the one that
   * it had.
   *
   * @throws CommandException if it is held for neither
   */
  DeviceView release(MacAddress mac, String by) {
    DeviceEntry device = device(mac);
    DeviceEntry released;
    if (device.quarantined()) {
      released = device.withQuarantine(false);
    } else if (device.urls().claim() != null) {
      released = device.withUrls(device.urls().withClaim(null).withChanges(0));
    } else {
      throw new CommandException(
          Kind.CONFLICT, mac + " is not in quarantine and is held for no changed URL");
    }
    line.inventory().put(released);
    line.events().operator("operator.release", mac, device.url(), "", by);
    return line.view(device(mac));
  }

  /**
   * Lets a device do what it likes for a time; afterwards it is judged as before.
   *
   * @throws CommandException if it is in quarantine, or the time is none or too long
   */
  DeviceView pause(MacAddress mac, Duration time, Instant now, String by) {
    DeviceEntry device = device(mac);
    if (device.quarantined()) {
      throw new CommandException(Kind.CONFLICT, mac + " is in quarantine: release it first");
    }
    if (time.isZero() || time.isNegative() || time.compareTo(MAX_PAUSE) > 0) {
      throw new CommandException(
          Kind.CONFLICT, "a pause lasts at most " + MAX_PAUSE.toDays() + " days");
    }
    Instant until = now.plus(time).truncatedTo(ChronoUnit.SECONDS);
    DeviceEntry paused = device.withPause(until);
    line.inventory().put(paused);
    line.events().operator("operator.pause", mac, device.url(), "until " + until, by);
    return line.view(paused);
  }

  /**
   * Ends a pause before its time.
   *
   * @throws CommandException if there is none
   */
  DeviceView resume(MacAddress mac, String by) {
    DeviceEntry device = device(mac);
    if (device.pausedUntil() == null) {
      throw new CommandException(Kind.CONFLICT, mac + " is not paused");
    }
    DeviceEntry judged = device.withPause(null);
    line.inventory().put(judged);
    line.events().operator("operator.resume", mac, device.url(), "", by);
    return line.view(judged);
  }

  /** Forgets a device; what the site file says of it stays. */
  boolean forget(MacAddress mac, String by) {
    DeviceEntry device = device(mac);
    line.inventory().forget(mac);
    line.devices().forgotten(mac);
    line.devices().restore(mac);
    line.forgetViolations(mac);
    line.events().operator("operator.forget", mac, device.url(), "", by);
    return true;
  }

  private DeviceEntry device(MacAddress mac) {
    return line.inventory()
        .device(mac)
        .orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "no device " + mac));
  }
}
