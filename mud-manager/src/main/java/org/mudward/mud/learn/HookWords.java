package org.mudward.mud.learn;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * Words of a DHCP server about a client. Whoever is on the network may have chosen them: they are
 * compared and parsed, and what makes no sense is not there.
 */
final class HookWords {
  /** More digits than any lease of 32 bits has; keeps the parsing of a number short. */
  private static final int MAX_DIGITS = 10;

  private HookWords() {}

  static Optional<MacAddress> mac(@Nullable String text) {
    return parsed(text, MacAddress::parse).flatMap(DeviceMac::checked);
  }

  static Optional<IpAddress> address(@Nullable String text) {
    return parsed(text, IpAddress::parse);
  }

  /** A time in whole seconds. */
  static Optional<Duration> seconds(@Nullable String text) {
    String digits = text == null ? "" : text;
    boolean number =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Optional.of(Duration.ofSeconds(Long.parseLong(digits))) : Optional.empty();
  }

  private static <T> Optional<T> parsed(@Nullable String text, Function<String, T> parser) {
    try {
      return text == null ? Optional.empty() : Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
