package org.mudward.mud.parse;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code client-profiles}, which narrows a rule to (D)TLS sessions of a kind (RFC 9761).
 *
 * <p>The profile is checked, but not enforced yet. A rule must never become wider by that: an entry
 * that accepts is left out, and one that drops, drops whatever the profile says.
 */
final class TlsProfileReader {
  private static final String NODE = "ietf-acl-tls:client-profiles";
  private static final String OLD_NODE = "ietf-acl-tls:client-profile";
  private static final String SECTION = "RFC 9761 5";
  private static final String PSK_MODE = "psk-key-exchange-mode";
  private static final long UINT8 = 0xFF;
  private static final long UINT16 = 0xFFFF;

  /** Names as the RFC's own example spells them, and what the module calls them. */
  private static final Map<String, String> MISSPELT =
      Map.of(
          "supported-tls-version", "supported-tls-versions",
          "extension-type", "extension-types",
          "supported-group", "supported-groups");

  /** RFC 8701: values that mean nothing, sent so that servers keep ignoring what they ignore. */
  private static final Set<Long> GREASE_PSK_MODES =
      Set.of(0x0BL, 0x2AL, 0x49L, 0x68L, 0x87L, 0xA6L, 0xC5L, 0xE4L);

  private final MatchBuilder match;
  private final Extensions extensions;
  private final Report report;

  TlsProfileReader(MatchBuilder match, Extensions extensions, Report report) {
    this.match = match;
    this.extensions = extensions;
    this.report = report;
  }

  void read(JsonObject matches) {
    String node = spelling(matches, NODE, OLD_NODE);
    if (node == null || !extensions.mayMatch(matches, node)) {
      return;
    }
    match.setNarrower();
    report.warning(
        "TL-09",
        matches.at(node),
        SECTION,
        "(D)TLS profiles are not enforced yet: an entry that accepts is left out, so that it does"
            + " not accept more, and one that drops does so whatever the profile says.");
    JsonObject profiles = matches.object(node, "TL-09");
    if (profiles == null) {
      return;
    }
    String list = spelling(profiles, "tls-dtls-profile", "tls-dtls-profiles");
    Set<String> names = new HashSet<>();
    if (list != null) {
      profiles.objects(list, "TL-09").forEach(profile -> profile(profile, names));
    }
    profiles.refuseRest();
  }

  /** The spelling that is there: the right one, or in lenient mode the wrong one. */
  private @Nullable String spelling(JsonObject object, String right, String wrong) {
    if (object.has(right) || !object.contains(wrong)) {
      return object.has(right) ? right : null;
    }
    object.has(wrong);
    boolean read =
        report.lenient(
            "TL-09",
            object.at(wrong),
            "RFC 9761 5.2",
            wrong + " is misspelt and should be " + right,
            "it was read as that");
    return read ? wrong : null;
  }

  private void profile(JsonObject profile, Set<String> names) {
    String name = profile.key("name", "TL-11", "A (D)TLS profile");
    if (name != null && !names.add(name)) {
      report.error(
          "TL-11",
          profile.at("name"),
          "RFC 7950 7.8.2",
          "There are two profiles \"" + name + "\"; their names should be unique.");
    } else if (name != null && !name.matches("[A-Za-z0-9_.-]+")) {
      report.warning(
          "TL-11",
          profile.at("name"),
          "RFC 9761 5.2",
          "The name \"" + name + "\" should have no blanks and no special characters.");
    }
    versions(profile, "supported-tls-version", List.of("tls12", "tls13"));
    versions(profile, "supported-dtls-version", List.of("dtls12", "dtls13"));
    numbers(profile, "cipher-suite", UINT16);
    numbers(profile, "extension-type", UINT16);
    numbers(profile, "supported-group", UINT16);
    numbers(profile, "signature-algorithm", UINT16);
    numbers(profile, "signature-algorithm-cert", UINT16);
    numbers(profile, "cert-compression-algorithm", UINT16);
    numbers(profile, PSK_MODE, UINT8);
    for (String leaf :
        List.of("accept-list-ta-cert", "application-protocol", "certificate-authorities")) {
      profile.texts(leaf, "TL-09");
    }
    profile.refuseRest();
  }

  private void versions(JsonObject profile, String leaf, List<String> known) {
    String node = spelling(profile, leaf, MISSPELT.getOrDefault(leaf, leaf));
    if (node == null) {
      return;
    }
    for (JsonObject.Item version : profile.texts(node, "TL-07")) {
      if (!known.contains(version.text())) {
        report.error(
            "TL-07",
            version.pointer(),
            "RFC 9761 5.2",
            "A version should be "
                + String.join(" or ", known)
                + ", not \""
                + version.text()
                + "\".");
      }
    }
  }

  private void numbers(JsonObject profile, String leaf, long high) {
    String node = spelling(profile, leaf, MISSPELT.getOrDefault(leaf, leaf));
    if (node == null) {
      return;
    }
    List<Long> values = profile.numbers(node, "TL-09", high);
    for (long value : values) {
      if (isGrease(leaf, value)) {
        report.error(
            "TL-01",
            profile.at(node),
            SECTION,
            leaf + " holds the GREASE value " + value + ", which no profile may hold.");
      }
    }
    point("TL-05", profile.at(node), leaf, values, TlsRegistry::isUnknown, "not known here");
    point("TL-06", profile.at(node), leaf, values, TlsRegistry::isWeak, "known to be weak");
  }

  /** RFC 9761 section 6: such a value is told to the operator; the others keep their meaning. */
  private void point(
      String code,
      String pointer,
      String leaf,
      List<Long> values,
      BiPredicate<String, Long> test,
      String what) {
    List<String> found =
        values.stream()
            .filter(value -> !isGrease(leaf, value) && test.test(leaf, value))
            .map(value -> String.format("%d (0x%04X)", value, value))
            .toList();
    if (!found.isEmpty()) {
      report.warning(
          code,
          pointer,
          "RFC 9761 6",
          leaf + " holds what is " + what + ": " + String.join(", ", found) + ".");
    }
  }

  private static boolean isGrease(String leaf, long value) {
    if (leaf.equals(PSK_MODE)) {
      return GREASE_PSK_MODES.contains(value);
    }
    return (value & 0x0F0F) == 0x0A0A && value >>> 8 == (value & 0xFF);
  }
}
