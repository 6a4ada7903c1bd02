package org.mudward.mud.learn;

import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.MacAddress;

/**
 * Reads what a device emits in place of a MUD URL: {@code mudurl [ SP reserved ]} (RFC 8520 section
 * 10).
 *
 * <p>Anything that is not a MUD URL becomes a problem to show, never an exception and never a URL
 * that was repaired: a text that two parties may read differently names no file.
 */
final class MudString {
  /** RFC 8520 sections 10 and 12, in octets, with what follows the URL. */
  private static final int MAX_STRING = 255;

  /** Room for one sentence and 80 characters of what was found; it goes into journal and log. */
  private static final int MAX_PROBLEM = 200;

  private MudString() {}

  /** What the device said, as a sighting; with a problem instead of a URL if it is none. */
  static Emitted emitted(MacAddress mac, String text, Source source) {
    if (text.isEmpty() || text.length() > MAX_STRING) {
      return refused(
          mac, source, "a MUD URL with what follows it has 1 to 255 octets, not " + text.length());
    }
    int space = text.indexOf(' ');
    String url = space < 0 ? text : text.substring(0, space);
    try {
      return new Emitted(mac, new MudUrl(url), source, null);
    } catch (IllegalArgumentException e) {
      return refused(mac, source, String.valueOf(e.getMessage()));
    }
  }

  /** The sighting of a device that emitted something that is no MUD URL. */
  static Emitted refused(MacAddress mac, Source source, String problem) {
    return new Emitted(mac, null, source, printable(problem));
  }

  /** A text that may go into journal and log, whatever was in it. */
  static String printable(String text) {
    String shown = text.length() > MAX_PROBLEM ? text.substring(0, MAX_PROBLEM) + "..." : text;
    return shown.replaceAll("[^\\x20-\\x7E]", "?");
  }
}
