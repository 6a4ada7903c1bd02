package org.mudward.mud.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Octets to JSON, within limits: a MUD file comes from a server that nobody knows.
 *
 * <p>The octets are decoded as UTF-8 here, because a JSON reader that is given octets guesses the
 * encoding, and two readers that guess differently read two different files.
 */
final class MudJson {
  /** Octets of a file. Real files have at most 100 KiB. */
  private static final int MAX_DOCUMENT = 1024 * 1024;

  /** Objects and lists inside each other. The deepest leaf of the models is 14 deep. */
  private static final int MAX_DEPTH = 32;

  /** Characters of a member name. The longest of the models, with its module, has 60. */
  private static final int MAX_NAME = 256;

  /** Characters of a text. A trust anchor of a (D)TLS profile, in base64, is the longest. */
  private static final int MAX_STRING = 8 * 1024;

  /** Some 40 for an entry, and there are limits to those. */
  private static final int MAX_TOKENS = 200_000;

  /** Digits of a number. The longest of the models has ten; 64-bit numbers are texts. */
  private static final int MAX_NUMBER = 32;

  /** Fractions become doubles, whatever their size: no node of the models is one. */
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxDocumentLength(MAX_DOCUMENT)
                      .maxNestingDepth(MAX_DEPTH)
                      .maxNameLength(MAX_NAME)
                      .maxStringLength(MAX_STRING)
                      .maxTokenCount(MAX_TOKENS)
                      .maxNumberLength(MAX_NUMBER)
                      .build())
              .build());

  private MudJson() {}

  /** The top-level object; null, with an error in the report, if there is none. */
  static @Nullable ObjectNode read(byte[] bytes, Report report) {
    if (bytes.length > MAX_DOCUMENT) {
      report.error(
          "HT-11",
          "",
          "local",
          "The file has " + bytes.length + " octets; the limit is " + MAX_DOCUMENT + ".");
      return null;
    }
    String text = decoded(bytes, report);
    return text == null ? null : parsed(text, report);
  }

  private static @Nullable String decoded(byte[] bytes, Report report) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      if (!text.startsWith("\uFEFF")) {
        return text;
      }
      report.error(
          "MF-03",
          "",
          "RFC 8259 8.1",
          "The file begins with a byte order mark; it should begin with the object.");
    } catch (CharacterCodingException e) {
      report.error(
          "MF-03",
          "",
          "RFC 8520 2",
          "The octet at offset " + buffer.position() + " is not UTF-8, as a MUD file has to be.");
    }
    return null;
  }

  private static @Nullable ObjectNode parsed(String text, Report report) {
    try (JsonParser parser = MAPPER.getFactory().createParser(text)) {
      try {
        JsonNode root = MAPPER.readTree(parser);
        if (!(root instanceof ObjectNode object)) {
          report.error(
              "MF-03", "", "RFC 8520 2", "A MUD file is one JSON object, and this is not.");
          return null;
        }
        if (parser.nextToken() != null) {
          report.error(
              "MF-03",
              "",
              "RFC 8259 2",
              "Something follows the object" + place(parser.currentTokenLocation()) + ".");
          return null;
        }
        return TextCheck.isClean(object, report) ? object : null;
      } catch (JsonProcessingException e) {
        refuse(e, parser, report);
      }
    } catch (IOException e) {
      report.error("MF-03", "", "RFC 8259 2", "This is not JSON: " + e.getMessage() + ".");
    }
    return null;
  }

  private static void refuse(JsonProcessingException e, JsonParser parser, Report report) {
    String said = String.valueOf(e.getOriginalMessage()).replaceAll(", from [^)]*\\(\\)`?\\)", ")");
    String pointer = parser.getParsingContext().pathAsPointer().toString();
    String place = place(e.getLocation());
    if (e instanceof StreamConstraintsException) {
      report.error("HT-11", pointer, "local", "A limit is exceeded" + place + ": " + said + ".");
    } else if (said.startsWith("Duplicate")) {
      report.error(
          "MF-19",
          pointer,
          "RFC 8259 4",
          "This member is there twice" + place + ", and readers differ in which one counts.");
    } else {
      report.error("MF-03", pointer, "RFC 8259 2", "This is not JSON" + place + ": " + said + ".");
    }
  }

  private static String place(@Nullable JsonLocation at) {
    return at == null
        ? ""
        : String.format(Locale.ROOT, " (line %d, column %d)", at.getLineNr(), at.getColumnNr());
  }
}
