package org.mudward.enforcer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.link.LinkFormatException;

/** The numbers of a snapshot in JSON, whole or as what changed since others. */
final class ClassIdsJson {
  private static final int FORMAT = 1;

  /** Stands in the place of the number of what has none any more; no number is so small. */
  private static final int NONE = 0;

  private static final JsonFactory JSON = new JsonFactory();

  private ClassIdsJson() {}

  static byte[] write(ClassIds ids) throws IOException {
    return write(ids.next(), ids.given());
  }

  /** What makes the one of the other. */
  static byte[] writeChange(ClassIds before, ClassIds now) throws IOException {
    return write(now.next(), change(before.given(), now.given()));
  }

  private static byte[] write(Map<String, Integer> next, Map<String, Integer> given)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      write(json, "next", next);
      write(json, "given", given);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, String name, Map<String, Integer> numbers)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (var number : numbers.entrySet()) {
      json.writeString(number.getKey());
      json.writeNumber(number.getValue());
    }
    json.writeEndArray();
  }

  /** Walks through both once; keys are mostly the very same. */
  private static SortedMap<String, Integer> change(
      SortedMap<String, Integer> before, SortedMap<String, Integer> now) {
    SortedMap<String, Integer> change = new TreeMap<>();
    Iterator<Map.Entry<String, Integer>> olds = before.entrySet().iterator();
    Map.Entry<String, Integer> old = after(olds);
    for (Map.Entry<String, Integer> entry : now.entrySet()) {
      int order = order(old, entry.getKey());
      while (old != null && order < 0) {
        change.put(old.getKey(), NONE);
        old = after(olds);
        order = order(old, entry.getKey());
      }
      boolean same = old != null && order == 0 && old.getValue().equals(entry.getValue());
      if (!same) {
        change.put(entry.getKey(), entry.getValue());
      }
      if (order == 0) {
        old = after(olds);
      }
    }
    for (; old != null; old = after(olds)) {
      change.put(old.getKey(), NONE);
    }
    return change;
  }

  private static Map.@Nullable Entry<String, Integer> after(
      Iterator<Map.Entry<String, Integer>> entries) {
    return entries.hasNext() ? entries.next() : null;
  }

  /** Where an entry stands to a key; behind it if there is none. */
  @SuppressWarnings("ReferenceEquality") // only spares the comparison
  private static int order(Map.@Nullable Entry<String, Integer> entry, String key) {
    if (entry == null) {
      return 1;
    }
    return entry.getKey() == key ? 0 : entry.getKey().compareTo(key);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws LinkFormatException for anything else
   */
  static ClassIds read(byte[] file) throws LinkFormatException {
    ClassIds ids = parse(file);
    expect(!ids.given().containsValue(NONE));
    return ids;
  }

  /**
   * The numbers that result from what {@link #writeChange} wrote.
   *
   * @throws LinkFormatException for anything else
   */
  static ClassIds readChange(ClassIds before, byte[] file) throws LinkFormatException {
    ClassIds change = parse(file);
    SortedMap<String, Integer> given = new TreeMap<>(before.given());
    given.putAll(change.given());
    given.values().removeAll(List.of(NONE));
    return new ClassIds(change.next(), given);
  }

  private static ClassIds parse(byte[] file) throws LinkFormatException {
    try (JsonParser json = JSON.createParser(file)) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      expect("format".equals(json.nextFieldName()) && json.nextIntValue(0) == FORMAT);
      SortedMap<String, Integer> next = numbers(json, "next");
      SortedMap<String, Integer> given = numbers(json, "given");
      expect(json.nextToken() == JsonToken.END_OBJECT && json.nextToken() == null);
      return new ClassIds(next, given);
    } catch (IOException e) {
      throw new LinkFormatException("numbers: " + e.getMessage(), e);
    }
  }

  private static SortedMap<String, Integer> numbers(JsonParser json, String name)
      throws IOException, LinkFormatException {
    expect(name.equals(json.nextFieldName()) && json.nextToken() == JsonToken.START_ARRAY);
    SortedMap<String, Integer> numbers = new TreeMap<>();
    for (String key = json.nextTextValue(); key != null; key = json.nextTextValue()) {
      int number = json.nextIntValue(-1);
      expect(number >= 0);
      numbers.put(key, number);
    }
    expect(json.currentToken() == JsonToken.END_ARRAY);
    return numbers;
  }

  private static void expect(boolean condition) throws LinkFormatException {
    if (!condition) {
      throw new LinkFormatException("the numbers are not of format " + FORMAT);
    }
  }
}
