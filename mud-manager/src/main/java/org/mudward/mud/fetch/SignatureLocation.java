package org.mudward.mud.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.mudward.mud.MudUrl;

/**
 * Where a file says its signature is (RFC 8520 section 13.2). The only thing that is read of a file
 * before it is verified, and the only thing done with it is another guarded fetch.
 */
final class SignatureLocation {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(64 * 1024)
                  .maxNameLength(1024)
                  .maxNumberLength(100)
                  .build())
          .build();

  private SignatureLocation() {}

  /** The absolute URL; empty if the file names none, or none that could be fetched. */
  static Optional<URI> of(MudUrl url, byte[] file) {
    try (JsonParser json = FACTORY.createParser(file)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean mud = json.currentName().equals("ietf-mud:mud");
        if (json.nextToken() == JsonToken.START_OBJECT && mud) {
          return inMud(json).map(url.uri()::resolve);
        }
        json.skipChildren();
      }
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<String> inMud(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean signature = json.currentName().equals("mud-signature");
      if (json.nextToken() == JsonToken.VALUE_STRING && signature) {
        return Optional.of(json.getText());
      }
      json.skipChildren();
    }
    return Optional.empty();
  }
}
