package org.mudward.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mudward.cli.audit.ShownUrls;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.MacAddress;

/**
 * The devices that show their MUD URL only while frames are judged that cannot be read twice: from
 * a stream, or an interface. They are judged by the file of that URL from the next frame on, to the
 * end: should one show another URL later, a notice says so.
 *
 * <p>Confined to one thread.
 */
final class Newcomers {
  /**
   * How many may come: each time all tables are made anew. More are no site, but somebody who
   * invents devices.
   */
  static final int MAX_NEWCOMERS = 1_000;

  private final Site site;
  private final MudFolder folder;
  private final boolean lenient;
  private final List<String> notices = new ArrayList<>();
  private DeviceFiles files;
  private int came;

  /**
   * @param files what is chosen before the first frame
   */
  Newcomers(Site site, MudFolder folder, boolean lenient, DeviceFiles files) {
    this.site = site;
    this.folder = folder;
    this.lenient = lenient;
    this.files = files;
  }

  /** What holds after a device showed something new; empty if nothing else than before. */
  Optional<OfflineSite> heard(MacAddress mac, ShownUrls shown) {
    try {
      DeviceFiles next = files.after(mac, shown, site, folder);
      if (next.equals(files)) {
        return Optional.empty();
      }
      if (++came > MAX_NEWCOMERS) {
        if (came == MAX_NEWCOMERS + 1) {
          notices.add(
              "more than "
                  + MAX_NEWCOMERS
                  + " devices came while frames were judged; later ones"
                  + " are not judged");
        }
        return Optional.empty();
      }
      OfflineSite offline = OfflineSite.with(site, next.files(), lenient);
      files = next;
      return Optional.of(offline);
    } catch (CommandFailure e) {
      // what was judged so far is not lost for it
      notices.add(mac + " is judged as before: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Who has which file now. */
  DeviceFiles files() {
    return files;
  }

  /** What the user should know. */
  List<String> notices() {
    return List.copyOf(notices);
  }
}
