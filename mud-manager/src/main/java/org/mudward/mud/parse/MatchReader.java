package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PortSet;
import org.mudward.policy.Protocol;

/**
 * Reads the {@code matches} of one entry (RFC 8519 section 4.2, RFC 8520 sections 4 and 8).
 *
 * <p>Here nothing is ever skipped: a match node that is not understood, and ignored, would make the
 * rule wider than its author wrote it. So every unknown name refuses the file, in both modes.
 */
final class MatchReader {
  private static final int NOT_A_PROTOCOL = -1;
  private static final String TLS = "ietf-acl-tls:client-profiles";
  private static final List<String> TCP_FLAGS =
      List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");
  private static final List<String> FRAGMENT_FLAGS = List.of("more", "fragment", "reserved");

  private final Family family;
  private final Set<String> declared;
  private final Report report;
  private final List<Peer> peers = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private final List<String> sourceNames = new ArrayList<>();
  private final List<String> destinationNames = new ArrayList<>();
  private int protocolLeaf = NOT_A_PROTOCOL;
  private boolean narrower;

  MatchReader(Family family, Set<String> declared, Report report) {
    this.family = family;
    this.declared = declared;
    this.report = report;
  }

  List<Peer> peers() {
    return peers;
  }

  List<Condition> conditions() {
    return conditions;
  }

  /** Places where the packet's source is named by DNS. */
  List<String> sourceNames() {
    return sourceNames;
  }

  /** Places where the packet's destination is named by DNS. */
  List<String> destinationNames() {
    return destinationNames;
  }

  /** Whether the entry asks for more than the conditions say, so that it must not accept. */
  boolean isNarrower() {
    return narrower;
  }

  void read(JsonObject matches) {
    JsonObject mud = matches.object("ietf-mud:mud", "AC-12");
    if (mud != null) {
      new PeerReader(report).read(mud, peers);
    }
    layer3(matches);
    layer4(matches);
    ethernet(matches);
    for (String interfaceNode : List.of("ingress-interface", "egress-interface")) {
      if (matches.has(interfaceNode)) {
        report.error(
            "AC-12",
            matches.at(interfaceNode),
            "RFC 8520 2",
            interfaceNode + " has no meaning in a MUD file");
      }
    }
    if (matches.has(TLS)) {
      tlsProfile(matches);
    }
    refuseRest(matches);
  }

  private void refuseRest(JsonObject object) {
    for (String name : object.rest()) {
      report.error(
          "AC-12",
          object.at(name),
          "RFC 8519 4.2",
          "\""
              + name
              + "\" is no match node; ignoring it would widen the rule, so the file is refused");
    }
  }

  private void tlsProfile(JsonObject matches) {
    narrower = true;
    String said = declared.contains("ietf-mud-tls") ? "" : " (and not declared in extensions)";
    report.warning(
        declared.contains("ietf-mud-tls") ? "TL-09" : "MF-14",
        matches.at(TLS),
        "RFC 9761 5",
        "(D)TLS profiles are not enforced yet"
            + said
            + "; an accepting entry with one is left out, a dropping one drops without it");
  }

  private void layer3(JsonObject matches) {
    String own = family == Family.IPV4 ? "ipv4" : "ipv6";
    String other = family == Family.IPV4 ? "ipv6" : "ipv4";
    if (matches.has(other)) {
      report.error(
          "AC-01",
          matches.at(other),
          "RFC 8519 4.1",
          other + " does not fit a list of type " + own + "-acl-type");
    }
    JsonObject ip = matches.object(own, "AC-01");
    if (ip == null) {
      return;
    }
    field(ip, "dscp", "AC-12", Field.DSCP, 63);
    field(ip, "ecn", "AC-12", Field.ECN, 3);
    field(ip, "length", "AC-12", Field.LENGTH, 65535);
    field(ip, "ttl", "AC-12", Field.TTL, 255);
    Long protocol = field(ip, "protocol", "AC-15", Field.PROTOCOL, 255);
    protocolLeaf = protocol == null ? NOT_A_PROTOCOL : protocol.intValue();
    if (family == Family.IPV4) {
      field(ip, "ihl", "AC-12", Field.IHL, 15);
      field(ip, "offset", "AC-12", Field.FRAGMENT_OFFSET, 8191);
      field(ip, "identification", "AC-12", Field.IDENTIFICATION, 65535);
      bits(ip, "flags", Field.FRAGMENT_FLAGS, FRAGMENT_FLAGS);
    } else {
      field(ip, "flow-label", "AC-12", Field.FLOW_LABEL, 0xFFFFF);
    }
    AddressReader addresses = new AddressReader(family, report);
    for (End end : End.values()) {
      addresses.network(ip, end).ifPresent(conditions::add);
      String name = end == End.SOURCE ? "ietf-acldns:src-dnsname" : "ietf-acldns:dst-dnsname";
      if (ip.has(name)) {
        (end == End.SOURCE ? sourceNames : destinationNames).add(ip.at(name));
        addresses.name(ip, name, end, peers, conditions);
      }
    }
    refuseRest(ip);
  }

