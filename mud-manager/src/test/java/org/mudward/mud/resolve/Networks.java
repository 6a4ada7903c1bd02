package org.mudward.mud.resolve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Strength;
import org.mudward.mud.resolve.NetworkView.KnownDevice;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.Baseline;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;

/** A small network for tests, that each changes as it needs. */
final class Networks {
  static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");

  Set<IpAddress> dhcp = Set.of();
  Set<Baseline> baseline = Set.of(Baseline.ARP, Baseline.DHCPV4);
  final Map<String, Set<IpAddress>> controllers = new HashMap<>();
  final Map<String, Set<IpAddress>> myControllers = new HashMap<>();
  final Map<String, Set<IpAddress>> siteNames = new HashMap<>();
  final Map<String, Set<IpAddress>> names = new HashMap<>();
  final List<SiteDevice> siteDevices = new ArrayList<>();
  final List<KnownDevice> devices = new ArrayList<>();

  static Set<IpAddress> ips(String... addresses) {
    return Stream.of(addresses).map(IpAddress::parse).collect(Collectors.toSet());
  }

  static Set<Prefix> prefixes(String... prefixes) {
    return Stream.of(prefixes).map(Prefix::parse).collect(Collectors.toSet());
  }

  static MacAddress mac(int last) {
    return new MacAddress(0x0200_0000_0000L + last);
  }

  Networks device(int mac, @Nullable String url, boolean hasFile, String... addresses) {
    devices.add(
        new KnownDevice(
            mac(mac), Optional.ofNullable(url).map(MudUrl::new), hasFile, ips(addresses)));
    return this;
  }

  /** A device whose URL nothing vouches for. */
  Networks weakDevice(int mac, String url, String... addresses) {
    devices.add(
        new KnownDevice(
            mac(mac), Optional.of(new MudUrl(url)), Strength.WEAK, true, ips(addresses)));
    return this;
  }

  Networks siteDevice(int mac, @Nullable String mudFile, String... addresses) {
    siteDevices.add(
        new SiteDevice(
            mac(mac), null, ips(addresses), mudFile == null ? null : Path.of(mudFile), null));
    return this;
  }

  NetworkView view() {
    Site site =
        new Site(
            List.of(Prefix.parse("192.168.1.0/24"), Prefix.parse("fd00:1::/64")),
            GATEWAY,
            ips("192.168.1.1", "fe80::1"),
            ips("192.168.1.1"),
            ips("192.168.1.2"),
            dhcp,
            controllers,
            myControllers,
            List.of(),
            siteNames,
            siteDevices,
            baseline);
    return new NetworkView(site, devices, names);
  }
}
