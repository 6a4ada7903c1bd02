package org.mudward.mud;

import java.util.List;
import java.util.Optional;
import org.mudward.policy.Condition;
import org.mudward.policy.Verdict;
import org.mudward.policy.tls.TlsProfiles;

/**
 * One access control entry of a MUD file, as read: what needs the network is still a {@link Peer}.
 *
 * @param name unique in its list
 * @param peers all must hold
 * @param conditions what needs no network to be understood
 * @param verdict accept, drop or reject
 * @param pointer its place in the file (RFC 6901)
 * @param profiles the (D)TLS sessions that it is narrowed to (RFC 9761); empty if to none
 */
public record MudAce(
    String name,
    List<Peer> peers,
    List<Condition> conditions,
    Verdict verdict,
    String pointer,
    Optional<TlsProfiles> profiles) {
  public MudAce {
    peers = List.copyOf(peers);
    conditions = List.copyOf(conditions);
  }

  /** An entry for sessions of any kind. */
  public MudAce(
      String name, List<Peer> peers, List<Condition> conditions, Verdict verdict, String pointer) {
    this(name, peers, conditions, verdict, pointer, Optional.empty());
  }

  /**
   * Whether rules are made of it. No back end looks into handshakes yet, so an entry that accepts
   * sessions of a kind would accept all of them: it is left out, and its packets go on to the
   * entries behind it. One that drops, drops sessions of every kind.
   */
  public boolean isRule() {
    return profiles.isEmpty() || verdict != Verdict.ACCEPT;
  }
}
