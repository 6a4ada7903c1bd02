package org.mudward.mud.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Octets to JSON, within limits: a MUD file comes from a server that nobody knows. */
final class MudJson {
  /** Real files have at most 100 KiB. */
  private static final int MAX_DOCUMENT = 1024 * 1024;

  /** The deepest node of the model, a port inside a match, is fourteen deep. */
  private static final int MAX_DEPTH = 32;

  /** The longest node name of the models has 40 characters; modules add a prefix. */
  private static final int MAX_NAME = 256;

  /** Certificates in (D)TLS profiles are the longest texts. */
  private static final int MAX_STRING = 64 * 1024;

  /** Some twenty for each entry. */
  private static final int MAX_TOKENS = 200_000;

  /** The longest number of the models has ten digits. */
  private static final int MAX_NUMBER = 32;

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
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private MudJson() {}

  /** The top-level object; null with an error in the report if there is none. */
  static @Nullable ObjectNode read(byte[] bytes, Report report) {
    if (bytes.length > MAX_DOCUMENT) {
      report.error("HT-11", "", "local", "the file has more than " + MAX_DOCUMENT + " octets");
      return null;
    }
    if (!isUtf8(bytes)) {
      report.error(
          "MF-03", "", "RFC 8520 2", "the file is not UTF-8 text without a byte order mark");
      return null;
    }
    try {
      JsonNode root = MAPPER.readTree(bytes);
      if (root instanceof ObjectNode object) {
        return object;
      }
      report.error("MF-03", "", "RFC 8520 2", "the file is not a JSON object");
    } catch (JsonProcessingException e) {
      String code =
          String.valueOf(e.getOriginalMessage()).startsWith("Duplicate") ? "MF-19" : "MF-03";
      report.error(
          code, "", "RFC 8259", "not acceptable JSON" + place(e) + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      report.error("MF-03", "", "RFC 8259", "not acceptable JSON: " + e.getMessage());
    }
    return null;
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static boolean isUtf8(byte[] bytes) {
    boolean mark = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return !mark;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
