package org.mudward.mud.parse;

import java.util.List;
import java.util.Map;

/**
 * Checks the nodes of drafts that are for people: ownership (draft-ietf-iotops-ol), reporter,
 * candidates for controllers (drafts of 2019) and attestation (draft-ietf-iotops-rats-mud).
 *
 * <p>Nothing in them is about packets, and nothing they name is fetched. So a fault in them is
 * pointed out and refuses no file.
 */
final class NoteReader {
  private static final String SECTION = "RFC 8520 3.9";
  private static final int MAX_OWNER = 128;

  /** The draft's least frequency, in minutes. */
  private static final int LEAST_FREQUENCY = 60;

  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  private static final String OL = "ietf-ol:ol";
  private static final String OWNER_LICENSE = "ietf-owner-license:owner-license";
  private static final String REPORTER = "ietf-mud-reporter-extension:reporter";

  /** Nodes that are nothing but lists of URIs, and those lists. */
  private static final Map<String, List<String>> URI_LISTS =
      Map.of(
          "ietf-mud-controller-candidate:controller-candidates", List.of("urls", "classes"),
          "ietf-mud-rats:ras", List.of("ras-uris"),
          "ietf-mud-rats:rim", List.of("rim-uris"),
          "ietf-mud-rats:edt", List.of("edt-uris"));

  static final List<String> NODES =
      List.of(
          OL,
          OWNER_LICENSE,
          REPORTER,
          "ietf-mud-controller-candidate:controller-candidates",
          "ietf-mud-rats:ras",
          "ietf-mud-rats:rim",
          "ietf-mud-rats:edt");

  private final Report report;

  NoteReader(Report report) {
    this.report = report;
  }

  void read(JsonObject mud, String node) {
    report.notice(
        "MF-15",
        mud.at(node),
        SECTION,
        node + " says nothing about packets; it was left to people to read.");
    Report faults = new Report(ParseMode.STRICT);
    JsonObject note = mud.reportingTo(faults).object(node, "MF-15");
    if (note != null) {
      members(note, node);
      note.ignoreRest(node);
    }
    faults.toWarnings(report);
  }

  private static void members(JsonObject note, String node) {
    switch (node) {
      case OL -> licenses(note, false);
      case OWNER_LICENSE -> licenses(note, true);
      case REPORTER -> {
        uri(note, "report-uri");
        note.number("frequency", "MF-15", LEAST_FREQUENCY, MAX_UINT32);
      }
      default -> URI_LISTS.getOrDefault(node, List.of()).forEach(list -> uris(note, list));
    }
  }

  private static void licenses(JsonObject note, boolean isKindNeeded) {
    for (JsonObject license : note.objects("license", "MF-15")) {
      String owner = license.text("owner-name", "MF-15");
      boolean isEmpty = owner != null && owner.isEmpty();
      if (!license.has("owner-name")
          || isEmpty
          || (owner != null && owner.codePointCount(0, owner.length()) > MAX_OWNER)) {
        license.wrong("MF-15", "owner-name", SECTION, "1 to " + MAX_OWNER + " characters long");
      }
      license.texts("spdx-tag", "MF-15");
      uris(license, "license-info");
      boolean hasTag = license.contains("spdx-tag");
      boolean hasInfo = license.contains("license-info");
      if (hasTag ? hasInfo : isKindNeeded && !hasInfo) {
        license
            .report()
            .error(
                "MF-15",
                license.pointer(),
                SECTION,
                "A license has either spdx-tag or license-info.");
      }
      license.ignoreRest("a license");
    }
  }

  private static void uri(JsonObject note, String name) {
    String text = note.text(name, "MF-15");
    if (text != null && !isUri(text)) {
      note.wrong("MF-15", name, SECTION, "an absolute URI");
    }
  }

  private static void uris(JsonObject note, String name) {
    for (JsonObject.Item item : note.texts(name, "MF-15")) {
      if (!isUri(item.text())) {
        note.report()
            .error("MF-15", item.pointer(), SECTION, "An entry of " + name + " should be a URI.");
      }
    }
  }

  /** The drafts allow wildcards in places, so this asks for a scheme and no blanks, no more. */
  private static boolean isUri(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9+.-]*:[\\x21-\\x7E]+");
  }
}
