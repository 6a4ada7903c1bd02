package org.mudward.mud.parse;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.policy.Direction;

/**
 * Reads the two roots of a MUD file and the leaves of {@code ietf-mud:mud} (RFC 8520 section 3).
 */
final class FileReader {
  private static final String MUD = "ietf-mud:mud";
  private static final String ACLS = "ietf-access-control-list:acls";
  private static final String OLD_ACLS = "ietf-access-control-list:access-lists";
  private static final int MAX_CACHE_VALIDITY = 168;
  private static final Pattern DATE_AND_TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");
  private static final List<String> INFO =
      List.of(
          "systeminfo", "mfg-name", "model-name", "firmware-rev", "software-rev", "documentation");

  /** Nodes of extensions that may stand in the mud container, and the names that declare them. */
  private static final Map<String, Set<String>> EXTENSION_NODES =
      Map.ofEntries(
          Map.entry("ietf-mud-tls:is-tls-dtls-profile-supported", Set.of("ietf-mud-tls")),
          Map.entry("ietf-mud-transparency:transparency", Set.of("transparency")),
          Map.entry("mudtx:transparency", Set.of("transparency")),
          Map.entry("ietf-ol:ol", Set.of("ol")),
          Map.entry("ietf-owner-license:owner-license", Set.of("ol")),
          Map.entry("ietf-mud-reporter-extension:reporter", Set.of("reporter")),
          Map.entry(
              "ietf-mud-controller-candidate:controller-candidates",
              Set.of("controller-candidate")),
          Map.entry("ietf-mud-quarantine:quaranteed-device-policy", Set.of("quarantine")),
          Map.entry("ietf-mud-rats:ras", Set.of("rats", "ras")),
          Map.entry("ietf-mud-rats:rim", Set.of("rats", "rim")),
          Map.entry("ietf-mud-rats:edt", Set.of("rats", "edt")));

  private final JsonObject root;
  private final Report report;

  FileReader(JsonObject root) {
    this.root = root;
    report = root.report();
  }

  /** The file; null, or with errors in the report, if it cannot be used. */
  @Nullable MudFile read() {
    JsonObject mud = root.object(MUD, "MF-01");
    JsonObject acls = acls();
    if (mud == null) {
      if (!root.has(MUD)) {
        String message =
            root.has("mud")
                ? "the root \"mud\" must be written " + MUD
                : "the root " + MUD + " is missing";
        report.error(root.has("mud") ? "MF-02" : "MF-01", "", "RFC 8520 2.1", message);
      }
      return null;
    }
    Map<String, Boolean> used = new LinkedHashMap<>();
    List<String> from = policy(mud, "from-device-policy");
    List<String> to = policy(mud, "to-device-policy");
    boolean policies = mud.has("from-device-policy") || mud.has("to-device-policy");
    if (acls == null && policies) {
      report.error(
          "MF-01",
          "",
          "RFC 8520 2.1",
          "the root " + ACLS + " is missing, to which the policies refer");
    } else if (acls == null) {
      report.warning(
          "MF-01", "", "RFC 8520 2.1", "the file has no policies: only the defaults apply");
    }
    from.forEach(name -> used.put(name, true));
    to.forEach(name -> used.put(name, true));
    Map<String, AclReader.ReadAcl> lists =
        acls == null ? Map.of() : new AclReader(acls, declared(mud)).read();
    MudFile file =
        leaves(
            mud,
            chosen(mud, from, "from-device-policy", Direction.FROM_DEVICE, lists),
            chosen(mud, to, "to-device-policy", Direction.TO_DEVICE, lists));
    for (String name : lists.keySet()) {
      if (!used.containsKey(name)) {
        report.notice(
            "MF-20",
            root.at(ACLS),
            "RFC 8520 3.3",
            "the list \"" + name + "\" is in no policy and has no effect");
      }
    }
    root.ignoreRest("the file");
    return file;
  }

  private @Nullable JsonObject acls() {
    JsonObject acls = root.object(ACLS, "MF-01");
    if (acls == null && root.has(OLD_ACLS)) {
      boolean read =
          report.lenient(
              "MF-01",
              root.at(OLD_ACLS),
              "RFC 8519 4.1",
              "the root access-lists was renamed acls",
              "read as acls");
      JsonObject old = root.object(OLD_ACLS, "MF-01");
      return read ? old : null;
    }
    return acls;
  }

  private static Set<String> declared(JsonObject mud) {
    return new HashSet<>(mud.texts("extensions", "MF-13"));
  }

  private List<String> policy(JsonObject mud, String name) {
    List<String> names = new ArrayList<>();
    JsonObject policy = mud.object(name, "MF-17");
    JsonObject lists = policy == null ? null : policy.object("access-lists", "MF-17");
    if (policy != null && lists == null && !policy.has("access-lists")) {
      report.warning(
          "DF-07",
          mud.at(name),
          "RFC 8520 3.3",
          name + " names no access-lists: only the defaults apply");
    }
    if (lists != null) {
      for (JsonObject entry : lists.objects("access-list", "MF-17")) {
        String list = entry.key("name", "an entry of " + name);
        if (list != null && names.contains(list)) {
          report.error(
              "MF-18",
              entry.at("name"),
              "RFC 7950 7.8.2",
              "\"" + list + "\" is named twice in " + name);
        } else if (list != null) {
          names.add(list);
        }
        entry.ignoreRest("access-list");
      }
      lists.ignoreRest("access-lists");
    }
    if (policy != null) {
      policy.ignoreRest(name);
    }
    return names;
  }

