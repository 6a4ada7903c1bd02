package org.mudward.mud.parse;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.mudward.mud.Peer;

/** Reads the abstractions of {@code ietf-mud:mud} in a match (RFC 8520 sections 4.1 to 4.7). */
final class PeerReader {
  private final MatchBuilder match;
  private final Report report;

  PeerReader(MatchBuilder match, Report report) {
    this.match = match;
    this.report = report;
  }

  void read(JsonObject mud) {
    String manufacturer = mud.text("manufacturer", "AB-02");
    if (manufacturer != null) {
      if (Host.isHost(manufacturer)) {
        match.add(new Peer.Manufacturer(manufacturer));
      } else {
        mud.wrong("AB-02", "manufacturer", "RFC 8520 4.1", "the host of MUD URLs");
      }
    }
    uri(mud, "model", "AB-03", "RFC 8520 4.4").map(Peer.Model::new).ifPresent(match::add);
    uri(mud, "controller", "AB-04", "RFC 8520 4.6").map(Peer.Controller::new).ifPresent(match::add);
    if (mud.empty("same-manufacturer")) {
      match.add(new Peer.SameManufacturer());
    }
    if (mud.empty("local-networks")) {
      match.add(new Peer.LocalNetworks());
    }
    if (mud.empty("my-controller")) {
      match.add(new Peer.MyController());
    }
    TransportReader.misplacedDirection(mud, report);
    mud.refuseRest();
    if (mud.isEmpty()) {
      report.warning(
          "AC-12",
          mud.pointer(),
          "RFC 8520 4",
          "An empty ietf-mud:mud asks nothing: any host fits.");
    }
  }

  /** A URI, which is compared as a string and never fetched. */
  private Optional<String> uri(JsonObject mud, String name, String code, String section) {
    String text = mud.text(name, code);
    if (text == null) {
      return Optional.empty();
    }
    try {
      if (!new URI(text).isAbsolute()) {
        report.commonWarning(
            code,
            mud.at(name),
            section,
            name + " is \"" + text + "\" and should be an absolute URI; it was taken as it is.");
      }
      return Optional.of(text);
    } catch (URISyntaxException e) {
      mud.wrong(code, name, "RFC 6991 4", "a URI");
      return Optional.empty();
    }
  }
}
