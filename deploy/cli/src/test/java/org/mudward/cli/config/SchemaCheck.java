package org.mudward.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** As much of JSON Schema as our own schema uses; any other word in it is an error. */
final class SchemaCheck {
  private static final Set<String> WORDS =
      Set.of(
          "$schema",
          "$defs",
          "$ref",
          "title",
          "description",
          "default",
          "type",
          "properties",
          "additionalProperties",
          "required",
          "items",
          "anyOf",
          "enum",
          "pattern",
          "minimum",
          "maximum",
          "minLength",
          "maxLength");

  private final JsonNode root;

  SchemaCheck(JsonNode root) {
    this.root = root;
  }

  /** What a value of plain maps, lists and scalars breaks. */
  List<String> problems(Object value) {
    List<String> problems = new ArrayList<>();
    check(root, value, "", problems);
    return problems;
  }

  private void check(JsonNode schema, Object value, String place, List<String> problems) {
    schema.fieldNames().forEachRemaining(word -> known(word, place));
    if (schema.has("$ref")) {
      check(definition(schema), value, place, problems);
    }
    if (schema.has("type") && !types(schema.get("type")).contains(type(value))) {
      problems.add(place + " is " + type(value));
      return;
    }
    if (schema.has("anyOf") && noneFits(schema.get("anyOf"), value, place)) {
      problems.add(place + " fits nothing: " + value);
    }
    if (schema.has("enum") && !texts(schema.get("enum")).contains(String.valueOf(value))) {
      problems.add(place + " is no such word: " + value);
    }
    if (value instanceof String text) {
      checkText(schema, text, place, problems);
    } else if (value instanceof Number number) {
      long least = schema.path("minimum").asLong(Long.MIN_VALUE);
      long most = schema.path("maximum").asLong(Long.MAX_VALUE);
      if (number.longValue() < least || number.longValue() > most) {
        problems.add(place + " is out of its range: " + number);
      }
    } else if (value instanceof Map<?, ?> map) {
      checkMap(schema, map, place, problems);
    } else if (value instanceof Collection<?> list && schema.has("items")) {
      list.forEach(item -> check(schema.get("items"), item, place + "[]", problems));
    }
  }

  private static void known(String word, String place) {
    if (!WORDS.contains(word)) {
      throw new AssertionError("the schema says " + word + " at " + place);
    }
  }

  private boolean noneFits(JsonNode choices, Object value, String place) {
    for (JsonNode choice : choices) {
      List<String> problems = new ArrayList<>();
      check(choice, value, place, problems);
      if (problems.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static void checkText(JsonNode schema, String text, String place, List<String> problems) {
    if (schema.has("pattern")
        && !Pattern.compile(schema.get("pattern").asText()).matcher(text).find()) {
      problems.add(place + " is written wrongly: " + text);
    }
    if (text.length() < schema.path("minLength").asInt(0)
        || text.length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      problems.add(place + " has another length: " + text);
    }
  }

  private void checkMap(JsonNode schema, Map<?, ?> map, String place, List<String> problems) {
    schema
        .path("required")
        .forEach(
            key -> {
              if (!map.containsKey(key.asText())) {
                problems.add(place + "." + key.asText() + " is missing");
              }
            });
    JsonNode others = schema.path("additionalProperties");
    map.forEach(
        (key, value) -> {
          JsonNode inner = schema.path("properties").path(key.toString());
          if (!inner.isMissingNode()) {
            check(inner, value, place + "." + key, problems);
          } else if (others.isObject()) {
            check(others, value, place + "." + key, problems);
          } else if (others.isBoolean() && !others.asBoolean()) {
            problems.add(place + "." + key + " is unknown");
          }
        });
  }

  private JsonNode definition(JsonNode schema) {
    String path = schema.get("$ref").asText().substring(1);
    JsonNode found = root.at(path);
    if (found.isMissingNode()) {
      throw new AssertionError("the schema has no " + path);
    }
    return found;
  }

  private static Set<String> types(JsonNode node) {
    return node.isArray() ? texts(node) : Set.of(node.asText());
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String type(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "object";
    }
    if (value instanceof Collection) {
      return "array";
    }
    if (value instanceof Boolean) {
      return "boolean";
    }
    boolean whole = value instanceof Integer || value instanceof Long;
    return value instanceof String ? "string" : whole ? "integer" : "number";
  }

  /** Every key that the schema has; those of the items of a list, and any key, as the reader. */
  Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    keys(root, "", keys);
    return keys;
  }

  private void keys(JsonNode schema, String place, Set<String> keys) {
    schema
        .path("properties")
        .properties()
        .forEach(
            entry -> {
              String key = place.isEmpty() ? entry.getKey() : place + "." + entry.getKey();
              keys.add(key);
              keys(entry.getValue(), key, keys);
            });
    if (schema.path("additionalProperties").isObject()) {
      keys.add(place + ".*");
    }
    if (schema.path("items").has("properties")) {
      keys(schema.get("items"), place + "[]", keys);
    }
  }
}
