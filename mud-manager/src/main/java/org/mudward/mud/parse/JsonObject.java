package org.mudward.mud.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a MUD file being read with the types of RFC 7951. What is wrong goes to the
 * report with its place; what nobody asked for can be asked for in the end.
 */
final class JsonObject {
  private final ObjectNode node;
  private final String pointer;
  private final Report report;
  private final Set<String> asked = new HashSet<>();

  JsonObject(ObjectNode node, String pointer, Report report) {
    this.node = node;
    this.pointer = pointer;
    this.report = report;
  }

  String pointer() {
    return pointer;
  }

  Report report() {
    return report;
  }

  /** The place of a member (RFC 6901). */
  String at(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  boolean has(String name) {
    asked.add(name);
    return node.has(name);
  }

  private @Nullable JsonNode take(String name) {
    asked.add(name);
    return node.get(name);
  }

  /** Names of members that were not asked for. */
  List<String> rest() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    names.removeAll(asked);
    return names;
  }

  private void wrong(String code, String name, String expected) {
    JsonNode value = node.get(name);
    String found = value == null ? "nothing" : value.toString();
    String shown = found.length() > 60 ? found.substring(0, 60) + "..." : found;
    report.error(code, at(name), "RFC 7951", name + " should be " + expected + ", not " + shown);
  }

  /** A text; null if it is not there or not a text. */
  @Nullable String text(String name, String code) {
    JsonNode value = take(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      wrong(code, name, "a text");
      return null;
    }
    return value.asText();
  }

  /** A text or a whole number, as text; null if it is not there or neither. */
  @Nullable String textOrNumber(String name) {
    JsonNode value = take(name);
    return value != null && (value.isTextual() || value.isIntegralNumber()) ? value.asText() : null;
  }

  /** A whole number within a range; null if it is not there or not that. */
  @Nullable Long number(String name, String code, long low, long high) {
    JsonNode value = take(name);
    if (value == null) {
      return null;
    }
    String expected = "a number from " + low + " to " + high;
    if (value.isTextual() && value.asText().matches("[0-9]{1,10}")) {
      if (!report.lenient(
          code, at(name), "RFC 7951", name + " is a number in quotes", "read as a number")) {
        return null;
      }
      return inRange(name, code, Long.parseLong(value.asText()), low, high, expected);
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      wrong(code, name, expected);
      return null;
    }
    return inRange(name, code, value.asLong(), low, high, expected);
  }

  private @Nullable Long inRange(
      String name, String code, long value, long low, long high, String expected) {
    if (value < low || value > high) {
      wrong(code, name, expected);
      return null;
    }
    return value;
  }

  /** true or false; null if it is not there or neither. */
  @Nullable Boolean flag(String name, String code) {
    JsonNode value = take(name);
    if (value == null) {
      return null;
    }
    if (value.isTextual() && (value.asText().equals("true") || value.asText().equals("false"))) {
      boolean read =
          report.lenient(
              code, at(name), "RFC 7951", name + " is a boolean in quotes", "read as one");
      return read ? Boolean.valueOf(value.asText()) : null;
    }
    if (!value.isBoolean()) {
      wrong(code, name, "true or false");
      return null;
    }
    return value.asBoolean();
  }

  /** Whether an empty leaf is there: {@code [null]} (RFC 7951 section 6.9). */
  boolean empty(String name, String code) {
    JsonNode value = take(name);
    if (value == null) {
      return false;
    }
    if (value.isArray() && value.size() == 1 && value.get(0).isNull()) {
      return true;
    }
    boolean known = value.isNull() || (value.isArray() && value.isEmpty());
    if (known) {
      report.lenient(code, at(name), "RFC 7951 6.9", name + " should be [null]", "read as [null]");
    } else {
      wrong(code, name, "[null]");
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
      wrong(code, name, "an object");
      return null;
    }
    return new JsonObject(object, at(name), report);
  }

  /** A list of objects; empty if it is not there. */
  List<JsonObject> objects(String name, String code) {
    List<JsonObject> objects = new ArrayList<>();
    JsonNode value = take(name);
    if (value == null) {
      return objects;
    }
    if (!value.isArray()) {
      wrong(code, name, "a list");
      return objects;
    }
    for (int i = 0; i < value.size(); i++) {
      if (value.get(i) instanceof ObjectNode object) {
        objects.add(new JsonObject(object, at(name) + "/" + i, report));
      } else {
        report.error(code, at(name) + "/" + i, "RFC 7951", "an object is expected in " + name);
      }
    }
    return objects;
  }

  /** A list of texts; empty if it is not there. */
  List<String> texts(String name, String code) {
    List<String> texts = new ArrayList<>();
    JsonNode value = take(name);
    if (value == null) {
      return texts;
    }
    if (!value.isArray()) {
      wrong(code, name, "a list of texts");
      return texts;
    }
    for (int i = 0; i < value.size(); i++) {
      if (value.get(i).isTextual()) {
        texts.add(value.get(i).asText());
      } else {
        report.error(code, at(name) + "/" + i, "RFC 7951", "a text is expected in " + name);
      }
    }
    return texts;
  }

  /** A key of a list: 1 to 64 characters (RFC 8519). */
  @Nullable String key(String name, String what) {
    String text = text(name, "AC-19");
    if (text == null) {
      if (!node.has(name)) {
        report.error("AC-19", pointer, "RFC 8519 4", what + " has no name");
      }
      return null;
    }
    int length = text.codePointCount(0, text.length());
    if (length < 1 || length > 64) {
      report.error(
          "AC-19",
          at(name),
          "RFC 8519 4",
          "the name of " + what + " has " + length + " characters; 1 to 64 are allowed");
      return null;
    }
    return text;
  }

  /** Reports what nobody asked for as ignored. */
  void ignoreRest(String where) {
    for (String name : rest()) {
      report.notice(
          "MF-15",
          at(name),
          "RFC 8520 3.9",
          "\"" + name + "\" is not known in " + where + " and was ignored");
    }
  }
}
