package org.mudward.mud.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a MUD file, being read with the types of RFC 7951.
 *
 * <p>What is wrong goes to the report with its place. Every name that is asked for is remembered,
 * so that in the end what nobody asked for can be reported as ignored, or refused.
 */
final class JsonObject {
  /** RFC 8519 section 4.1, for the names of lists and entries. */
  private static final int MAX_KEY = 64;

  /** Characters of a wrong value that a message shows. */
  private static final int SHOWN = 60;

  private static final String TYPES = "RFC 7951 6";

  private final ObjectNode node;
  private final Place place;
  private final Report report;
  private final Set<String> asked = new HashSet<>();

  private JsonObject(ObjectNode node, Place place, Report report) {
    this.node = node;
    this.place = place;
    this.report = report;
  }

  /** The whole file. */
  static JsonObject root(ObjectNode node, Report report) {
    return new JsonObject(node, () -> "", report);
  }

  /** Where something is; most places are never told. */
  private interface Place {
    String pointer();
  }

  /** A text in a list, with its place. */
  record Item(String text, String pointer) {}

  String pointer() {
    return place.pointer();
  }

  Report report() {
    return report;
  }

  /** The place of a member (RFC 6901). */
  String at(String name) {
    return Places.child(pointer(), name);
  }

  boolean has(String name) {
    asked.add(name);
    return node.has(name);
  }

  /** Whether a member is there, without counting it as read. */
  boolean contains(String name) {
    return node.has(name);
  }

  boolean isText(String name) {
    return node.path(name).isTextual();
  }

  boolean isEmpty() {
    return node.isEmpty();
  }

  private @Nullable JsonNode take(String name) {
    asked.add(name);
    return node.get(name);
  }

