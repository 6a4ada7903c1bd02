package org.mudward.mud.learn;

import java.util.List;
import java.util.Optional;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.MacAddress;

/** The options of a DHCP message of either family, as far as a MUD URL is looked for in them. */
interface UrlOptions {
  /** Whether an option comes more than once. */
  boolean isRepeated(int code);

  /** Whether this is the option that runs past the end. */
  boolean isCut(int code);

  /** The octets of the option as characters, each the one of its number; if it comes just once. */
  Optional<String> text(int code);

  /** What a device says in the option for its URL (RFC 8520 section 10); nothing without one. */
  default List<Sighting> emitted(MacAddress device, int code, Source source) {
    if (isRepeated(code)) {
      return refused(
          device, source, "the MUD URL option comes more than once (RFC 8520 section 10)");
    }
    if (isCut(code)) {
      return refused(device, source, "the MUD URL option runs past the end of the message");
    }
    return text(code)
        .<List<Sighting>>map(text -> List.of(MudString.emitted(device, text, source)))
        .orElse(List.of());
  }

  private static List<Sighting> refused(MacAddress device, Source source, String problem) {
    return List.of(MudString.refused(device, source, problem));
  }
}
