package org.mudward.mud.parse;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.AddressLiterals;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/** Reads the networks and DNS names of an IP match (RFC 8519 section 4.2, RFC 8520 section 8). */
final class AddressReader {
  private final MatchBuilder match;
  private final Family family;
  private final Report report;

  AddressReader(MatchBuilder match, Report report) {
    this.match = match;
    this.report = report;
    family = match.family();
  }

  void read(JsonObject ip) {
    String kind = family == Family.IPV4 ? "-ipv4-network" : "-ipv6-network";
    for (End end : End.values()) {
      String network = end + kind;
      String text = ip.text(network, "AC-12");
      Prefix prefix = text == null ? null : prefix(ip, network, text);
      if (prefix != null) {
        literal(end, prefix, ip.at(network));
      }
      name(ip, end == End.SOURCE ? "ietf-acldns:src-dnsname" : "ietf-acldns:dst-dnsname", end);
    }
  }

  private void literal(End end, Prefix prefix, String pointer) {
    match.add(new Condition.AddressIn(end, prefix));
    if (AddressLiterals.isLiteral(prefix)) {
      report.commonWarning(
          "MF-22",
          pointer,
          "RFC 8520 2",
          "The address "
              + prefix
              + " is written out; addresses differ between networks and change, names do not.");
    }
  }

  private @Nullable Prefix prefix(JsonObject ip, String node, String text) {
    int slash = text.indexOf('/');
    Optional<IpAddress> address = IpAddress.find(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty() || address.get().family() != family) {
      return notPrefix(ip, node);
    }
    if (slash < 0) {
      boolean read =
          report.lenient(
              "AC-12",
              ip.at(node),
              "RFC 6991 4",
              text + " has no prefix length and should end in /" + family.bits(),
              "it was read as one address");
      return read ? Prefix.of(address.get()) : null;
    }
    String digits = text.substring(slash + 1);
    int length = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
    if (length > family.bits() || (length > 0 && digits.startsWith("0"))) {
      return notPrefix(ip, node);
    }
    return covering(ip, node, text, Prefix.covering(address.get(), length), address.get());
  }

  private @Nullable Prefix notPrefix(JsonObject ip, String node) {
    String example = family == Family.IPV4 ? "203.0.113.0/24" : "2001:db8::/32";
    ip.wrong("AC-12", node, "RFC 6991 4", "an address and a prefix length, such as " + example);
    return null;
  }

  private @Nullable Prefix covering(
      JsonObject ip, String node, String text, Prefix covering, IpAddress address) {
    if (covering.address().equals(address)) {
      return covering;
    }
    boolean read =
        report.lenient(
            "AC-12",
            ip.at(node),
            "RFC 6991 4",
            text + " has bits behind its length and should be " + covering + ", or one address",
            "it was read as " + covering);
    return read ? covering : null;
  }

  /** A name, or an address literal in its place. */
  private void name(JsonObject ip, String node, End end) {
    String text = ip.text(node, "AC-12");
    if (text == null) {
      return;
    }
    match.addName(new MatchBuilder.Name(end, ip.at(node)));
    Optional<IpAddress> address = IpAddress.find(text);
    if (address.isEmpty() && !Host.isName(text)) {
      ip.wrong("AC-12", node, "RFC 6991 4", "a domain name");
    } else if (address.isEmpty()) {
      match.add(new Peer.DnsName(text));
    } else if (address.get().family() == family) {
      literal(end, Prefix.of(address.get()), ip.at(node));
    } else {
      FieldReader.never(
          match, report, ip.at(node), text + " is an address of the other family than the list's");
    }
  }
}
