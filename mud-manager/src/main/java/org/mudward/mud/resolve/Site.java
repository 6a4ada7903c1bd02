package org.mudward.mud.resolve;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Baseline;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;

/**
 * What the operator says of the network; the site file of the command line, and a section of the
 * manager's configuration.
 *
 * @param localNetworks what {@code local-networks} means here
 * @param gateway the gateway's address on the link; null if not named
 * @param gatewayAddresses the gateway's IP addresses
 * @param dns hosts of the dns class
 * @param ntp hosts of the ntp class
 * @param dhcp the DHCP servers; the gateway's addresses where the file leaves them out
 * @param controllers class URI to hosts
 * @param myControllers MUD URL to hosts
 * @param trustAnchors PEM files of those who may sign MUD files
 * @param names fixed answers, in force at all times; keys in lower case without final dot
 * @param devices what is known of single devices
 * @param baseline which entries of the baseline are on
 * @param ports where single devices, and the gateway, are attached, as {@code switch/port}
 * @param rates to what devices are held
 */
public record Site(
    List<Prefix> localNetworks,
    @Nullable MacAddress gateway,
    Set<IpAddress> gatewayAddresses,
    Set<IpAddress> dns,
    Set<IpAddress> ntp,
    Set<IpAddress> dhcp,
    Map<String, Set<IpAddress>> controllers,
    Map<String, Set<IpAddress>> myControllers,
    List<Path> trustAnchors,
    Map<String, Set<IpAddress>> names,
    List<SiteDevice> devices,
    Set<Baseline> baseline,
    Map<MacAddress, String> ports,
    SiteRates rates) {

  /** A network of which nothing is known, with the whole baseline. */
  public static final Site EMPTY =
      new Site(
          List.of(),
          null,
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Map.of(),
          Map.of(),
          List.of(),
          Map.of(),
          List.of(),
          Set.of(Baseline.values()));

  public Site {
    localNetworks = List.copyOf(localNetworks);
    gatewayAddresses = Set.copyOf(gatewayAddresses);
    dns = Set.copyOf(dns);
    ntp = Set.copyOf(ntp);
    dhcp = Set.copyOf(dhcp);
    controllers = Map.copyOf(controllers);
    myControllers = Map.copyOf(myControllers);
    trustAnchors = List.copyOf(trustAnchors);
    names = Map.copyOf(names);
    devices = List.copyOf(devices);
    baseline = Set.copyOf(baseline);
    ports = Map.copyOf(ports);
  }

  /** A network of which nobody says what is attached where, or how much of it is too much. */
  public Site(
      List<Prefix> localNetworks,
      @Nullable MacAddress gateway,
      Set<IpAddress> gatewayAddresses,
      Set<IpAddress> dns,
      Set<IpAddress> ntp,
      Set<IpAddress> dhcp,
      Map<String, Set<IpAddress>> controllers,
      Map<String, Set<IpAddress>> myControllers,
      List<Path> trustAnchors,
      Map<String, Set<IpAddress>> names,
      List<SiteDevice> devices,
      Set<Baseline> baseline) {
    this(
        localNetworks,
        gateway,
        gatewayAddresses,
        dns,
        ntp,
        dhcp,
        controllers,
        myControllers,
        trustAnchors,
        names,
        devices,
        baseline,
        Map.of(),
        SiteRates.NONE);
  }

  /** The same with other resolvers and time servers. */
  public Site withServers(Set<IpAddress> resolvers, Set<IpAddress> timeServers) {
    return new Site(
        localNetworks,
        gateway,
        gatewayAddresses,
        resolvers,
        timeServers,
        dhcp,
        controllers,
        myControllers,
        trustAnchors,
        names,
        devices,
        baseline,
        ports,
        rates);
  }

  /**
   * A device that the operator names.
   *
   * @param name for people; null if not given
   * @param addresses fixed addresses
   * @param mudFile a local MUD file for it; null if not given
   * @param mudUrl its MUD URL, where it emits none itself; null if not given
   */
  public record SiteDevice(
      MacAddress mac,
      @Nullable String name,
      Set<IpAddress> addresses,
      @Nullable Path mudFile,
      @Nullable String mudUrl) {
    public SiteDevice {
      addresses = Set.copyOf(addresses);
    }
  }
}
