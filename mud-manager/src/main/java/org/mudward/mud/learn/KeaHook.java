package org.mudward.mud.learn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Released;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * What Kea's DHCPv4 server tells the program of its hook library {@code run_script}: leases that
 * are given, given up, refused and run out. It does not tell what options a client sent, so no MUD
 * URL comes this way.
 *
 * <p>Everything here was chosen by whoever is on the network; a call that makes no sense says
 * nothing.
 */
public final class KeaHook {
  /** A client gets one address for a message of its; far more are somebody's attempt. */
  private static final int MAX_LEASES = 16;

  private static final String ETHERNET = "1";

  /** All bits set: a lease without end (RFC 2131 section 3.3). */
  private static final Duration ENDLESS = Duration.ofSeconds(0xFFFF_FFFFL);

  private KeaHook() {}

  /**
   * Reads one call.
   *
   * @param arguments the hook point; others than those of leases of DHCPv4, of today or to come,
   *     say nothing
   * @param environment the variables of the call; those that are not Kea's are not looked at
   */
  public static List<Sighting> read(List<String> arguments, Map<String, String> environment) {
    if (arguments.size() != 1) {
      return List.of();
    }
    return switch (arguments.get(0)) {
      case "leases4_committed" -> committed(environment);
      case "lease4_release", "lease4_expire", "lease4_decline" ->
          released(environment, "LEASE4").stream().toList();
      default -> List.of();
    };
  }

  /** What a client gave up comes before what it was given. */
  private static List<Sighting> committed(Map<String, String> environment) {
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < MAX_LEASES; i++) {
      released(environment, "DELETED_LEASES4_AT" + i).ifPresent(sightings::add);
    }
    for (int i = 0; i < MAX_LEASES; i++) {
      leased(environment, "LEASES4_AT" + i).ifPresent(sightings::add);
    }
    return List.copyOf(sightings);
  }

  /** Of a lease that does not say for how long it is, nothing is believed. */
  private static Optional<Sighting> leased(Map<String, String> environment, String lease) {
    if (!"default".equals(environment.get(lease + "_STATE"))) {
      return Optional.empty();
    }
    return HookWords.seconds(environment.get(lease + "_VALID_LIFETIME"))
        .filter(time -> !time.isZero() && time.compareTo(ENDLESS) <= 0)
        .flatMap(
            time ->
                mac(environment, lease)
                    .flatMap(
                        mac ->
                            address(environment, lease)
                                .map(
                                    ip ->
                                        new Leased(mac, ip, time.equals(ENDLESS) ? null : time))));
  }

  private static Optional<Sighting> released(Map<String, String> environment, String lease) {
    return mac(environment, lease)
        .flatMap(mac -> address(environment, lease).map(ip -> new Released(mac, ip)));
  }

  private static Optional<MacAddress> mac(Map<String, String> environment, String lease) {
    return ETHERNET.equals(environment.get(lease + "_HWADDR_TYPE"))
        ? HookWords.mac(environment.get(lease + "_HWADDR"))
        : Optional.empty();
  }

  private static Optional<IpAddress> address(Map<String, String> environment, String lease) {
    return HookWords.address(environment.get(lease + "_ADDRESS"))
        .filter(address -> address.family() == Family.IPV4);
  }
}
