package org.mudward.mud.print;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mudward.mud.MudAce;
import org.mudward.mud.parse.ParseMode;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;

/**
 * Adds entries to a file that is there, behind all of its own, and changes nothing else but the
 * time: what the file says beside its entries, and what nobody here knows, stays.
 */
public final class MudWidening {
  private final ObjectNode root;

  private MudWidening(ObjectNode root) {
    this.root = root;
  }

  /** An entry whose name no other of its policy and family has, and where it belongs. */
  public record Addition(Direction direction, Family family, MudAce ace) {}

  /**
   * The text of the wider file, in canonical form; or why there is none, such as too many entries.
   *
   * @param json a file that the parser takes strictly
   * @param lastUpdate when the file becomes another one, if it does
   */
  public static PrintResult widen(byte[] json, OffsetDateTime lastUpdate, List<Addition> more) {
    ObjectNode root = MudFormatter.tree(json);
    MudWidening widening = new MudWidening(root);
    more.forEach(widening::add);
    if (!more.isEmpty()) {
      root.withObjectProperty(Shapes.MUD)
          .put("last-update", lastUpdate.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    }
    return MudFormatter.format(root.toString().getBytes(StandardCharsets.UTF_8), ParseMode.STRICT);
  }

  private void add(Addition addition) {
    list(addition)
        .withObjectProperty("aces")
        .withArrayProperty("ace")
        .add(MudWriter.entry(addition.ace, addition.family, addition.direction));
  }

  /**
   * The last list of that policy for that family, unless the other policy has it too; or a new one.
   */
  private ObjectNode list(Addition addition) {
    Set<String> own = namesOf(addition.direction);
    Set<String> others = namesOf(addition.direction.opposite());
    String type = MudWriter.type(addition.family);
    ArrayNode lists = root.withObjectProperty(Shapes.ACLS).withArrayProperty("acl");
    ObjectNode last = null;
    for (JsonNode list : lists) {
      String name = list.path("name").asText();
      boolean fits = Values.aclType(list.path("type")).asText().equals(type);
      if (fits
          && own.contains(name)
          && !others.contains(name)
          && list instanceof ObjectNode found) {
        last = found;
      }
    }
    return last == null ? newList(addition, lists, type) : last;
  }

  private ObjectNode newList(Addition addition, ArrayNode lists, String type) {
    String way = addition.direction == Direction.FROM_DEVICE ? "from" : "to";
    String base = way + (addition.family == Family.IPV4 ? "-v4" : "-v6");
    Set<String> taken = names(lists);
    String name = base;
    for (int number = 2; taken.contains(name); number++) {
      name = base + "-" + number;
    }
    root.withObjectProperty(Shapes.MUD)
        .withObjectProperty(addition.direction + "-policy")
        .withObjectProperty("access-lists")
        .withArrayProperty("access-list")
        .addObject()
        .put("name", name);
    return lists.addObject().put("name", name).put("type", type);
  }

  /** The lists that a policy names. */
  private Set<String> namesOf(Direction direction) {
    JsonNode policy = root.path(Shapes.MUD).path(direction + "-policy");
    return names(policy.path("access-lists").path("access-list"));
  }

  private static Set<String> names(JsonNode list) {
    Set<String> names = new HashSet<>();
    list.forEach(item -> names.add(item.path("name").asText()));
    return names;
  }
}
