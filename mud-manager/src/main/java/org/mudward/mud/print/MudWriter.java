package org.mudward.mud.print;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.parse.ParseResult;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Rate;

/**
 * Writes a MUD file from its meaning, for files that no author wrote. It has the form that {@link
 * MudFormatter} gives, and holds what {@link MudFile} holds.
 */
public final class MudWriter {
  private static final int VERSION = 1;

  private static final String BANDWIDTH = "ietf-mud-bw-profile:bw-params";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private MudWriter() {}

  /**
   * The text of a file.
   *
   * @throws IllegalArgumentException if MUD has no words for something in it, such as a mask of a
   *     header field, or names are not unique
   */
  public static String text(MudFile file) {
    Map<String, ObjectNode> lists = new LinkedHashMap<>();
    ObjectNode root = NODES.objectNode();
    ObjectNode mud = root.putObject(Shapes.MUD);
    leaves(file, mud);
    policy(mud, file.fromDevice(), Direction.FROM_DEVICE, lists);
    policy(mud, file.toDevice(), Direction.TO_DEVICE, lists);
    ArrayNode acls = root.putObject(Shapes.ACLS).putArray("acl");
    lists.values().forEach(acls::add);
    String text = MudFormatter.text(root, new ArrayList<>());
    check(file, text);
    return text;
  }

  private static void leaves(MudFile file, ObjectNode mud) {
    mud.put("mud-version", VERSION);
    mud.put("mud-url", file.mudUrl().text());
    mud.put("last-update", file.lastUpdate().format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    if (file.signature() != null) {
      mud.put("mud-signature", file.signature());
    }
    mud.put("cache-validity", file.cacheValidity().toHours());
    mud.put("is-supported", file.supported());
    file.info().forEach(mud::put);
    if (!file.extensions().isEmpty()) {
      ArrayNode extensions = mud.putArray("extensions");
      file.extensions().forEach(extensions::add);
    }
    if (file.quarantineAces() != null) {
      ArrayNode names =
          mud.putObject("ietf-mud-quarantine:quaranteed-device-policy")
              .putArray("enabled-ace-names");
      file.quarantineAces().stream()
          .sorted()
          .forEach(name -> names.addObject().put("ace-name", name));
    }
  }

  private static void policy(
      ObjectNode mud, List<MudAcl> acls, Direction direction, Map<String, ObjectNode> lists) {
    if (acls.isEmpty()) {
      return;
    }
    ObjectNode policy = mud.putObject(direction + "-policy");
    ArrayNode references = policy.putObject("access-lists").putArray("access-list");
    for (MudAcl acl : acls) {
      if (acl.rate() != null) {
        rate(policy, acl.name(), acl.rate());
      }
      references.addObject().put("name", acl.name());
      ObjectNode list = list(acl, direction);
      ObjectNode other = lists.putIfAbsent(acl.name(), list);
      if (other != null && !other.equals(list)) {
        throw new IllegalArgumentException("there are two lists \"" + acl.name() + "\"");
      }
    }
  }

  private static void rate(ObjectNode policy, String list, Rate rate) {
    ObjectNode service = policy.withObject("/" + BANDWIDTH).withArray("service").addObject();
    service.put("name", list);
    service.put("timeframe", rate.seconds());
    if (rate.packetsPerSecond() != null) {
      service.put("pps", rate.packetsPerSecond());
    }
    if (rate.bitsPerSecond() != null) {
      service.put("bps", Long.toString(rate.bitsPerSecond()));
    }
    service.put("aclname", list);
  }

  private static ObjectNode list(MudAcl acl, Direction direction) {
    ObjectNode list = NODES.objectNode();
    list.put("name", acl.name());
    list.put("type", type(acl.family()));
    ArrayNode aces = list.putObject("aces").putArray("ace");
    acl.aces().forEach(ace -> aces.add(entry(ace, acl.family(), direction)));
    return list;
  }

  /** The type of lists for a family. */
  static String type(Family family) {
    return family == Family.IPV4 ? "ipv4-acl-type" : "ipv6-acl-type";
  }

  static ObjectNode entry(MudAce ace, Family family, Direction direction) {
    ObjectNode entry = NODES.objectNode();
    entry.put("name", ace.name());
    ObjectNode matches = new MatchWriter(family, direction).write(ace);
    if (!matches.isEmpty()) {
      entry.set("matches", matches);
    }
    entry.putObject("actions").put("forwarding", ace.verdict().toString());
    return entry;
  }

  private static void check(MudFile file, String text) {
    ParseResult read = MudParser.check(text.getBytes(StandardCharsets.UTF_8), ParseMode.STRICT);
    boolean isSame = read.file().filter(written -> Meaning.isSame(file, written)).isPresent();
    if (!isSame) {
      throw new IllegalArgumentException(
          "a MUD file cannot say this: " + read.problems().stream().findFirst());
    }
  }
}
