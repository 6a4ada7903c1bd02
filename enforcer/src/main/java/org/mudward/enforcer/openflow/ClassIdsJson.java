package org.mudward.enforcer.openflow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mudward.policy.flow.ClassIds;

/** The numbers given out, as they are kept from one start to the next. */
final class ClassIdsJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private ClassIdsJson() {}

  static byte[] write(ClassIds ids) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      write(json, "next", ids.next());
      write(json, "given", ids.given());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, String name, SortedMap<String, Integer> numbers)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (var entry : numbers.entrySet()) {
      json.writeNumberField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  static ClassIds read(byte[] bytes) throws IOException {
    SortedMap<String, Integer> next = new TreeMap<>();
    SortedMap<String, Integer> given = new TreeMap<>();
    try (JsonParser json = FACTORY.createParser(bytes)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        SortedMap<String, Integer> numbers = json.currentName().equals("next") ? next : given;
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String key = json.currentName();
          numbers.put(key, json.nextIntValue(0));
        }
      }
    }
    return new ClassIds(next, given);
  }
}
