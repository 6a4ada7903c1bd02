package org.mudward.mud.parse;

import java.util.List;
import java.util.Optional;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/** Reads networks and DNS names of an IP match (RFC 8519 section 4.2, RFC 8520 section 8). */
final class AddressReader {
  private final Family family;
  private final Report report;

  AddressReader(Family family, Report report) {
    this.family = family;
    this.report = report;
  }

  /** The condition on one end's network, if the match has one. */
  Optional<Condition> network(JsonObject ip, End end) {
    String node = end + (family == Family.IPV4 ? "-ipv4-network" : "-ipv6-network");
    String text = ip.text(node, "AC-12");
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Condition.AddressIn(end, prefix(ip, node, text)));
    } catch (IllegalArgumentException e) {
      report.error("AC-12", ip.at(node), "RFC 6991", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Prefix prefix(JsonObject ip, String node, String text) {
    int slash = text.indexOf('/');
    IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (address.family() != family) {
      throw new IllegalArgumentException(text + " is of the other family");
    }
    if (slash < 0) {
      report.lenient(
          "AC-12", ip.at(node), "RFC 6991", text + " has no prefix length", "read as one address");
      return Prefix.of(address);
    }
    String digits = text.substring(slash + 1);
    int length = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    if (length < 0 || length > family.bits()) {
      throw new IllegalArgumentException("no such prefix length: " + text);
    }
    Prefix covering = Prefix.covering(address, length);
    if (!covering.address().equals(address)) {
      report.lenient(
          "AC-12", ip.at(node), "RFC 6991", text + " has host bits set", "read as " + covering);
    }
    return covering;
  }

  /** A name, or an address literal in its place. */
  void name(JsonObject ip, String node, End end, List<Peer> peers, List<Condition> conditions) {
    String text = ip.text(node, "AC-12");
    if (text == null) {
      return;
    }
    boolean looksLikeAddress = text.contains(":") || text.matches("[0-9.]+");
    if (looksLikeAddress) {
      try {
        IpAddress address = IpAddress.parse(text);
        // A literal of the other family is a member of nothing here: the condition never holds.
        conditions.add(new Condition.AddressIn(end, Prefix.of(address)));
      } catch (IllegalArgumentException e) {
        report.error("AC-12", ip.at(node), "RFC 6991", "neither a name nor an address: " + text);
      }
      return;
    }
    if (!isName(text)) {
      report.error("AC-12", ip.at(node), "RFC 6991", "not a domain name: " + text);
      return;
    }
    peers.add(new Peer.DnsName(text));
  }

  /** A domain name in the sense of ietf-inet-types: letters, digits, hyphens, underscores, dots. */
  static boolean isName(String text) {
    return text.length() <= 253
        && text.matches(
            "([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?");
  }
}