  private void layer4(JsonObject matches) {
    int given = 0;
    for (String node : List.of("tcp", "udp", "icmp")) {
      JsonObject layer = matches.object(node, "AC-02");
      if (layer == null) {
        continue;
      }
      if (++given > 1) {
        report.error(
            "AC-02",
            layer.pointer(),
            "RFC 8519 4.2",
            "an entry matches one of tcp, udp and icmp, not several");
      }
      int protocol =
          switch (node) {
            case "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            default -> family == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6;
          };
      if (protocolLeaf == NOT_A_PROTOCOL) {
        conditions.add(Condition.FieldIs.of(Field.PROTOCOL, protocol));
      } else if (protocolLeaf != protocol) {
        report.error(
            "AC-15",
            layer.pointer(),
            "RFC 8519 4.2",
            "protocol "
                + protocolLeaf
                + " and "
                + node
                + " contradict each other; "
                + node
                + " is "
                + protocol
                + " here");
      }
      switch (node) {
        case "tcp" -> tcp(layer);
        case "udp" -> udp(layer);
        default -> icmp(layer);
      }
      refuseRest(layer);
    }
  }

  private void tcp(JsonObject tcp) {
    ports(tcp);
    field(tcp, "sequence-number", "AC-12", Field.TCP_SEQUENCE, 0xFFFF_FFFFL);
    field(tcp, "acknowledgement-number", "AC-12", Field.TCP_ACKNOWLEDGEMENT, 0xFFFF_FFFFL);
    field(tcp, "data-offset", "AC-12", Field.TCP_DATA_OFFSET, 15);
    field(tcp, "reserved", "AC-12", Field.TCP_RESERVED, 15);
    field(tcp, "window-size", "AC-12", Field.TCP_WINDOW, 65535);
    field(tcp, "urgent-pointer", "AC-12", Field.TCP_URGENT, 65535);
    bits(tcp, "flags", Field.TCP_FLAGS, TCP_FLAGS);
    String options = binary(tcp, "options", 40);
    if (options != null) {
      conditions.add(new Condition.TcpOptions(options));
    }
    String initiated = tcp.text("ietf-mud:direction-initiated", "DI-05");
    if (initiated != null) {
      Direction direction =
          initiated.equals("from-device")
              ? Direction.FROM_DEVICE
              : initiated.equals("to-device") ? Direction.TO_DEVICE : null;
      if (direction == null) {
        report.error(
            "DI-05",
            tcp.at("ietf-mud:direction-initiated"),
            "RFC 8520 4.8",
            "direction-initiated should be from-device or to-device, not " + initiated);
      } else {
        conditions.add(new Condition.InitiatedBy(direction));
      }
    }
  }

  private void udp(JsonObject udp) {
    ports(udp);
    field(udp, "length", "AC-12", Field.UDP_LENGTH, 65535);
    misplacedDirection(udp);
  }

  private void icmp(JsonObject icmp) {
    field(icmp, "type", "AC-14", Field.ICMP_TYPE, 255);
    field(icmp, "code", "AC-14", Field.ICMP_CODE, 255);
    String rest = binary(icmp, "rest-of-header", 64);
    if (rest != null) {
      conditions.add(new Condition.IcmpRest(rest));
    }
    misplacedDirection(icmp);
  }

  private void misplacedDirection(JsonObject layer) {
    if (layer.has("ietf-mud:direction-initiated")) {
      report.error(
          "DI-03",
          layer.at("ietf-mud:direction-initiated"),
          "RFC 8520 4.8",
          "direction-initiated applies to tcp only");
    }
  }

