package org.mudward.cli.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes maps, lists, texts, numbers and booleans as YAML that every reader takes for the same. */
final class YamlText {
  private static final String STEP = "  ";

  private YamlText() {}

  static String of(Map<String, Object> tree) {
    StringBuilder text = new StringBuilder();
    write(tree, "", text);
    return text.toString();
  }

  private static void write(Map<?, ?> map, String indent, StringBuilder text) {
    map.forEach(
        (key, value) -> {
          text.append(indent).append(scalar(key)).append(':');
          if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            text.append('\n');
            write(inner, indent + STEP, text);
          } else if (value instanceof List<?> list
              && list.stream().anyMatch(Map.class::isInstance)) {
            text.append('\n');
            list.forEach(item -> text.append(indent + STEP + "- " + inline(item) + "\n"));
          } else {
            text.append(' ').append(inline(value)).append('\n');
          }
        });
  }

  /** On one line. */
  private static String inline(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> scalar(entry.getKey()) + ": " + inline(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(YamlText::inline).collect(Collectors.joining(", ", "[", "]"));
    }
    return scalar(value);
  }

  /** Plain where it can be taken for nothing else; text that merely looks like a number is not. */
  private static String scalar(Object value) {
    String text = value.toString();
    boolean word =
        text.matches("[a-z][a-z0-9-]*") && !text.matches("y|n|yes|no|on|off|null|true|false");
    return value instanceof Boolean || value instanceof Long || word ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c >= 0x20 && c < 0x7F) {
                quoted.appendCodePoint(c);
              } else {
                quoted.append(String.format(c > 0xFFFF ? "\\U%08x" : "\\u%04x", c));
              }
            });
    return quoted.append('"').toString();
  }
}
