package org.mudward.mud.parse;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Peer;

/** Reads the abstractions of {@code ietf-mud:mud} in a match (RFC 8520 sections 4.1 to 4.7). */
final class PeerReader {
  private final Report report;

  PeerReader(Report report) {
    this.report = report;
  }

  void read(JsonObject mud, List<Peer> peers) {
    int before = peers.size();
    String manufacturer = mud.text("manufacturer", "AB-02");
    if (manufacturer != null) {
      if (AddressReader.isName(manufacturer) || manufacturer.matches("[0-9a-fA-F:.]+")) {
        peers.add(new Peer.Manufacturer(manufacturer));
      } else {
        report.error(
            "AB-02",
            mud.at("manufacturer"),
            "RFC 8520 4.1",
            "manufacturer should be the host of MUD URLs, not " + manufacturer);
      }
    }
    if (mud.empty("same-manufacturer", "MF-21")) {
      peers.add(new Peer.SameManufacturer());
    }
    String model = uri(mud, "model", "AB-03", "RFC 8520 4.4");
    if (model != null) {
      peers.add(new Peer.Model(model));
    }
    if (mud.empty("local-networks", "MF-21")) {
      peers.add(new Peer.LocalNetworks());
    }
    String controller = uri(mud, "controller", "AB-04", "RFC 8520 4.6");
    if (controller != null) {
      peers.add(new Peer.Controller(controller));
    }
    if (mud.empty("my-controller", "MF-21")) {
      peers.add(new Peer.MyController());
    }
    if (mud.has("direction-initiated") || mud.has("ietf-mud:direction-initiated")) {
      report.error("DI-03", mud.pointer(), "RFC 8520 4.8", "direction-initiated belongs into tcp");
    }
    for (String name : mud.rest()) {
      report.error(
          "AC-12",
          mud.at(name),
          "RFC 8520 4",
          "\""
              + name
              + "\" is no MUD abstraction; ignoring it would widen the rule, so the file is refused");
    }
    int given = peers.size() - before;
    if (given == 0 && !report.hasFailed()) {
      report.error(
          "AC-12",
          mud.pointer(),
          "RFC 8520 4",
          "an empty ietf-mud:mud names nobody and would match everybody");
    } else if (given > 1) {
      report.warning(
          "AC-12",
          mud.pointer(),
          "RFC 8520 2",
          "several abstractions in one entry are a conjunction, which is almost never meant");
    }
  }

  private @Nullable String uri(JsonObject mud, String name, String code, String section) {
    String text = mud.text(name, code);
    if (text == null) {
      return null;
    }
    try {
      if (new URI(text).isAbsolute()) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Said below, together with a relative reference.
      text = text + " (no URI)";
    }
    report.error(code, mud.at(name), section, name + " should be an absolute URI, not " + text);
    return null;
  }
}
