package org.mudward.mud.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Problem;

/** Pointers into a file (RFC 6901), and their order, which is that of the document. */
final class Places {
  /** What is not there comes last. */
  private static final int[] NOWHERE = {Integer.MAX_VALUE};

  private final ObjectNode root;
  private final IdentityHashMap<JsonNode, Map<String, Integer>> members = new IdentityHashMap<>();

  private Places(ObjectNode root) {
    this.root = root;
  }

  /** The pointer of a member, by the pointer of its object. */
  static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /** The problems as their places follow each other in the file; the whole file comes first. */
  static List<Problem> sorted(List<Problem> problems, @Nullable ObjectNode root) {
    if (root == null || problems.size() < 2) {
      return problems;
    }
    Places places = new Places(root);
    Map<String, int[]> ways = new HashMap<>();
    problems.forEach(problem -> ways.computeIfAbsent(problem.pointer(), places::way));
    return problems.stream()
        .sorted(
            Comparator.comparing(
                problem -> ways.getOrDefault(problem.pointer(), NOWHERE), Arrays::compare))
        .toList();
  }

  /** The way to a place: at each step, how many come before. */
  private int[] way(String pointer) {
    List<Integer> way = new ArrayList<>();
    JsonNode here = root;
    for (String step : pointer.substring(Math.min(1, pointer.length())).split("/", -1)) {
      if (pointer.isEmpty()) {
        break;
      }
      String name = step.replace("~1", "/").replace("~0", "~");
      Integer place = members.computeIfAbsent(here, Places::numbered).get(name);
      if (place == null) {
        return NOWHERE;
      }
      way.add(place);
      here = here.isArray() ? here.get(place) : here.get(name);
    }
    return way.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The members of a node, by name or index, with their places. */
  private static Map<String, Integer> numbered(JsonNode node) {
    Map<String, Integer> places = new HashMap<>();
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        places.put(Integer.toString(i), i);
      }
    }
    node.fieldNames().forEachRemaining(name -> places.put(name, places.size()));
    return places;
  }
}
