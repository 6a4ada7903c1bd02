package org.mudward.mud.draft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mudward.mud.MudUrl;
import org.mudward.mud.Peer;
import org.mudward.mud.resolve.Groups;
import org.mudward.mud.resolve.NetworkView;
import org.mudward.mud.resolve.NetworkView.KnownDevice;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.observe.Conversation;

/**
 * Finds the words in which a maker would speak of a peer: a class of the site, the maker's other
 * devices, a name, the local networks, and an address only where none of these fits.
 */
final class PeerFinder {
  private static final String DNS = "urn:ietf:params:mud:dns";
  private static final String NTP = "urn:ietf:params:mud:ntp";

  /** Plain, and over TLS or QUIC (RFC 7858, RFC 9250). */
  private static final Set<Integer> DNS_PORTS = Set.of(53, 853);

  private static final int NTP_PORT = 123;

  private final NetworkView view;
  private final MudUrl url;
  private final Set<Prefix> local;
  private final Map<MacAddress, Peer> byMac = new HashMap<>();
  private final Map<IpAddress, Peer> byAddress = new HashMap<>();

  PeerFinder(NetworkView view, MudUrl url) {
    this.view = view;
    this.url = url;
    GroupId id = GroupId.LOCAL_NETWORKS_AND_MULTICAST;
    Group group = Groups.of(Set.of(id), view).get(id);
    local = group instanceof Group.Addresses hosts ? hosts.prefixes() : Set.of();
    view.devices().stream()
        .filter(KnownDevice::hasFile)
        .forEach(device -> device.mudUrl().ifPresent(other -> add(device, other)));
  }

  /** Whom entries have to name for the device to speak with this peer: one, or several names. */
  List<Target> targets(Observation observation) {
    Conversation conversation = observation.conversation();
    IpAddress address = conversation.peer();
    if (address == null) {
      throw new IllegalArgumentException("no IP: " + conversation);
    }
    Optional<Peer> found = ofSite(conversation, address).or(() -> ofDevices(conversation, address));
    if (found.isPresent()) {
      return List.of(Target.of(found.get()));
    }
    if (!observation.names().isEmpty()) {
      return observation.names().stream()
          .map(name -> Target.of(new Peer.DnsName(name.name())))
          .toList();
    }
    boolean isLocal = local.stream().anyMatch(prefix -> prefix.contains(address));
    return List.of(isLocal ? Target.of(new Peer.LocalNetworks()) : Target.of(Prefix.of(address)));
  }

  /** The registered classes are for their services: that a host is one of dns says no more. */
  private Optional<Peer> ofSite(Conversation conversation, IpAddress address) {
    Site site = view.site();
    if (site.myControllers().getOrDefault(url.text(), Set.of()).contains(address)) {
      return Optional.of(new Peer.MyController());
    }
    int port = conversation.servedByDevice() ? Conversation.NONE : conversation.service();
    if (DNS_PORTS.contains(port) && site.dns().contains(address)) {
      return Optional.of(new Peer.Controller(DNS));
    }
    if (port == NTP_PORT && site.ntp().contains(address)) {
      return Optional.of(new Peer.Controller(NTP));
    }
    Map<String, Set<IpAddress>> classes = new TreeMap<>(site.controllers());
    return classes.entrySet().stream()
        .filter(entry -> entry.getValue().contains(address))
        .map(entry -> (Peer) new Peer.Controller(entry.getKey()))
        .findFirst();
  }

  /** As groups of devices are asked: by MAC address, behind the gateway by IP address. */
  private Optional<Peer> ofDevices(Conversation conversation, IpAddress address) {
    Peer neighbour = byMac.get(conversation.peerMac());
    boolean behind = conversation.peerMac().equals(view.site().gateway());
    return Optional.ofNullable(neighbour == null && behind ? byAddress.get(address) : neighbour);
  }

  private void add(KnownDevice device, MudUrl other) {
    boolean same = other.host().equals(url.host()) && other.port() == url.port();
    Peer maker = same ? new Peer.SameManufacturer() : new Peer.Manufacturer(other.host());
    byMac.put(device.mac(), maker);
    device.addresses().forEach(address -> byAddress.put(address, maker));
  }
}
