package org.mudward.mud.parse;

import java.util.List;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Protocol;

/**
 * Reads the {@code matches} of one entry (RFC 8519 section 4.2, RFC 8520 sections 4 and 8).
 *
 * <p>Here nothing is ever skipped: a match that is not understood, and ignored, would make the rule
 * wider than its author wrote it. So every unknown name refuses the file, in both modes.
 */
final class MatchReader {
  private static final String SECTION = "RFC 8519 4.2";

  private final MatchBuilder match;
  private final Extensions extensions;
  private final Report report;

  MatchReader(MatchBuilder match, Extensions extensions, Report report) {
    this.match = match;
    this.extensions = extensions;
    this.report = report;
  }

  void read(JsonObject matches) {
    JsonObject mud = matches.object("ietf-mud:mud", "AC-12");
    if (mud != null) {
      new PeerReader(match, report).read(mud);
    }
    network(matches);
    transport(matches);
    if (matches.has("eth")) {
      new EthernetReader(match, report).read(matches);
    }
    for (String node : List.of("ingress-interface", "egress-interface")) {
      if (matches.has(node)) {
        report.error(
            "AC-13",
            matches.at(node),
            "RFC 8520 2",
            node
                + " means nothing in a MUD file, whose author knows no interface of this network.");
      }
    }
    new TlsProfileReader(match, extensions, report).read(matches);
    misplacedDirection(matches);
    matches.refuseRest();
  }

  private void network(JsonObject matches) {
    boolean four = match.family() == Family.IPV4;
    String own = four ? "ipv4" : "ipv6";
    String other = four ? "ipv6" : "ipv4";
    if (matches.has(other)) {
      report.error(
          "AC-01",
          matches.at(other),
          "RFC 8519 4.1",
          other
              + " has no place in a list of type "
              + own
              + "-acl-type, which matches "
              + own
              + ".");
    }
    JsonObject ip = matches.object(own, "AC-12");
    if (ip == null) {
      return;
    }
    FieldReader fields = new FieldReader(match, report);
    fields.read(ip, FieldReader.IP);
    fields.read(ip, four ? FieldReader.IPV4 : FieldReader.IPV6);
    if (four) {
      fields.bits(ip, Field.FRAGMENT_FLAGS, FieldReader.FRAGMENT_BITS);
    }
    new AddressReader(match, report).read(ip);
    misplacedDirection(ip);
    ip.refuseRest();
  }

  private void transport(JsonObject matches) {
    List<String> given = List.of("tcp", "udp", "icmp").stream().filter(matches::has).toList();
    if (given.size() > 1) {
      report.error(
          "AC-02",
          matches.at(given.get(1)),
          SECTION,
          "An entry matches one of tcp, udp and icmp, not " + String.join(" and ", given) + ".");
    }
    for (String node : given) {
      JsonObject layer = matches.object(node, "AC-02");
      if (layer != null) {
        if (given.size() == 1) {
          protocol(matches, node);
        }
        new TransportReader(match, report).read(layer, node);
      }
    }
  }

  /** A transport layer is one of a protocol; the leaf {@code protocol} may say so too. */
  private void protocol(JsonObject matches, String node) {
    int implied =
        switch (node) {
          case "tcp" -> Protocol.TCP;
          case "udp" -> Protocol.UDP;
          default -> match.family() == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6;
        };
    FieldReader.value(match, Field.PROTOCOL)
        .filter(said -> said != implied)
        .ifPresent(
            said ->
                report.error(
                    "AC-15",
                    matches.at(node),
                    SECTION,
                    String.format(
                        "%s is protocol %d here, but the entry asks for protocol %d.",
                        node, implied, said)));
    match.addProtocol(implied);
  }

  private void misplacedDirection(JsonObject object) {
    TransportReader.misplacedDirection(object, report);
  }
}
