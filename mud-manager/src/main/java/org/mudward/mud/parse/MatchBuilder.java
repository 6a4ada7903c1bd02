package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.tls.TlsProfiles;

/** What one entry asks of a packet, while it is being read. */
final class MatchBuilder {
  private final Family family;
  private final List<Peer> peers = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private final List<Name> names = new ArrayList<>();
  private boolean never;
  private Optional<TlsProfiles> profiles = Optional.empty();

  MatchBuilder(Family family) {
    this.family = family;
  }

  /** A DNS name, and which end of the packet it stands for. */
  record Name(End end, String pointer) {}

  Family family() {
    return family;
  }

  List<Peer> peers() {
    return peers;
  }

  List<Condition> conditions() {
    return conditions;
  }

  List<Name> names() {
    return names;
  }

  void add(Peer peer) {
    peers.add(peer);
  }

  void add(Condition condition) {
    conditions.add(condition);
  }

  /** Asks for a protocol, once. */
  void addProtocol(int protocol) {
    Condition condition = Condition.FieldIs.of(Field.PROTOCOL, protocol);
    if (!conditions.contains(condition)) {
      conditions.add(condition);
    }
  }

  void addName(Name name) {
    names.add(name);
  }

  /** Something is asked that no packet can have. */
  void setNever() {
    never = true;
  }

  boolean isNever() {
    return never;
  }

  /** Only (D)TLS sessions of these kinds are meant. */
  void setProfiles(TlsProfiles these) {
    profiles = Optional.of(these);
  }

  Optional<TlsProfiles> profiles() {
    return profiles;
  }
}
