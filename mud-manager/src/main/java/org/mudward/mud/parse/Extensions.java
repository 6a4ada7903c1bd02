package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extensions that a file declares (RFC 8520 section 3.9), and what it uses of those that are
 * known here.
 *
 * <p>None of them may widen a rule. Outside of a match they are for people, or for what is not
 * enforced yet; inside there is one, the (D)TLS profile, which narrows.
 */
final class Extensions {
  private static final String SECTION = "RFC 8520 3.9";
  private static final int MAX_NAME = 40;

  /** Names that declare a module's nodes, besides the name of the module itself. */
  private static final Map<String, Set<String>> NAMES =
      Map.ofEntries(
          Map.entry("ietf-mud-tls", Set.of("ietf-mud-tls")),
          Map.entry("ietf-acl-tls", Set.of("ietf-mud-tls")),
          Map.entry("ietf-mud-transparency", Set.of("transparency")),
          Map.entry("mudtx", Set.of("transparency", "ietf-mud-transparency")),
          Map.entry("ietf-mud-bw-profile", Set.of("qos")),
          Map.entry("ietf-ol", Set.of("ol")),
          Map.entry("ietf-owner-license", Set.of("ol")),
          Map.entry("ietf-mud-reporter-extension", Set.of("reporter")),
          Map.entry("ietf-mud-controller-candidate", Set.of("controller-candidate")),
          Map.entry("ietf-mud-quarantine", Set.of("quarantine")),
          Map.entry("ietf-mud-rats", Set.of("rats", "ras", "rim", "edt")),
          Map.entry("ietf-mud-detext-example", Set.of("Example-Extension")));

  private final List<String> names = new ArrayList<>();
  private final Report report;

  Extensions(@Nullable JsonObject mud, Report report) {
    this.report = report;
    Set<String> seen = new HashSet<>();
    for (JsonObject.Item item :
        mud == null ? List.<JsonObject.Item>of() : mud.texts("extensions", "MF-13")) {
      declare(item, seen);
    }
  }

  private void declare(JsonObject.Item item, Set<String> seen) {
    String name = item.text();
    int length = name.codePointCount(0, name.length());
    if (length < 1 || length > MAX_NAME) {
      report.error(
          "MF-13",
          item.pointer(),
          SECTION,
          "The name of an extension has " + length + " characters; 1 to 40 are allowed.");
    } else if (!seen.add(name)) {
      report.error(
          "MF-13", item.pointer(), SECTION, "\"" + name + "\" is declared twice; once is enough.");
    } else {
      names.add(name);
      if (!isKnown(name)) {
        report.notice(
            "MF-15",
            item.pointer(),
            SECTION,
            "The extension \"" + name + "\" is not known here; what it adds is ignored.");
      }
    }
  }

  private static boolean isKnown(String name) {
    return NAMES.entrySet().stream()
        .anyMatch(entry -> entry.getKey().equals(name) || entry.getValue().contains(name));
  }

  /** The names of the declared extensions, known or not. */
  List<String> names() {
    return names;
  }

  /**
   * Whether a node of a known extension is to be read. One that is not declared is an error in
   * strict mode, and reported in lenient mode.
   */
  boolean mayUse(JsonObject parent, String node) {
    String module = node.substring(0, node.indexOf(':'));
    Set<String> declaring = NAMES.getOrDefault(module, Set.of());
    if (names.contains(module) || declaring.stream().anyMatch(names::contains)) {
      return true;
    }
    String wrong = node + " is used, but extensions should then name " + named(module, declaring);
    if (report.isLenient()) {
      report.warning("MF-14", parent.at(node), SECTION, wrong + "; it was read as if it did.");
      return true;
    }
    report.error("MF-14", parent.at(node), SECTION, wrong + ".");
    return false;
  }

  private static String named(String module, Set<String> declaring) {
    return declaring.isEmpty() ? module : declaring.stream().sorted().findFirst().orElse(module);
  }

  /** Reads what known extensions add to {@code ietf-mud:mud}. */
  void readMud(JsonObject mud) {
    for (String node : List.of("ietf-mud-transparency:transparency", "mudtx:transparency")) {
      if (mud.has(node) && mayUse(mud, node)) {
        new TransparencyReader(report).read(mud, node);
      }
    }
    flag(mud, "ietf-mud-tls:is-tls-dtls-profile-supported", "TL-13");
    flag(mud, "ietf-mud-detext-example:is-detnet-required", "MF-15");
    for (String node :
        List.of(
            "ietf-ol:ol",
            "ietf-owner-license:owner-license",
            "ietf-mud-reporter-extension:reporter",
            "ietf-mud-controller-candidate:controller-candidates",
            "ietf-mud-quarantine:quaranteed-device-policy",
            "ietf-mud-rats:ras",
            "ietf-mud-rats:rim",
            "ietf-mud-rats:edt")) {
      if (mud.has(node) && mayUse(mud, node)) {
        report.notice(
            "MF-15",
            mud.at(node),
            SECTION,
            node + " says nothing about packets; it was left to people to read.");
      }
    }
  }

  private void flag(JsonObject mud, String node, String code) {
    if (mud.has(node) && mayUse(mud, node)) {
      mud.flag(node, code);
    }
  }

  /** Reads what known extensions add to from- or to-device-policy. */
  void readPolicy(JsonObject policy) {
    String node = "ietf-mud-bw-profile:bw-params";
    if (policy.has(node) && mayUse(policy, node)) {
      new BandwidthReader(report).read(policy, node);
    }
  }
}