  private List<MudAcl> chosen(
      JsonObject mud,
      List<String> names,
      String policy,
      Direction direction,
      Map<String, AclReader.ReadAcl> lists) {
    List<MudAcl> chosen = new ArrayList<>();
    for (String name : names) {
      AclReader.ReadAcl list = lists.get(name);
      if (list == null) {
        report.lenient(
            "MF-17",
            mud.at(policy),
            "RFC 8520 3.3",
            "\"" + name + "\" in " + policy + " is no list of this file",
            "skipped");
        continue;
      }
      list.checkNames(direction, report);
      if (list.acl() != null) {
        chosen.add(list.acl());
      }
    }
    return chosen;
  }

  private @Nullable MudFile leaves(JsonObject mud, List<MudAcl> from, List<MudAcl> to) {
    version(mud);
    MudUrl url = url(mud);
    OffsetDateTime lastUpdate = lastUpdate(mud);
    Boolean supported = mud.flag("is-supported", "MF-11");
    missing(mud, "is-supported", "MF-11", "RFC 8520 3.6");
    Long validity = mud.number("cache-validity", "MF-08", 1, MAX_CACHE_VALIDITY);
    String signature = uri(mud, "mud-signature", "SG-12");
    Map<String, String> info = new LinkedHashMap<>();
    for (String leaf : INFO) {
      String text = mud.text(leaf, "MF-12");
      if (text != null) {
        info.put(leaf, text);
      }
    }
    List<String> extensions = extensions(mud);
    extensionNodes(mud, new HashSet<>(extensions));
    mud.ignoreRest(MUD);
    if (url == null || lastUpdate == null || supported == null) {
      return null;
    }
    Duration hours = Duration.ofHours(validity == null ? MudFile.DEFAULT_CACHE_VALIDITY : validity);
    return new MudFile(url, lastUpdate, signature, hours, supported, info, extensions, from, to);
  }

  private void missing(JsonObject mud, String name, String code, String section) {
    if (!mud.has(name)) {
      report.error(code, mud.pointer(), section, name + " is missing");
    }
  }

  private void version(JsonObject mud) {
    missing(mud, "mud-version", "MF-04", "RFC 8520 3.1");
    Long version = mud.number("mud-version", "MF-04", 0, 255);
    if (version != null && version != 1) {
      report.error(
          "MF-05",
          mud.at("mud-version"),
          "RFC 8520 3.1",
          "mud-version " + version + " is not supported; this program knows version 1");
    }
  }

  private @Nullable MudUrl url(JsonObject mud) {
    missing(mud, "mud-url", "MF-06", "RFC 8520 3.2");
    String text = mud.text("mud-url", "MF-06");
    if (text == null) {
      return null;
    }
    String at = mud.at("mud-url");
    try {
      if (text.startsWith("http://") && report.isLenient()) {
        MudUrl secure = new MudUrl("https" + text.substring(4));
        report.notice("MF-06", at, "RFC 8520 3.2", "mud-url is http; read as " + secure);
        return secure;
      }
      return new MudUrl(text);
    } catch (IllegalArgumentException e) {
      report.error("MF-06", at, "RFC 8520 3.2", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable String uri(JsonObject mud, String name, String code) {
    String text = mud.text(name, code);
    if (text == null) {
      return null;
    }
    try {
      URI uri = new URI(text);
      boolean https = uri.getScheme() == null || uri.getScheme().equalsIgnoreCase("https");
      if (!https) {
        report.warning(
            code, mud.at(name), "RFC 8520 13", name + " is not https and will not be fetched");
      }
    } catch (URISyntaxException e) {
      report.error(code, mud.at(name), "RFC 6991", name + " is no URI: " + text);
      return null;
    }
    return text;
  }

  private @Nullable OffsetDateTime lastUpdate(JsonObject mud) {
    missing(mud, "last-update", "MF-07", "RFC 8520 3.4");
    String text = mud.text("last-update", "MF-07");
    if (text == null) {
      return null;
    }
    try {
      if (DATE_AND_TIME.matcher(text).matches()) {
        return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      }
    } catch (DateTimeException e) {
      // Of the right form, but no such day or hour: said below.
      text = text + " (no such time)";
    }
    report.error(
        "MF-07",
        mud.at("last-update"),
        "RFC 8520 3.4",
        "last-update should be a date, time and zone such as 2019-01-28T11:20:51+01:00, not "
            + text);
    return null;
  }

  private List<String> extensions(JsonObject mud) {
    List<String> names = mud.texts("extensions", "MF-13");
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      boolean length = !name.isEmpty() && name.length() <= 40;
      if (!length || !seen.add(name)) {
        report.error(
            "MF-13",
            mud.at("extensions"),
            "RFC 8520 3.9",
            "extension names have 1 to 40 characters and are listed once: \"" + name + "\"");
      }
    }
    return names;
  }

  private void extensionNodes(JsonObject mud, Set<String> declared) {
    EXTENSION_NODES.forEach(
        (node, names) -> {
          if (!mud.has(node)) {
            return;
          }
          String known = "the extension node " + node;
          if (names.stream().anyMatch(declared::contains)) {
            report.notice(
                "MF-15",
                mud.at(node),
                "RFC 8520 3.9",
                known + " has no meaning for packets and is only shown");
          } else {
            report.warning(
                "MF-14",
                mud.at(node),
                "RFC 8520 3.9",
                known + " is used but not declared in extensions, and was ignored");
          }
        });
  }
}
