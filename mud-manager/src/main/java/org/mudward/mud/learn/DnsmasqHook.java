package org.mudward.mud.learn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Released;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * What dnsmasq tells the program of its {@code --dhcp-script}: leases that come, change and go, and
 * the MUD URL that the client sent.
 *
 * <p>Everything here was chosen by whoever is on the network. It is compared and parsed, never run,
 * joined or looked up; a call that makes no sense says nothing.
 */
public final class DnsmasqHook {
  /** What it passes on of the client's own words; by IPv6 it is written otherwise. */
  private static final Map<String, Trait.Kind> TRAITS =
      Map.of(
          "DNSMASQ_SUPPLIED_HOSTNAME", Trait.Kind.DHCPV4_HOST_NAME,
          "DNSMASQ_VENDOR_CLASS", Trait.Kind.DHCPV4_VENDOR_CLASS,
          "DNSMASQ_REQUESTED_OPTIONS", Trait.Kind.DHCPV4_PARAMETERS);

  private DnsmasqHook() {}

  /**
   * Reads one call.
   *
   * @param arguments {@code add|old|del}, the MAC address (for IPv6 the DUID), the IP address, and
   *     perhaps a host name; other actions, of today or to come, say nothing
   * @param environment the variables of the call; those that are not dnsmasq's are not looked at
   */
  public static List<Sighting> read(List<String> arguments, Map<String, String> environment) {
    if (arguments.size() < 3) {
      return List.of();
    }
    String action = arguments.get(0);
    Optional<IpAddress> address = HookWords.address(arguments.get(2));
    Optional<MacAddress> mac = address.flatMap(ip -> mac(ip, arguments.get(1), environment));
    if (mac.isEmpty() || address.isEmpty()) {
      return List.of();
    }
    return switch (action) {
      case "add", "old" -> held(mac.get(), address.get(), environment);
      case "del" -> List.of(new Released(mac.get(), address.get()));
      default -> List.of();
    };
  }

  /** For IPv6 the argument is a DUID, which may hold some MAC address but need not be this one. */
  private static Optional<MacAddress> mac(
      IpAddress address, String argument, Map<String, String> environment) {
    String text =
        address.family() == Family.IPV4 ? argument : environment.getOrDefault("DNSMASQ_MAC", "");
    return HookWords.mac(text);
  }

  private static List<Sighting> held(
      MacAddress mac, IpAddress address, Map<String, String> environment) {
    List<Sighting> sightings = new ArrayList<>();
    String url = environment.get("DNSMASQ_MUD_URL");
    if (url != null) {
      sightings.add(MudString.emitted(mac, url, Source.DNSMASQ));
    }
    sightings.add(new Leased(mac, address, lease(environment)));
    if (address.family() == Family.IPV4) {
      sightings.addAll(traits(mac, environment));
    }
    return List.copyOf(sightings);
  }

  private static List<Sighting> traits(MacAddress mac, Map<String, String> environment) {
    List<Trait> traits = new ArrayList<>();
    TRAITS.forEach(
        (variable, kind) ->
            Optional.ofNullable(environment.get(variable))
                .map(text -> new Trait(kind, text))
                .ifPresent(traits::add));
    Traits all = Traits.NONE.with(traits);
    return all.isEmpty() ? List.of() : List.of(new Sighting.Described(mac, all));
  }

  /** What remains of the lease; null for one without end, whose expiry dnsmasq writes as 0. */
  private static @Nullable Duration lease(Map<String, String> environment) {
    if ("0".equals(environment.get("DNSMASQ_LEASE_EXPIRES"))) {
      return null;
    }
    return HookWords.seconds(environment.get("DNSMASQ_TIME_REMAINING"))
        .or(() -> HookWords.seconds(environment.get("DNSMASQ_LEASE_LENGTH")))
        .orElse(null);
  }
}
