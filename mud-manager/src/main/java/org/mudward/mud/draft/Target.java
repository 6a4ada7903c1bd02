package org.mudward.mud.draft;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.AddressLiterals;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.Prefix;

/**
 * Whom an entry names: a peer as a maker would put it, or else an address. Exactly one of the two
 * is there.
 */
record Target(@Nullable Peer peer, @Nullable Prefix address) implements Comparable<Target> {
  static Target of(Peer peer) {
    return new Target(peer, null);
  }

  static Target of(Prefix address) {
    return new Target(null, address);
  }

  List<Peer> peers() {
    return peer == null ? List.of() : List.of(peer);
  }

  List<Condition> conditions(Direction direction) {
    List<Condition> conditions = new ArrayList<>();
    if (address != null) {
      conditions.add(new Condition.AddressIn(direction.peer(), address));
    }
    return conditions;
  }

  /** Whether it names one host by its address, which is another's in the next network. */
  boolean isLiteral() {
    return address != null && AddressLiterals.isLiteral(address);
  }

  /** Whether whoever it is belongs to this site, as abstractions do. */
  boolean isAbstraction() {
    return peer != null && !(peer instanceof Peer.DnsName);
  }

  /** Short, for the names of entries. */
  String text() {
    if (address != null) {
      return address.address().toString();
    }
    if (peer instanceof Peer.DnsName name) {
      return name.name();
    }
    if (peer instanceof Peer.Manufacturer maker) {
      return maker.host();
    }
    if (peer instanceof Peer.Controller controller) {
      String uri = controller.classUri();
      return uri.substring(Math.max(uri.lastIndexOf(':'), uri.lastIndexOf('/')) + 1);
    }
    if (peer instanceof Peer.SameManufacturer) {
      return "same-manufacturer";
    }
    return peer instanceof Peer.MyController ? "my-controller" : "local-networks";
  }

  /** Names first, then abstractions, then addresses. */
  private String order() {
    String kind = address != null ? "3" : isAbstraction() ? "2" : "1";
    return kind + text().toLowerCase(Locale.ROOT) + " " + peer + address;
  }

  @Override
  public int compareTo(Target other) {
    return order().compareTo(other.order());
  }
}
