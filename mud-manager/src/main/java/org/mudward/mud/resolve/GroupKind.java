package org.mudward.mud.resolve;

import org.mudward.mud.MudUrl;
import org.mudward.mud.Peer;
import org.mudward.policy.Direction;
import org.mudward.policy.GroupId;

/**
 * The kinds of groups whose names are {@code kind:value}, and the one place that writes such names.
 */
enum GroupKind {
  MANUFACTURER("manufacturer:"),
  SAME_MANUFACTURER("same-manufacturer:"),
  MODEL("model:"),
  CONTROLLER("controller:"),
  MY_CONTROLLER("my-controller:"),
  DNS_NAME("dns:");

  private final String prefix;

  GroupKind(String prefix) {
    this.prefix = prefix;
  }

  GroupId id(String value) {
    return new GroupId(prefix + value);
  }

  boolean names(GroupId id) {
    return id.text().startsWith(prefix);
  }

  /** What follows the kind. */
  String value(GroupId id) {
    return id.text().substring(prefix.length());
  }

  /** The value that {@code same-manufacturer} has for devices with this MUD URL. */
  static String authority(MudUrl url) {
    return url.host() + ":" + url.port();
  }

  /**
   * The group that a peer means, for a device that emits this URL.
   *
   * @param direction what a device sends to its local networks may go to their multicast groups;
   *     nothing comes from one
   */
  static GroupId of(Peer peer, MudUrl url, Direction direction) {
    if (peer instanceof Peer.Manufacturer manufacturer) {
      return MANUFACTURER.id(HostNames.canonical(manufacturer.host()));
    }
    if (peer instanceof Peer.SameManufacturer) {
      return SAME_MANUFACTURER.id(authority(url));
    }
    if (peer instanceof Peer.Model model) {
      return MODEL.id(model.mudUrl());
    }
    if (peer instanceof Peer.Controller controller) {
      return GroupId.controller(controller.classUri());
    }
    if (peer instanceof Peer.MyController) {
      return MY_CONTROLLER.id(url.text());
    }
    if (peer instanceof Peer.DnsName name) {
      return DNS_NAME.id(HostNames.canonical(name.name()));
    }
    if (peer instanceof Peer.LocalNetworks) {
      return direction == Direction.FROM_DEVICE
          ? GroupId.LOCAL_NETWORKS_AND_MULTICAST
          : GroupId.LOCAL_NETWORKS;
    }
    throw new AssertionError(peer);
  }
}
