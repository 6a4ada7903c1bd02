package org.mudward.mud.print;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.StringJoiner;

/**
 * JSON as text: members and items one a line, two blanks deeper each, a list of plain values on one
 * line if it fits, a line end at the end.
 */
final class JsonText {
  private static final String INDENT = "  ";

  /** Characters of a line that a list of plain values may make. */
  private static final int MAX_LINE = 100;

  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  static String of(JsonNode node) {
    JsonText printer = new JsonText();
    printer.print(node, 0);
    return printer.text.append('\n').toString();
  }

  private void print(JsonNode node, int depth) {
    if (node.isObject()) {
      printObject(node, depth);
    } else if (node.isArray()) {
      printList(node, depth);
    } else {
      text.append(node);
    }
  }

  private void printObject(JsonNode object, int depth) {
    text.append('{');
    String separator = "";
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      text.append(separator);
      newLine(depth + 1);
      text.append(TextNode.valueOf(member.getKey())).append(": ");
      print(member.getValue(), depth + 1);
      separator = ",";
    }
    close('}', object.isEmpty(), depth);
  }

  private void printList(JsonNode list, int depth) {
    if (isPlain(list)) {
      String line = line(list);
      int column = text.length() - text.lastIndexOf("\n") - 1;
      if (column + line.length() <= MAX_LINE) {
        text.append(line);
        return;
      }
    }
    text.append('[');
    String separator = "";
    for (JsonNode item : list) {
      text.append(separator);
      newLine(depth + 1);
      print(item, depth + 1);
      separator = ",";
    }
    close(']', list.isEmpty(), depth);
  }

  private static boolean isPlain(JsonNode list) {
    for (JsonNode item : list) {
      if (item.isContainerNode()) {
        return false;
      }
    }
    return true;
  }

  private static String line(JsonNode list) {
    StringJoiner line = new StringJoiner(", ", "[", "]");
    list.forEach(item -> line.add(item.toString()));
    return line.toString();
  }

  private void close(char bracket, boolean isEmpty, int depth) {
    if (!isEmpty) {
      newLine(depth);
    }
    text.append(bracket);
  }

  private void newLine(int depth) {
    text.append('\n').append(INDENT.repeat(depth));
  }
}
