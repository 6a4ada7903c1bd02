package org.mudward.mud.parse;

import java.util.regex.Pattern;
import org.mudward.policy.IpAddress;

/** The YANG type {@code host}: an address, or a domain name (RFC 6991 section 4). */
final class Host {
  /** Characters of a domain name. */
  private static final int MAX_NAME = 253;

  private static final String LABEL = "(?:[A-Za-z0-9_][A-Za-z0-9_-]{0,61})?[A-Za-z0-9]";
  private static final Pattern NAME =
      Pattern.compile("(?:(?:" + LABEL + "\\.)*" + LABEL + "\\.?)|\\.");

  private Host() {}

  static boolean isHost(String text) {
    return isName(text) || IpAddress.find(text).isPresent();
  }

  /** Whether it has the form of a name; a dotted address has it too. */
  static boolean isName(String text) {
    return text.length() <= MAX_NAME && NAME.matcher(text).matches();
  }
}
