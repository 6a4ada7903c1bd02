package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extensions that a file declares (RFC 8520 section 3.9), and what it uses of those that are
 * known here.
 *
 * <p>None of them may widen a rule. Outside of a match they are for people, or bound what a list
 * permits; inside there is one, the (D)TLS profile, which narrows.
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

  /** What a file may declare without a node of it: whoever reads it finds that in the default. */
  private static final Set<String> WITHOUT_NODES = Set.of("ietf-mud-tls", "ietf-acl-tls");

  private final List<String> names = new ArrayList<>();
  private final Map<String, String> unused = new LinkedHashMap<>();
  private final Report report;
  private @Nullable Set<String> quarantine;

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
      unused.put(name, item.pointer());
      if (!isKnown(name)) {
        unused.remove(name);
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

  /** The entries that stay in quarantine, once the file was read; null if it does not say. */
  @Nullable Set<String> quarantine() {
    return quarantine;
  }

  /** The names of the declared extensions, known or not. */
  List<String> names() {
    return names;
  }

  /**
   * Whether a match of a known extension is to be read. Ignoring one would widen a rule: if it is
   * not declared, that is an error in strict mode, and reported in lenient mode.
   */
  boolean mayMatch(JsonObject matches, String node) {
    if (isDeclared(node)) {
      return true;
    }
    String wrong = undeclared(node);
    if (report.isLenient()) {
      report.warning("MF-14", matches.at(node), SECTION, wrong + "; it was read as if it did.");
      return true;
    }
    report.error("MF-14", matches.at(node), SECTION, wrong + ".");
    return false;
  }

  /** Whether a node outside of matches is there and to be read: it has to be declared. */
  private boolean mayRead(JsonObject parent, String node) {
    if (!parent.has(node)) {
      return false;
    }
    if (!isDeclared(node)) {
      report.warning("MF-14", parent.at(node), SECTION, undeclared(node) + "; it was ignored.");
      return false;
    }
    return true;
  }

  private boolean isDeclared(String node) {
    String module = module(node);
    Set<String> declaring = NAMES.getOrDefault(module, Set.of());
    unused.keySet().removeIf(name -> name.equals(module) || declaring.contains(name));
    return names.contains(module) || declaring.stream().anyMatch(names::contains);
  }

  private static String undeclared(String node) {
    String module = module(node);
    String name = named(module, NAMES.getOrDefault(module, Set.of()));
    return node + " is used, but extensions should then name " + name;
  }

  private static String module(String node) {
    return node.substring(0, node.indexOf(':'));
  }

  private static String named(String module, Set<String> declaring) {
    return declaring.isEmpty() ? module : declaring.stream().sorted().findFirst().orElse(module);
  }

  /** Reads what known extensions add to {@code ietf-mud:mud}. */
  void readMud(JsonObject mud) {
    for (String node : List.of("ietf-mud-transparency:transparency", "mudtx:transparency")) {
      if (mayRead(mud, node)) {
        new TransparencyReader(report).read(mud, node);
      }
    }
    flag(mud, "ietf-mud-tls:is-tls-dtls-profile-supported", "TL-13");
    flag(mud, "ietf-mud-detext-example:is-detnet-required", "MF-15");
    if (mayRead(mud, QuarantineReader.NODE)) {
      quarantine = new QuarantineReader(report).read(mud);
    }
    NoteReader notes = new NoteReader(report);
    for (String node : NoteReader.NODES) {
      if (mayRead(mud, node)) {
        notes.read(mud, node);
      }
    }
  }

  private void flag(JsonObject mud, String node, String code) {
    if (mayRead(mud, node)) {
      mud.flag(node, code);
    }
  }

  /** Reads what known extensions add to from- or to-device-policy. */
  List<BandwidthReader.Service> readPolicy(JsonObject policy) {
    String node = "ietf-mud-bw-profile:bw-params";
    return mayRead(policy, node) ? new BandwidthReader(report).read(policy, node) : List.of();
  }

  /** Points out what is declared and of which the file, now read, has no node. */
  void reportUnused() {
    unused.forEach(
        (name, pointer) -> {
          if (!WITHOUT_NODES.contains(name)) {
            report.notice(
                "MF-13",
                pointer,
                SECTION,
                "The extension \"" + name + "\" is declared, but the file has nothing of it.");
          }
        });
  }
}
