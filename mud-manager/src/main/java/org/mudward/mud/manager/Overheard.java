package org.mudward.mud.manager;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mudward.mud.learn.Traits;
import org.mudward.policy.MacAddress;

/**
 * What those who are no devices yet said of themselves: they speak before they have an address.
 * Saying something makes nobody a device, so whoever invents senders fills nothing but this. Writer
 * only.
 */
final class Overheard {
  /** All devices of a large part of a site, back after a power cut; the oldest makes room. */
  static final int MAX_STRANGERS = 1_000;

  private final Map<MacAddress, Traits> strangers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MacAddress, Traits> eldest) {
          return size() > MAX_STRANGERS;
        }
      };

  /** Somebody who is no device said something. */
  void heard(MacAddress mac, Traits said) {
    strangers.merge(mac, said, (before, now) -> before.with(now.all()));
  }

  /** What somebody said who is a device now. */
  Traits take(MacAddress mac) {
    Traits said = strangers.remove(mac);
    return said == null ? Traits.NONE : said;
  }
}
