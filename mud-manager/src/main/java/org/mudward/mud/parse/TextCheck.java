package org.mudward.mud.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Finds characters that no YANG text may have (RFC 7950 section 9.4): half a surrogate pair,
 * control characters, noncharacters. JSON can escape all of them; a name that holds one prints,
 * sorts and compares differently from program to program.
 */
final class TextCheck {
  private final Report report;
  private boolean clean = true;

  private TextCheck(Report report) {
    this.report = report;
  }

  /** Whether all texts and names are fine; what is not is in the report. */
  static boolean isClean(ObjectNode root, Report report) {
    if (isClean(root)) {
      return true;
    }
    TextCheck check = new TextCheck(report);
    check.walk(root, "");
    return check.clean;
  }

  /** The same without places, which only a bad file needs. */
  private static boolean isClean(JsonNode node) {
    if (node.isTextual()) {
      return firstBad(node.textValue(), false) < 0;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (firstBad(field.getKey(), true) >= 0) {
        return false;
      }
    }
    for (JsonNode child : node) {
      if (!isClean(child)) {
        return false;
      }
    }
    return true;
  }

  private void walk(JsonNode node, String pointer) {
    if (node.isTextual()) {
      check(node.textValue(), pointer, "This text", false);
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        check(field.getKey(), pointer, "The name of a member here", true);
        if (!field.getValue().isNumber()) {
          walk(field.getValue(), Places.child(pointer, field.getKey()));
        }
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        walk(node.get(i), pointer + "/" + i);
      }
    }
  }

  private void check(String text, String pointer, String what, boolean isName) {
    int bad = firstBad(text, isName);
    if (bad >= 0) {
      clean = false;
      report.error(
          "MF-03",
          pointer,
          "RFC 7950 9.4",
          String.format("%s holds U+%04X, which has no place in it.", what, bad));
    }
  }

  /** The first character that has no place in a text; -1 if there is none. */
  private static int firstBad(String text, boolean isName) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      boolean plain = c >= 0x20 && c < 0x7F;
      if (!plain && (isBad(c) || (isName && isInvisible(c)))) {
        return c;
      }
    }
    return -1;
  }

  /** No node is named so, and pointers, which are made of names, are shown on terminals. */
  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL || type == Character.FORMAT;
  }

  private static boolean isBad(int c) {
    boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean noncharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    return control || surrogate || noncharacter;
  }
}
