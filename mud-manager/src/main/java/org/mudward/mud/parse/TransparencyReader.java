package org.mudward.mud.parse;

import java.util.List;

/**
 * Checks what RFC 9472 adds: where a bill of materials and a list of vulnerabilities are. It is for
 * people; nothing in it is fetched, and nothing in it is about packets.
 */
final class TransparencyReader {
  private static final String SECTION = "RFC 9472 5";
  private static final String WHERE = "transparency";
  private static final List<String> DOCUMENT = List.of("coap", "coaps", "http", "https");
  private static final List<String> CONTACT = List.of("mailto", "http", "https", "tel");

  private final Report report;

  TransparencyReader(Report report) {
    this.report = report;
  }

  void read(JsonObject mud, String node) {
    JsonObject transparency = mud.object(node, "TX-02");
    if (transparency == null) {
      return;
    }
    if (node.startsWith("mudtx:")) {
      report.notice(
          "TX-02",
          mud.at(node),
          "RFC 7951 4",
          "mudtx is the prefix and ietf-mud-transparency the name of the module, which JSON uses;"
              + " it was read as that.");
    }
    for (JsonObject sbom : transparency.objects("sboms", "TX-01")) {
      sbom.text("version-info", "TX-01");
      scheme(sbom, "sbom-url", DOCUMENT);
      sbom.ignoreRest("sboms");
    }
    transparency.text("sbom-local-well-known", "TX-01");
    scheme(transparency, "sbom-contact-uri", CONTACT);
    transparency.text("sbom-archive-list", "TX-01");
    transparency.texts("vuln-url", "TX-01");
    scheme(transparency, "vuln-contact-uri", CONTACT);
    transparency.ignoreRest(WHERE);
  }

  private void scheme(JsonObject object, String name, List<String> schemes) {
    String uri = object.text(name, "TX-01");
    if (uri != null && !schemes.contains(schemeOf(uri))) {
      object.wrong("TX-01", name, SECTION, "a URI that begins with " + String.join(", ", schemes));
    }
  }

  private static String schemeOf(String uri) {
    return uri.substring(0, Math.max(0, uri.indexOf(':')));
  }
}
