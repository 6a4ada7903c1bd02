package org.mudward.mud.resolve;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mudward.policy.IpAddress;

/**
 * How host names are compared and which of them can be asked for: without case and final dot (RFC
 * 4343; RFC 8520 section 4.1).
 */
public final class HostNames {
  /** RFC 1035 section 2.3.4, in characters without the final dot. */
  private static final int MAX_NAME = 253;

  private static final Pattern LABELS =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

  private HostNames() {}

  /** The form in which two names that mean the same are the same. */
  public static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** The address that an address literal in place of a name means (RFC 6991, inet:host). */
  public static Optional<IpAddress> literal(String name) {
    return IpAddress.find(name);
  }

  /** Whether a resolver can be asked for it: a name within the limits of DNS, and no literal. */
  public static boolean isAskable(String canonical) {
    return canonical.length() <= MAX_NAME
        && LABELS.matcher(canonical).matches()
        && literal(canonical).isEmpty();
  }
}
