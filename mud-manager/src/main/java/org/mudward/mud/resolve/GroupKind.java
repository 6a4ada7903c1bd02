package org.mudward.mud.resolve;

import org.mudward.mud.MudUrl;
import org.mudward.mud.Peer;
import org.mudward.mud.learn.Sighting.Strength;
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

  /**
   * Before the name of a class of devices whose URLs nothing vouches for: {@code weak:model:...}.
   * Without it a class has only members whose URL is vouched for (RFC 8520 section 16).
   */
  private static final String WEAK = "weak:";

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

  /** What vouches for the URLs of the members of a class of devices. */
  static Strength strength(GroupId id) {
    return id.text().startsWith(WEAK) ? Strength.WEAK : Strength.STRONG;
  }

  /** The name of a class of devices without what says how strong its members' URLs are. */
  static GroupId withoutStrength(GroupId id) {
    return strength(id) == Strength.WEAK ? new GroupId(id.text().substring(WEAK.length())) : id;
  }

  /** The name of the population to which those belong whose URL has this strength. */
  private static GroupId population(GroupId id, Strength strength) {
    return strength == Strength.WEAK ? new GroupId(WEAK + id.text()) : id;
  }

  /**
   * The class of this kind to which a device with this MUD URL belongs.
   *
   * @param strength what vouches for the URL
   */
  GroupId classOf(MudUrl url, Strength strength) {
    String value =
        switch (this) {
          case MANUFACTURER -> url.host();
          case SAME_MANUFACTURER -> authority(url);
          case MODEL -> url.text();
          default -> throw new IllegalArgumentException(this + " is no kind of devices");
        };
    return population(id(value), strength);
  }

  /** Whether its members are devices, by their MUD URLs. */
  boolean isOfDevices() {
    return this == MANUFACTURER || this == SAME_MANUFACTURER || this == MODEL;
  }

  /**
   * The group that a peer means, for a device that emits this URL.
   *
   * @param strength what vouches for the URL: a device sees only members like itself
   * @param direction what a device sends to its local networks may go to their multicast groups;
   *     nothing comes from one
   */
  static GroupId of(Peer peer, MudUrl url, Strength strength, Direction direction) {
    if (peer instanceof Peer.Manufacturer manufacturer) {
      return population(MANUFACTURER.id(HostNames.canonical(manufacturer.host())), strength);
    }
    if (peer instanceof Peer.SameManufacturer) {
      return population(SAME_MANUFACTURER.id(authority(url)), strength);
    }
    if (peer instanceof Peer.Model model) {
      return population(MODEL.id(model.mudUrl()), strength);
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
