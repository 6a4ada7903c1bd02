package org.mudward.mud;

import java.util.List;
import java.util.stream.Stream;
import org.mudward.policy.Condition;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * The addresses that a MUD file writes out, where it should say whom it means (RFC 8520 section 2):
 * they are somebody else's in the next network, and change where names do not.
 */
public final class AddressLiterals {
  /** 224.0.0.0/4. */
  private static final int MULTICAST_BITS = 4;

  private AddressLiterals() {}

  /** Those of the lists that the file's policies name, each once, in their order. */
  public static List<Prefix> of(MudFile file) {
    return Stream.concat(file.fromDevice().stream(), file.toDevice().stream())
        .flatMap(list -> list.aces().stream())
        .flatMap(ace -> ace.conditions().stream())
        .filter(Condition.AddressIn.class::isInstance)
        .map(condition -> ((Condition.AddressIn) condition).prefix())
        .filter(AddressLiterals::isLiteral)
        .distinct()
        .toList();
  }

  /**
   * Whether this names hosts by their addresses. A prefix of length zero names nobody: it is any
   * host, as if there were none. Multicast and broadcast addresses mean the same in every network,
   * and have no names.
   */
  public static boolean isLiteral(Prefix prefix) {
    IpAddress first = prefix.address();
    if (prefix.length() == 0) {
      return false;
    }
    if (prefix.family() == Family.IPV6) {
      return first.high() >>> 56 != 0xFF;
    }
    boolean multicast = prefix.length() >= MULTICAST_BITS && first.low() >>> 28 == 0xE;
    return !multicast && first.low() != 0xFFFF_FFFFL;
  }
}
