package org.mudward.mud.manager;

import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.inventory.StoreException;
import org.mudward.mud.inventory.UrlClaim;
import org.mudward.mud.inventory.UrlHistory;
import org.mudward.mud.manager.CommandException.Kind;
import org.mudward.policy.MacAddress;

/** What an operator may do with a device. Writer only; each leaves a line in the journal. */
final class Commands {
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
      line.inventory().put(device.withQuarantine(true));
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

  /** Forgets a device; what the site file says of it stays. */
  boolean forget(MacAddress mac, String by) {
    DeviceEntry device = device(mac);
    line.inventory().forget(mac);
    line.devices().restore(mac);
    line.events().operator("operator.forget", mac, device.url(), "", by);
    return true;
  }

  private DeviceEntry device(MacAddress mac) {
    return line.inventory()
        .device(mac)
        .orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "no device " + mac));
  }
}