  /** Names of members that were not asked for. */
  List<String> rest() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    names.removeIf(asked::contains);
    return names;
  }

  /** Reports that a member's value is not what is expected. */
  void wrong(String code, String name, String section, String expected) {
    JsonNode value = node.get(name);
    report.error(
        code, at(name), section, name + " should be " + expected + ", not " + shown(value) + ".");
  }

  private static String shown(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return "null";
    }
    if (value.isContainerNode()) {
      return value.isObject() ? "an object" : "a list of " + value.size();
    }
    if (value.isFloatingPointNumber() && Double.isInfinite(value.doubleValue())) {
      return "a number beyond all range";
    }
    String text = value.toString();
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
  }

  /** A text; null if it is not there or no text. */
  @Nullable String text(String name, String code) {
    JsonNode value = take(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      wrong(code, name, TYPES + ".2", "a text");
      return null;
    }
    return value.textValue();
  }

  /** A whole number within a range; null if it is not there or not that. */
  @Nullable Long number(String name, String code, long low, long high) {
    JsonNode value = take(name);
    if (value == null) {
      return null;
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      long number = value.longValue();
      if (number >= low && number <= high) {
        return number;
      }
    }
    wrong(code, name, TYPES + ".1", "a whole number from " + low + " to " + high);
    return null;
  }

  /** A number that lenient reading takes in quotes too, as ports are found in old files. */
  @Nullable Long quotableNumber(String name, String code, long low, long high) {
    JsonNode value = node.get(name);
    if (value == null || !value.isTextual() || !value.textValue().matches("0|[1-9][0-9]{0,9}")) {
      return number(name, code, low, high);
    }
    asked.add(name);
    long number = Long.parseLong(value.textValue());
    if (number < low || number > high) {
      wrong(code, name, TYPES + ".1", "a whole number from " + low + " to " + high);
      return null;
    }
    boolean read =
        report.lenient(
            code,
            at(name),
            TYPES + ".1",
            name + " is the text " + shown(value) + " and should be a number without quotes",
            "it was read as one");
    return read ? number : null;
  }

  /** True or false; null if it is not there or neither. Lenient reading takes it in quotes too. */
  @Nullable Boolean flag(String name, String code) {
    JsonNode value = take(name);
    if (value == null) {
      return null;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isTextual()
        && (value.textValue().equals("true") || value.textValue().equals("false"))) {
      boolean read =
          report.lenient(
              code,
              at(name),
              TYPES + ".3",
              name + " is the text " + shown(value) + " and should be a boolean without quotes",
              "it was read as one");
      return read ? Boolean.valueOf(value.textValue()) : null;
    }
    wrong(code, name, TYPES + ".3", "true or false");
    return null;
  }

  /**
   * Whether an empty leaf is there: {@code [null]}. One that is there but wrong is there, and
   * reported.
   */
  boolean empty(String name) {
    JsonNode value = take(name);
    if (value == null) {
      return false;
    }
    if (value.isArray() && value.size() == 1 && value.get(0).isNull()) {
      return true;
    }
    if (value.isNull() || (value.isArray() && value.isEmpty())) {
      report.lenient(
          "MF-21",
          at(name),
          TYPES + ".9",
          name + " is " + (value.isNull() ? "null" : "[]") + " and should be [null]",
          "it was read as that");
    } else {
      wrong("MF-21", name, TYPES + ".9", "[null]");
    }
    return true;
  }

  /** A nested object; null if it is not there or no object. */
  @Nullable JsonObject object(String name, String code) {
    JsonNode value = take(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof ObjectNode object)) {
      wrong(code, name, "RFC 7951 5.2", "an object");
      return null;
    }
    return new JsonObject(object, () -> at(name), report);
  }

  /** The same object, with what is wrong in it going to another report. */
  JsonObject reportingTo(Report other) {
    return new JsonObject(node, place, other);
  }

  /** The entries of a YANG list; none if it is not there. */
  List<JsonObject> objects(String name, String code) {
    List<JsonObject> objects = new ArrayList<>();
    JsonNode value = take(name);
    if (value != null && !value.isArray()) {
      wrong(code, name, "RFC 7951 5.4", "a list of objects");
    } else if (value != null) {
      for (int i = 0; i < value.size(); i++) {
        int index = i;
        if (value.get(i) instanceof ObjectNode object) {
          objects.add(new JsonObject(object, () -> at(name) + "/" + index, report));
        } else {
          report.error(
              code,
              at(name) + "/" + i,
              "RFC 7951 5.4",
              "An entry of " + name + " should be an object, not " + shown(value.get(i)) + ".");
        }
      }
    }
    return objects;
  }

  /** The texts of a leaf-list; none if it is not there. */
  List<Item> texts(String name, String code) {
    List<Item> texts = new ArrayList<>();
    JsonNode value = take(name);
    if (value != null && !value.isArray()) {
      wrong(code, name, "RFC 7951 5.3", "a list of texts");
    } else if (value != null) {
      for (int i = 0; i < value.size(); i++) {
        String at = at(name) + "/" + i;
        if (value.get(i).isTextual()) {
          texts.add(new Item(value.get(i).textValue(), at));
        } else {
          report.error(
              code,
              at,
              "RFC 7951 5.3",
              "An entry of " + name + " should be a text, not " + shown(value.get(i)) + ".");
        }
      }
    }
    return texts;
  }

  /** The whole numbers of a leaf-list; none if it is not there. */
  List<Integer> numbers(String name, String code, int high) {
    List<Integer> numbers = new ArrayList<>();
    JsonNode value = take(name);
    if (value != null && !value.isArray()) {
      wrong(code, name, "RFC 7951 5.3", "a list of numbers");
    } else if (value != null) {
      for (int i = 0; i < value.size(); i++) {
        JsonNode item = value.get(i);
        boolean fits = item.isIntegralNumber() && item.canConvertToLong();
        if (fits && item.longValue() >= 0 && item.longValue() <= high) {
          numbers.add(item.intValue());
        } else {
          report.error(
              code,
              at(name) + "/" + i,
              TYPES + ".1",
              String.format(
                  "An entry of %s should be a number from 0 to %d, not %s.",
                  name, high, shown(item)));
        }
      }
    }
    return numbers;
  }

  /** The key of a list entry: 1 to 64 characters (RFC 8519). Null, and reported, if it is not. */
  @Nullable String key(String name, String code, String what) {
    String text = text(name, code);
    if (text == null) {
      if (!node.has(name)) {
        report.error(code, pointer(), "RFC 8519 4.1", what + " has no " + name + "; it needs one.");
      }
      return null;
    }
    int length = text.codePointCount(0, text.length());
    if (length < 1 || length > MAX_KEY) {
      wrong(code, name, "RFC 8519 4.1", "1 to " + MAX_KEY + " characters long");
      return null;
    }
    return text;
  }

  /** Reports what nobody asked for as ignored (RFC 8520 section 3.9). */
  void ignoreRest(String where) {
    for (String name : rest()) {
      report.notice(
          "MF-15",
          at(name),
          "RFC 8520 3.9",
          "\"" + name + "\" is no node of " + where + " that is known here and was ignored.");
    }
  }

  /** Refuses what nobody asked for: here ignoring it would widen a rule. */
  void refuseRest() {
    for (String name : rest()) {
      report.error(
          "MF-15",
          at(name),
          "RFC 8519 4.2",
          "\""
              + name
              + "\" is no match that is known here, and ignoring it would widen the rule"
              + Spelling.hint(name)
              + ".");
    }
  }
}
