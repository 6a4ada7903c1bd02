package org.mudward.mud.parse;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.MacAddress;

/**
 * Reads an {@code eth} match in an IP list, which RFC 8520 section 2 does not foresee.
 *
 * <p>Only lenient reading takes it, and only if it adds nothing, or narrows: the EtherType has to
 * be the list's own, and Ethernet addresses become conditions.
 */
final class EthernetReader {
  private static final String SECTION = "RFC 8520 2";
  private static final int MAX_ETHER_TYPE = 0xFFFF;
  private static final Pattern HEX = Pattern.compile("0x[0-9A-Fa-f]{1,4}");
  private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");

  private final MatchBuilder match;
  private final Report report;

  EthernetReader(MatchBuilder match, Report report) {
    this.match = match;
    this.report = report;
  }

  void read(JsonObject matches) {
    boolean read =
        report.lenient(
            "AC-13",
            matches.at("eth"),
            SECTION,
            "eth has no place in a list for IP",
            "it was read, and its addresses have to fit as well");
    JsonObject eth = matches.object("eth", "AC-13");
    if (!read || eth == null) {
      return;
    }
    etherType(eth);
    address(eth, "source-mac-address", Field.ETHERNET_SOURCE);
    address(eth, "destination-mac-address", Field.ETHERNET_DESTINATION);
    eth.refuseRest();
  }

  private void etherType(JsonObject eth) {
    if (!eth.has("ethertype")) {
      return;
    }
    Family family = match.family();
    int own = family.etherType();
    if (eth.isText("ethertype")) {
      String text = String.valueOf(eth.text("ethertype", "AC-13"));
      boolean hex = HEX.matcher(text).matches() && Integer.decode(text) == own;
      if (!hex && !text.equals(family == Family.IPV4 ? "ipv4" : "ipv6")) {
        wrongType(eth, own);
      }
      return;
    }
    Long number = eth.number("ethertype", "AC-13", 0, MAX_ETHER_TYPE);
    if (number != null && number != own) {
      wrongType(eth, own);
    }
  }

  private static void wrongType(JsonObject eth, int own) {
    eth.wrong("AC-13", "ethertype", SECTION, "that of the list's family, " + own);
  }

  private void address(JsonObject eth, String name, Field field) {
    String maskName = name + "-mask";
    MacAddress address = mac(eth, name);
    MacAddress mask = mac(eth, maskName);
    if (address == null) {
      if (mask != null && !eth.has(name)) {
        report.error(
            "AC-13",
            eth.at(maskName),
            SECTION,
            maskName + " needs " + name + ", which is missing.");
      }
      return;
    }
    if (mask == null && eth.has(maskName)) {
      return;
    }
    long bits = mask == null ? field.mask() : mask.bits();
    if (bits != 0) {
      match.add(new Condition.FieldIs(field, address.bits() & bits, bits));
    }
  }

  private static @Nullable MacAddress mac(JsonObject eth, String name) {
    String text = eth.text(name, "AC-13");
    if (text == null) {
      return null;
    }
    if (!MAC.matcher(text).matches()) {
      eth.wrong("AC-13", name, "RFC 6991 3", "six octets such as 02:00:00:00:00:01");
      return null;
    }
    return MacAddress.parse(text);
  }
}
