package org.mudward.mud.print;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings the nodes of a file that lenient reading takes into the form of RFC 8520: nodes renamed
 * since, nodes that say nothing, references to nothing. Spellings of values are elsewhere.
 *
 * <p>Each step does to the text what lenient reading does to the meaning. A strict file has nothing
 * of this and stays as it is.
 */
final class StrictForm {
  private static final String OLD_ACLS = "ietf-access-control-list:access-lists";

  /** Names of the module, and of the RFC's own example before them. */
  private static final Map<String, String> PROFILE_NODES =
      Map.of(
          "supported-tls-versions", "supported-tls-version",
          "extension-types", "extension-type",
          "supported-groups", "supported-group");

  /** The registered names of extensions, by the module whose nodes they declare. */
  private static final Map<String, String> EXTENSIONS =
      Map.ofEntries(
          Map.entry("ietf-acl-tls", "ietf-mud-tls"),
          Map.entry("ietf-mud-transparency", "transparency"),
          Map.entry("ietf-mud-bw-profile", "qos"),
          Map.entry("ietf-ol", "ol"),
          Map.entry("ietf-owner-license", "ol"),
          Map.entry("ietf-mud-reporter-extension", "reporter"),
          Map.entry("ietf-mud-controller-candidate", "controller-candidate"),
          Map.entry("ietf-mud-quarantine", "quarantine"),
          Map.entry("ietf-mud-rats", "rats"),
          Map.entry("ietf-mud-detext-example", "Example-Extension"));

  private static final Set<String> IP_TYPES = Set.of("ipv4-acl-type", "ipv6-acl-type");

  private StrictForm() {}

  /** Changes the tree of a file. */
  static void apply(ObjectNode root) {
    rename(root, OLD_ACLS, Shapes.ACLS);
    Set<String> names = new HashSet<>();
    for (JsonNode list : root.path(Shapes.ACLS).path("acl")) {
      names.add(list.path("name").asText());
      boolean isIp = IP_TYPES.contains(Values.aclType(list.path("type")).asText());
      for (JsonNode entry : list.path("aces").path("ace")) {
        if (entry.path("matches") instanceof ObjectNode matches) {
          matches(matches, isIp);
        }
      }
    }
    if (root.path(Shapes.MUD) instanceof ObjectNode mud) {
      mud(mud, names);
    }
  }

  private static void mud(ObjectNode mud, Set<String> lists) {
    rename(mud, "mudtx:transparency", Shapes.TRANSPARENCY);
    String url = mud.path("mud-url").asText();
    if (url.regionMatches(true, 0, "http://", 0, 7)) {
      mud.set("mud-url", TextNode.valueOf("https" + url.substring(4)));
    }
    for (String policy : List.of("from-device-policy", "to-device-policy")) {
      JsonNode references = mud.path(policy).path("access-lists").path("access-list");
      if (references instanceof ArrayNode array) {
        array.removeIf(reference -> !lists.contains(reference.path("name").asText()));
      }
    }
  }

  private static void matches(ObjectNode matches, boolean isIp) {
    for (String layer : List.of("tcp", "udp")) {
      for (String end : List.of("source-port", "destination-port")) {
        if (matches.path(layer).path(end) instanceof ObjectNode port && port.has("lower-port")) {
          port.remove(List.of("operator", "port"));
        }
      }
    }
    JsonNode eth = matches.path("eth");
    boolean onlyType = eth.isEmpty() || (eth.size() == 1 && eth.has("ethertype"));
    if (isIp && eth.isObject() && onlyType) {
      matches.remove("eth"); // the type of the list says the same
    }
    rename(matches, "ietf-acl-tls:client-profile", Shapes.CLIENT_PROFILES);
    if (matches.path(Shapes.CLIENT_PROFILES) instanceof ObjectNode profiles) {
      rename(profiles, "tls-dtls-profiles", "tls-dtls-profile");
      for (JsonNode profile : profiles.path("tls-dtls-profile")) {
        if (profile instanceof ObjectNode object) {
          PROFILE_NODES.forEach((old, name) -> rename(object, old, name));
        }
      }
    }
  }

  private static void rename(ObjectNode parent, String old, String name) {
    if (!parent.has(name)) {
      JsonNode value = parent.remove(old);
      if (value != null) {
        parent.set(name, value);
      }
    }
  }

  /** Declares the extension that a node is of (RFC 8520 section 3.9), if it is a known one. */
  static void declare(ObjectNode root, String node) {
    int colon = node.indexOf(':');
    String module = colon < 0 ? node : node.substring(0, colon);
    if (root.path(Shapes.MUD) instanceof ObjectNode mud) {
      ArrayNode names =
          mud.path("extensions") instanceof ArrayNode declared
              ? declared
              : JsonNodeFactory.instance.arrayNode();
      String name = EXTENSIONS.getOrDefault(module, module);
      if (names.valueStream().noneMatch(declared -> declared.asText().equals(name))) {
        names.add(name);
      }
      mud.set("extensions", names);
    }
  }
}
