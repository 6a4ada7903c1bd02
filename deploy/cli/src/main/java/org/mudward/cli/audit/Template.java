package org.mudward.cli.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page with places for values: <code>{{name}}</code> is the text of a value; what is between
 * <code>{{#name}}</code> and <code>{{/name}}</code> is there once for each of a list, or if a value
 * is true; what is between <code>{{^name}}</code> and <code>{{/name}}</code>, if it is an empty
 * list, false, or not there. A list may be of maps, whose values come before those around them.
 *
 * <p>There is no way to put in a text that is not escaped.
 */
final class Template {
  private static final Pattern MARK = Pattern.compile("\\{\\{([#^/]?)([a-z0-9_]+)}}");

  /** Besides control characters, those that turn the direction of what is read after them. */
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

  private final Section page;

  private sealed interface Part {}

  private record Fixed(String text) implements Part {}

  private record Value(String name) implements Part {}

  private record Section(String name, boolean ifEmpty, List<Part> parts) implements Part {}

  private Template(Section page) {
    this.page = page;
  }

  /**
   * Reads a page.
   *
   * @throws IllegalArgumentException if its sections do not fit into each other
   */
  static Template of(String text) {
    Deque<Section> open = new ArrayDeque<>();
    open.push(new Section("", false, new ArrayList<>()));
    Matcher mark = MARK.matcher(text);
    int at = 0;
    while (mark.find()) {
      open.element().parts().add(new Fixed(text.substring(at, mark.start())));
      at = mark.end();
      String name = mark.group(2);
      switch (mark.group(1)) {
        case "" -> open.element().parts().add(new Value(name));
        case "/" -> require(open.pop().name().equals(name), name);
        default -> {
          Section section = new Section(name, mark.group(1).equals("^"), new ArrayList<>());
          open.element().parts().add(section);
          open.push(section);
        }
      }
    }
    require(open.size() == 1, "the page");
    open.element().parts().add(new Fixed(text.substring(at)));
    return new Template(open.element());
  }

  private static void require(boolean fits, String name) {
    if (!fits) {
      throw new IllegalArgumentException("a section does not end where it should: " + name);
    }
  }

  /**
   * The page with values.
   *
   * @throws IllegalArgumentException if one that it shows is not there
   */
  String fill(Map<String, ?> values) {
    StringBuilder out = new StringBuilder();
    Deque<Map<?, ?>> scopes = new ArrayDeque<>();
    scopes.push(values);
    page.parts().forEach(part -> write(part, scopes, out));
    return out.toString();
  }

  private static void write(Part part, Deque<Map<?, ?>> scopes, StringBuilder out) {
    if (part instanceof Fixed fixed) {
      out.append(fixed.text());
    } else if (part instanceof Value value) {
      Object found = find(value.name(), scopes);
      if (found == null) {
        throw new IllegalArgumentException("no value for " + value.name());
      }
      out.append(escaped(found.toString()));
    } else if (part instanceof Section section) {
      write(section, scopes, out);
    }
  }

  private static void write(Section section, Deque<Map<?, ?>> scopes, StringBuilder out) {
    Object found = find(section.name(), scopes);
    Collection<?> all =
        found instanceof Collection<?> list
            ? list
            : found == null || found.equals(false) ? List.of() : List.of(found);
    if (section.ifEmpty() && all.isEmpty()) {
      section.parts().forEach(part -> write(part, scopes, out));
    } else if (!section.ifEmpty()) {
      for (Object one : all) {
        scopes.push(one instanceof Map<?, ?> map ? map : Map.of());
        section.parts().forEach(part -> write(part, scopes, out));
        scopes.pop();
      }
    }
  }

  private static @Nullable Object find(String name, Deque<Map<?, ?>> scopes) {
    for (Map<?, ?> scope : scopes) {
      Object found = scope.get(name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** A text that is nothing but a text, between tags and in a quoted attribute alike. */
  static String escaped(String text) {
    return UNPRINTABLE
        .matcher(text)
        .replaceAll("?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