  private void ports(JsonObject layer) {
    for (End end : End.values()) {
      JsonObject port = layer.object(end + "-port", "AC-09");
      if (port != null) {
        PortSet ports = new PortReader(report).read(port);
        if (ports != null) {
          conditions.add(new Condition.PortIn(end, ports));
        }
        refuseRest(port);
      }
    }
  }

  private @Nullable Long field(JsonObject object, String name, String code, Field field, long max) {
    Long value = object.number(name, code, 0, max);
    if (value != null) {
      conditions.add(Condition.FieldIs.of(field, value));
    }
    return value;
  }

  /** A {@code bits} leaf: names with blanks between, lowest bit first in the list given. */
  private void bits(JsonObject object, String name, Field field, List<String> names) {
    String text = object.text(name, "AC-12");
    if (text == null) {
      return;
    }
    long value = 0;
    for (String word : text.isBlank() ? List.<String>of() : List.of(text.trim().split("\\s+"))) {
      int bit = names.indexOf(word);
      if (bit < 0 || (value >>> bit & 1) != 0) {
        report.error(
            "AC-12",
            object.at(name),
            "RFC 8519 4.2",
            name
                + " has the bits "
                + String.join(", ", names)
                + ", each at most once; not \""
                + word
                + "\"");
        return;
      }
      value |= 1L << bit;
    }
    conditions.add(Condition.FieldIs.of(field, value));
  }

  private @Nullable String binary(JsonObject object, String name, int max) {
    String text = object.text(name, "AC-12");
    if (text == null) {
      return null;
    }
    try {
      byte[] octets = Base64.getDecoder().decode(text);
      if (octets.length >= 1 && octets.length <= max) {
        return HexFormat.of().formatHex(octets);
      }
    } catch (IllegalArgumentException e) {
      // Said below, together with a wrong length.
      text = text + " (not base64)";
    }
    report.error(
        "AC-12",
        object.at(name),
        "RFC 7951 6.6",
        name + " should be 1 to " + max + " octets in base64, not " + text);
    return null;
  }

  /** An eth match in an IP list: only in lenient mode, and only what adds nothing or narrows. */
  private void ethernet(JsonObject matches) {
    if (!matches.has("eth")) {
      return;
    }
    boolean read =
        report.lenient(
            "AC-13",
            matches.at("eth"),
            "RFC 8520 2",
            "an eth match in an IP list",
            "read, since its addresses must hold too");
    JsonObject eth = matches.object("eth", "AC-13");
    if (!read || eth == null) {
      return;
    }
    String type = eth.has("ethertype") ? etherType(eth) : null;
    boolean own = type == null || family.etherType() == Integer.decode(type);
    if (!own) {
      report.error(
          "AC-13",
          eth.at("ethertype"),
          "RFC 8519 4.2",
          "the ethertype is not that of the list's family");
    }
    mac(eth, "source-mac-address", Field.ETHERNET_SOURCE);
    mac(eth, "destination-mac-address", Field.ETHERNET_DESTINATION);
    refuseRest(eth);
  }

  private @Nullable String etherType(JsonObject eth) {
    String pointer = eth.at("ethertype");
    String text = eth.textOrNumber("ethertype");
    if (text != null) {
      String known =
          switch (text) {
            case "ipv4" -> "0x0800";
            case "ipv6" -> "0x86dd";
            default -> text;
          };
      if (known.matches("0x[0-9a-fA-F]{1,4}|[0-9]{1,5}")) {
        return known.startsWith("0x") ? known : String.valueOf(Integer.parseInt(known));
      }
    }
    report.error("AC-13", pointer, "RFC 8519 4.2", "not an ethertype");
    return null;
  }

  private void mac(JsonObject eth, String name, Field field) {
    String text = eth.text(name, "AC-13");
    String maskText = eth.text(name + "-mask", "AC-13");
    if (text == null && maskText == null) {
      return;
    }
    try {
      long mask = maskText == null ? field.mask() : MacAddress.parse(maskText).bits();
      long value = MacAddress.parse(text == null ? "" : text).bits() & mask;
      if (mask != 0) {
        conditions.add(new Condition.FieldIs(field, value, mask));
      }
    } catch (IllegalArgumentException e) {
      report.error(
          "AC-13",
          eth.at(name),
          "RFC 8519 4.2",
          "not a MAC address with its mask: " + e.getMessage());
    }
  }
}
