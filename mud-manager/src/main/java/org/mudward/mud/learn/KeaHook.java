package org.mudward.mud.learn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Released;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * What Kea's servers of DHCPv4 and DHCPv6 tell the program of their hook library {@code
 * run_script}: leases that are given, given up, refused and run out. They do not tell what options
 * a client sent, so no MUD URL comes this way.
 *
 * <p>Of a lease of DHCPv6 Kea tells a hardware address only where it knows one; its configuration
 * says what it may take that from. Prefixes are no addresses of anybody.
 *
 * <p>Everything here was chosen by whoever is on the network; a call that makes no sense says
 * nothing.
 */
public final class KeaHook {
  /** A client gets one address for a message of its; far more are somebody's attempt. */
  private static final int MAX_LEASES = 16;

  private static final String ETHERNET = "1";

  /** Associations of addresses, for long and for a while (RFC 8415 sections 6.2 and 6.5). */
  private static final Set<String> ADDRESS_TYPES = Set.of("IA_NA", "IA_TA");

  /** All bits set: a lease without end (RFC 2131 section 3.3). */
  private static final Duration ENDLESS = Duration.ofSeconds(0xFFFF_FFFFL);

  private final Map<String, String> environment;
  private final Family family;

  private KeaHook(Map<String, String> environment, Family family) {
    this.environment = environment;
    this.family = family;
  }

  /**
   * Reads one call.
   *
   * @param arguments the hook point; others than those of leases, of today or to come, say nothing
   * @param environment the variables of the call; those that are not Kea's are not looked at
   */
  public static List<Sighting> read(List<String> arguments, Map<String, String> environment) {
    if (arguments.size() != 1) {
      return List.of();
    }
    return switch (arguments.get(0)) {
      case "leases4_committed" -> new KeaHook(environment, Family.IPV4).committed("LEASES4_AT");
      case "leases6_committed" -> new KeaHook(environment, Family.IPV6).committed("LEASES6_AT");
      case "lease4_release", "lease4_expire", "lease4_decline" ->
          new KeaHook(environment, Family.IPV4).released("LEASE4").stream().toList();
      case "lease6_release", "lease6_expire", "lease6_decline" ->
          new KeaHook(environment, Family.IPV6).released("LEASE6").stream().toList();
      default -> List.of();
    };
  }

  /** What a client gave up comes before what it was given. */
  private List<Sighting> committed(String leases) {
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < MAX_LEASES; i++) {
      released("DELETED_" + leases + i).ifPresent(sightings::add);
    }
    for (int i = 0; i < MAX_LEASES; i++) {
      leased(leases + i).ifPresent(sightings::add);
    }
    return List.copyOf(sightings);
  }

  private Optional<String> word(String lease, String leaf) {
    return Optional.ofNullable(environment.get(lease + "_" + leaf));
  }

  /** Of a lease that does not say for how long it is, nothing is believed. */
  private Optional<Sighting> leased(String lease) {
    if (word(lease, "STATE").filter("default"::equals).isEmpty()) {
      return Optional.empty();
    }
    return HookWords.seconds(environment.get(lease + "_VALID_LIFETIME"))
        .filter(time -> !time.isZero() && time.compareTo(ENDLESS) <= 0)
        .flatMap(
            time ->
                mac(lease)
                    .flatMap(
                        mac ->
                            address(lease)
                                .map(
                                    ip ->
                                        new Leased(mac, ip, time.equals(ENDLESS) ? null : time))));
  }

  private Optional<Sighting> released(String lease) {
    return mac(lease).flatMap(mac -> address(lease).map(ip -> new Released(mac, ip)));
  }

  private Optional<MacAddress> mac(String lease) {
    return ETHERNET.equals(environment.get(lease + "_HWADDR_TYPE"))
        ? HookWords.mac(environment.get(lease + "_HWADDR"))
        : Optional.empty();
  }

  private Optional<IpAddress> address(String lease) {
    boolean host =
        family == Family.IPV4 || word(lease, "TYPE").filter(ADDRESS_TYPES::contains).isPresent();
    return HookWords.address(environment.get(lease + "_ADDRESS"))
        .filter(address -> host && address.family() == family)
        .filter(address -> family == Family.IPV4 || DhcpV6Addresses.isHost(address));
  }
}
