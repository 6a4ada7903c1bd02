package org.mudward.mud.print;

import static org.mudward.mud.print.Shape.leaf;
import static org.mudward.mud.print.Shape.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mudward.mud.print.Shape.Member;

/**
 * The nodes of a MUD file in the order of their modules: ietf-mud and ietf-acldns (RFC 8520),
 * ietf-access-control-list and ietf-packet-fields (RFC 8519), ietf-acl-tls and ietf-mud-tls (RFC
 * 9761), ietf-mud-transparency (RFC 9472), and the drafts that files in the wild declare.
 *
 * <p>What a module adds to a node of another one comes behind that node's own members.
 */
final class Shapes {
  static final String MUD = "ietf-mud:mud";
  static final String ACLS = "ietf-access-control-list:acls";
  static final String TRANSPARENCY = "ietf-mud-transparency:transparency";
  static final String CLIENT_PROFILES = "ietf-acl-tls:client-profiles";

  private static final Shape POLICY =
      Shape.of(
          node("access-lists", node("access-list", leaf("name"))),
          node(
              "ietf-mud-bw-profile:bw-params",
              node(
                  "service",
                  leaf("name"),
                  leaf("timeframe"),
                  leaf("pps"),
                  leaf("bps", Values::uint64),
                  leaf("dscp"),
                  leaf("aclname"))));

  private static final Shape LICENSE =
      Shape.of(node("license", leaf("owner-name"), leaf("spdx-tag"), leaf("license-info")));

  private static final Shape MUD_SHAPE =
      Shape.of(
          leaf("mud-version"),
          leaf("mud-url"),
          leaf("last-update"),
          leaf("mud-signature"),
          leaf("cache-validity"),
          leaf("is-supported", Values::flag),
          leaf("systeminfo"),
          leaf("mfg-name"),
          leaf("model-name"),
          leaf("firmware-rev"),
          leaf("software-rev"),
          leaf("documentation"),
          leaf("extensions"),
          node("from-device-policy", POLICY),
          node("to-device-policy", POLICY),
          leaf("ietf-mud-tls:is-tls-dtls-profile-supported", Values::flag),
          node(
              TRANSPARENCY,
              node("sboms", leaf("version-info"), leaf("sbom-url")),
              leaf("sbom-local-well-known"),
              leaf("sbom-contact-uri"),
              leaf("sbom-archive-list"),
              leaf("vuln-url"),
              leaf("vuln-contact-uri")),
          node("ietf-ol:ol", LICENSE),
          node("ietf-owner-license:owner-license", LICENSE),
          node("ietf-mud-reporter-extension:reporter", leaf("report-uri"), leaf("frequency")),
          node(
              "ietf-mud-controller-candidate:controller-candidates", leaf("urls"), leaf("classes")),
          node(
              "ietf-mud-quarantine:quaranteed-device-policy",
              node("enabled-ace-names", leaf("ace-name"))),
          node("ietf-mud-rats:ras", leaf("ras-uris")),
          node("ietf-mud-rats:rim", leaf("rim-uris")),
          node("ietf-mud-rats:edt", leaf("edt-uris")),
          leaf("ietf-mud-detext-example:is-detnet-required", Values::flag));

  private static final Shape ETH =
      Shape.of(
          leaf("destination-mac-address", Values::mac),
          leaf("destination-mac-address-mask", Values::mac),
          leaf("source-mac-address", Values::mac),
          leaf("source-mac-address-mask", Values::mac),
          leaf("ethertype"));

  private static final List<Member> IP =
      List.of(leaf("dscp"), leaf("ecn"), leaf("length"), leaf("ttl"), leaf("protocol"));

  private static final List<Member> DNS_NAMES =
      List.of(
          leaf("ietf-acldns:src-dnsname", Values::host),
          leaf("ietf-acldns:dst-dnsname", Values::host));

  private static final Shape IPV4 =
      joined(
          IP,
          List.of(
              leaf("ihl"),
              leaf("flags", Values.bits(Values.FRAGMENT_FLAGS)),
              leaf("offset"),
              leaf("identification"),
              leaf("destination-ipv4-network", Values::prefix),
              leaf("source-ipv4-network", Values::prefix)),
          DNS_NAMES);

  private static final Shape IPV6 =
      joined(
          IP,
          List.of(
              leaf("destination-ipv6-network", Values::prefix),
              leaf("source-ipv6-network", Values::prefix),
              leaf("flow-label")),
          DNS_NAMES);

  private static final Shape PORT =
      Shape.of(
          leaf("lower-port", Values::port),
          leaf("upper-port", Values::port),
          leaf("operator"),
          leaf("port", Values::port));

  private static final List<Member> PORTS =
      List.of(node("source-port", PORT), node("destination-port", PORT));

  private static final Shape TCP =
      joined(
          List.of(
              leaf("sequence-number"),
              leaf("acknowledgement-number"),
              leaf("data-offset"),
              leaf("reserved"),
              leaf("flags", Values.bits(Values.TCP_FLAGS)),
              leaf("window-size"),
              leaf("urgent-pointer"),
              leaf("options")),
          PORTS,
          List.of(leaf("ietf-mud:direction-initiated")));

  private static final Shape TLS_PROFILE =
      Shape.of(
          leaf("name"),
          leaf("supported-tls-version"),
          leaf("supported-dtls-version"),
          leaf("cipher-suite"),
          leaf("extension-type"),
          leaf("accept-list-ta-cert"),
          leaf("psk-key-exchange-mode"),
          leaf("supported-group"),
          leaf("signature-algorithm-cert"),
          leaf("signature-algorithm"),
          leaf("application-protocol"),
          leaf("cert-compression-algorithm"),
          leaf("certificate-authorities"));

  private static final Shape MATCHES =
      Shape.of(
          node("eth", ETH),
          node("ipv4", IPV4),
          node("ipv6", IPV6),
          node("tcp", TCP),
          node("udp", joined(List.of(leaf("length")), PORTS)),
          node("icmp", leaf("type"), leaf("code"), leaf("rest-of-header")),
          leaf("egress-interface"),
          leaf("ingress-interface"),
          node(
              MUD,
              leaf("manufacturer"),
              leaf("same-manufacturer", Values::empty),
              leaf("model"),
              leaf("local-networks", Values::empty),
              leaf("controller"),
              leaf("my-controller", Values::empty)),
          node(CLIENT_PROFILES, node("tls-dtls-profile", TLS_PROFILE)));

  private static final Shape ACE =
      Shape.of(
          leaf("name"),
          node("matches", MATCHES),
          node("actions", leaf("forwarding", Values::identity), leaf("logging", Values::identity)),
          node(
              "statistics",
              leaf("matched-packets", Values::uint64),
              leaf("matched-octets", Values::uint64)));

  /** A MUD file. */
  static final Shape ROOT =
      Shape.of(
          node(MUD, MUD_SHAPE),
          node(
              ACLS,
              node(
                  "acl",
                  leaf("name"),
                  leaf("type", Values::aclType),
                  node("aces", node("ace", ACE))),
              leaf("attachment-points")));

  private Shapes() {}

  @SafeVarargs
  private static Shape joined(List<Member>... parts) {
    List<Member> members = new ArrayList<>();
    for (List<Member> part : parts) {
      members.addAll(part);
    }
    return new Shape(Collections.unmodifiableList(members));
  }
}
