package org.mudward.policy.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object being taken apart: each member is asked for with its type, and {@link #end} refuses
 * what nobody asked for. Errors name the place.
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

  private final String place;
  private final Map<String, Object> members;
  private final Set<String> taken = new HashSet<>();

  JsonMembers(String place, Map<String, Object> members) {
    this.place = place;
    this.members = members;
  }

  boolean has(String name) {
    return members.containsKey(name);
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
    return entry(place + "/" + name, require(name, Map.class)).read(reader);
  }

  private static JsonMembers entry(String at, Map<?, ?> object) {
    @SuppressWarnings("unchecked") // JsonTree makes no other maps
    Map<String, Object> members = (Map<String, Object>) object;
    return new JsonMembers(at, members);
  }

  /** A list of objects. */
  <T> List<T> objects(String name, Reader<T> reader) throws LinkFormatException {
    List<T> values = new ArrayList<>();
    List<?> list = require(name, List.class);
    for (int i = 0; i < list.size(); i++) {
      String at = place + "/" + name + "/" + i;
      if (!(list.get(i) instanceof Map<?, ?> object)) {
        throw new LinkFormatException(at + " is not an object");
      }
      values.add(entry(at, object).read(reader));
    }
    return values;
  }

  /** A list of texts. */
  <T> List<T> texts(String name, TextReader<T> reader) throws LinkFormatException {
    List<T> values = new ArrayList<>();
    List<?> list = require(name, List.class);
    for (int i = 0; i < list.size(); i++) {
      String at = place + "/" + name + "/" + i;
      if (!(list.get(i) instanceof String text)) {
        throw new LinkFormatException(at + " is not a text");
      }
      try {
        values.add(reader.read(text));
      } catch (IllegalArgumentException e) {
        throw new LinkFormatException(at + ": " + e.getMessage(), e);
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
      throw new LinkFormatException((place.isEmpty() ? "/" : place) + ": " + e.getMessage(), e);
    }
  }

  private void end() throws LinkFormatException {
    for (String name : members.keySet()) {
      if (!taken.contains(name)) {
        throw new LinkFormatException(place + "/" + name + " is not known here");
      }
    }
  }

  private <T> T require(String name, Class<T> type) throws LinkFormatException {
    Object value = members.get(name);
    if (value == null) {
      throw new LinkFormatException(place + "/" + name + " is missing");
    }
    if (!type.isInstance(value)) {
      throw new LinkFormatException(place + "/" + name + " has the wrong type");
    }
    taken.add(name);
    return type.cast(value);
  }
}
