package org.mudward.policy.link;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object being taken apart: each member is asked for once, with its type, and {@link #end}
 * refuses what nobody asked for. Errors name the place.
 */
final class JsonMembers {

  /** Reads one value of a list. */
  interface Reader<T> {
    T read(JsonMembers members) throws LinkFormatException;
  }

  /** Reads a text. */
  interface TextReader<T> {
    T read(String text) throws LinkFormatException;
  }

  private final @Nullable JsonMembers parent;
  private final String name;
  private final int index;
  private final JsonObject members;

  private JsonMembers(@Nullable JsonMembers parent, String name, int index, JsonObject members) {
    this.parent = parent;
    this.name = name;
    this.index = index;
    this.members = members;
  }

  /**
   * The top-level object.
   *
   * @param members is taken apart itself
   */
  static JsonMembers top(JsonObject members) {
    return new JsonMembers(null, "", -1, members);
  }

  /** Where this stands, worked out when somebody wants to know. */
  private String place() {
    return parent == null ? "" : parent.place(name, index);
  }

  private String place(String member, int at) {
    return place() + "/" + member + (at < 0 ? "" : "/" + at);
  }

  boolean has(String name) {
    return members.has(name);
  }

  String text(String name) throws LinkFormatException {
    return require(name, String.class);
  }

  @Nullable String optionalText(String name) throws LinkFormatException {
    return has(name) ? text(name) : null;
  }

  long number(String name) throws LinkFormatException {
    return require(name, Long.class);
  }

  /** An object, or null if it is not there. */
  <T> @Nullable T optionalObject(String name, Reader<T> reader) throws LinkFormatException {
    if (!has(name)) {
      return null;
    }
    return new JsonMembers(this, name, -1, require(name, JsonObject.class)).read(reader);
  }

  /** A list of objects. */
  <T> List<T> objects(String name, Reader<T> reader) throws LinkFormatException {
    List<?> list = require(name, List.class);
    List<T> values = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof JsonObject object)) {
        throw new LinkFormatException(place(name, i) + " is not an object");
      }
      values.add(new JsonMembers(this, name, i, object).read(reader));
    }
    return values;
  }

  /** A list of texts. */
  <T> List<T> texts(String name, TextReader<T> reader) throws LinkFormatException {
    List<?> list = require(name, List.class);
    List<T> values = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof String text)) {
        throw new LinkFormatException(place(name, i) + " is not a text");
      }
      try {
        values.add(reader.read(text));
      } catch (IllegalArgumentException e) {
        throw new LinkFormatException(place(name, i) + ": " + e.getMessage(), e);
      }
    }
    return values;
  }

  /** Lets a reader take this object apart, and refuses what it left. */
  <T> T read(Reader<T> reader) throws LinkFormatException {
    try {
      T value = reader.read(this);
      end();
      return value;
    } catch (IllegalArgumentException e) {
      String place = parent == null ? "/" : place();
      throw new LinkFormatException(place + ": " + e.getMessage(), e);
    }
  }

  private void end() throws LinkFormatException {
    String left = members.first();
    if (left != null) {
      throw new LinkFormatException(place(left, -1) + " is not known here");
    }
  }

  private <T> T require(String name, Class<T> type) throws LinkFormatException {
    Object value = members.remove(name);
    if (value == null) {
      throw new LinkFormatException(place(name, -1) + " is missing");
    }
    if (!type.isInstance(value)) {
      throw new LinkFormatException(place(name, -1) + " has the wrong type");
    }
    return type.cast(value);
  }
}
