package org.mudward.mud.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Problem;

/** Pointers into a file (RFC 6901), and their order, which is that of the document. */
final class Places {
  private static final int UNSEEN = Integer.MAX_VALUE;

  private final Map<String, Integer> order = new HashMap<>();
  private int visited;

  private Places() {}

  /** The pointer of a member, by the pointer of its object. */
  static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /** The problems as their places follow each other in the file; the whole file comes first. */
  static List<Problem> sorted(List<Problem> problems, @Nullable ObjectNode root) {
    if (root == null) {
      return problems;
    }
    Places places = new Places();
    problems.forEach(problem -> places.order.put(problem.pointer(), UNSEEN));
    places.walk(root, "");
    return problems.stream()
        .sorted(Comparator.comparing(problem -> places.order.getOrDefault(problem.pointer(), 0)))
        .toList();
  }

  private void walk(JsonNode node, String pointer) {
    int place = visited++;
    order.computeIfPresent(pointer, (key, unseen) -> place);
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        walk(field.getValue(), child(pointer, field.getKey()));
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        walk(node.get(i), pointer + "/" + i);
      }
    }
  }
}
