package org.mudward.policy.link;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON octets to plain objects, lists, strings, longs and booleans, within limits.
 *
 * <p>Duplicate members, fractions, nulls and anything after the value are refused: none has a place
 * in the link's form.
 */
final class JsonTree {
  /** The form nests seven deep; more is not ours. */
  private static final int MAX_DEPTH = 16;

  /** The longest text is a frame of 64 KiB in base64. */
  private static final int MAX_STRING = 128 * 1024;

  /** Member names of the form are short words. */
  private static final int MAX_NAME = 64;

  /** The largest object of the form has ten members. */
  static final int MAX_MEMBERS = 16;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(20)
                  .build())
          .build();

  private JsonTree() {}

  /** The top-level object. */
  static JsonMembers object(byte[] json) throws LinkFormatException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new LinkFormatException("not a JSON object");
      }
      JsonObject members = readObject(parser);
      if (parser.nextToken() != null) {
        throw new LinkFormatException("octets after the JSON object");
      }
      return JsonMembers.top(members);
    } catch (IOException e) {
      throw new LinkFormatException("not JSON: " + e.getMessage(), e);
    }
  }

  private static JsonObject readObject(JsonParser parser) throws IOException, LinkFormatException {
    JsonObject members = new JsonObject();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = readValue(parser);
      if (members.has(name)) {
        throw refused("Duplicate member '" + name + "'", parser);
      }
      if (members.size() == MAX_MEMBERS) {
        throw refused("an object with more than " + MAX_MEMBERS + " members", parser);
      }
      members.add(name, value);
    }
    return members;
  }

  private static LinkFormatException refused(String what, JsonParser parser) {
    return new LinkFormatException(what + " at " + parser.currentLocation().offsetDescription());
  }

  private static Object readValue(JsonParser parser) throws IOException, LinkFormatException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new LinkFormatException("JSON ends too early");
    }
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw refused("unexpected " + token, parser);
    };
  }

  private static List<Object> readArray(JsonParser parser) throws IOException, LinkFormatException {
    List<Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(readValue(parser));
    }
    return values;
  }
}
