package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.tls.TlsAlert;
import org.mudward.policy.tls.TlsParameter;
import org.mudward.policy.tls.TlsProfile;
import org.mudward.policy.tls.TlsProfiles;
import org.mudward.policy.tls.TlsRegistry;
import org.mudward.policy.tls.TlsVersions;

/**
 * Reads {@code client-profiles}, which narrows a rule to (D)TLS sessions of a kind (RFC 9761).
 *
 * <p>No back end enforces profiles yet. A rule must never become wider by that: of an entry that
 * accepts, no rule is made, and one that drops, drops whatever the profile says.
 */
final class TlsProfileReader {
  private static final String NODE = "ietf-acl-tls:client-profiles";
  private static final String OLD_NODE = "ietf-acl-tls:client-profile";
  private static final String SECTION = "RFC 9761 5";

  /** Names as the RFC's own example spells them, and what the module calls them. */
  private static final Map<String, String> MISSPELT =
      Map.of(
          "supported-tls-version", "supported-tls-versions",
          "extension-type", "extension-types",
          "supported-group", "supported-groups");

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
    report.warning(
        "TL-09",
        matches.at(node),
        SECTION,
        "(D)TLS profiles are not enforced yet: an entry that accepts is left out, so that it does"
            + " not accept more, and one that drops does so whatever the profile says.");
    JsonObject profiles = matches.object(node, "TL-09");
    match.setProfiles(new TlsProfiles(profiles == null ? List.of() : profiles(profiles)));
  }

  private List<TlsProfile> profiles(JsonObject profiles) {
    List<TlsProfile> read = new ArrayList<>();
    String list = spelling(profiles, "tls-dtls-profile", "tls-dtls-profiles");
    Set<String> names = new HashSet<>();
    if (list != null) {
      profiles.objects(list, "TL-09").forEach(profile -> read.add(profile(profile, names)));
    }
    profiles.refuseRest();
    return read;
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

  private TlsProfile profile(JsonObject profile, Set<String> names) {
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
    Map<TlsParameter, Set<Integer>> numbers = new EnumMap<>(TlsParameter.class);
    Map<TlsParameter, Set<String>> texts = new EnumMap<>(TlsParameter.class);
    Map<TlsParameter, String> places = new EnumMap<>(TlsParameter.class);
    for (TlsParameter parameter : TlsParameter.values()) {
      String leaf = parameter.leaf();
      String node = spelling(profile, leaf, MISSPELT.getOrDefault(leaf, leaf));
      if (node != null) {
        places.put(parameter, profile.at(node));
        if (parameter.isText()) {
          texts.put(parameter, texts(profile, node));
        } else {
          numbers.put(
              parameter,
              parameter.isVersion()
                  ? versions(profile, node, parameter)
                  : numbers(profile, node, parameter));
        }
      }
    }
    profile.refuseRest();
    TlsProfile read = new TlsProfile(name == null ? "" : name, numbers, texts);
    places.forEach((parameter, pointer) -> point(read, parameter, pointer));
    return read;
  }

  private static Set<String> texts(JsonObject profile, String node) {
    return profile.texts(node, "TL-09").stream()
        .map(JsonObject.Item::text)
        .collect(Collectors.toSet());
  }

  private Set<Integer> versions(JsonObject profile, String node, TlsParameter parameter) {
    Set<Integer> versions = new HashSet<>();
    for (JsonObject.Item version : profile.texts(node, "TL-07")) {
      TlsVersions.number(parameter, version.text())
          .ifPresentOrElse(
              versions::add,
              () ->
                  report.error(
                      "TL-07",
                      version.pointer(),
                      "RFC 9761 5.2",
                      "A version should be "
                          + String.join(" or ", new TreeSet<>(TlsVersions.words(parameter)))
                          + ", not \""
                          + version.text()
                          + "\"."));
    }
    return versions;
  }

  private Set<Integer> numbers(JsonObject profile, String node, TlsParameter parameter) {
    Set<Integer> values = new HashSet<>(profile.numbers(node, "TL-09", parameter.highest()));
    for (int value : values) {
      if (TlsRegistry.isGrease(parameter, value)) {
        report.error(
            "TL-01",
            profile.at(node),
            SECTION,
            parameter.leaf() + " holds the GREASE value " + value + ", which no profile may hold.");
      }
    }
    return values;
  }

  /** RFC 9761 section 6: such a value is told to the operator; the others keep their meaning. */
  private void point(TlsProfile profile, TlsParameter parameter, String pointer) {
    for (TlsAlert.Kind kind : TlsAlert.Kind.values()) {
      List<String> found =
          profile.alerts().stream()
              .filter(alert -> alert.kind() == kind && alert.value().parameter() == parameter)
              .map(alert -> alert.value().words())
              .toList();
      if (!found.isEmpty()) {
        boolean unknown = kind == TlsAlert.Kind.UNKNOWN;
        report.warning(
            unknown ? "TL-05" : "TL-06",
            pointer,
            "RFC 9761 6",
            parameter.leaf()
                + " holds what is "
                + (unknown ? "not known here: " : "known to be weak: ")
                + String.join(", ", found)
                + ".");
      }
    }
  }
}
