package org.mudward.mud.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Optional;
import org.mudward.mud.fetch.FetchFailure.Reason;

/**
 * The leaf {@code mud-signature} of a file (RFC 8520 sections 3 and 13.2): the only thing that is
 * read of it before anybody vouches for it, and the only thing done with it is one more guarded
 * fetch.
 */
final class SignatureLeaf {
  /** Deeper than any MUD file; the tree is only walked, never built. */
  private static final int MAX_DEPTH = 64;

  private static final int MAX_NAME = 1_024;
  private static final int MAX_NUMBER = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(FetchSettings.MAX_FILE)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(MAX_NUMBER)
                  .build())
          .build();

  private SignatureLeaf() {}

  /**
   * What the file says, unresolved; empty if it names no signature.
   *
   * @throws FailedException if it is no JSON object with a MUD container, so no MUD file
   */
  static Optional<String> of(HttpsUrl url, byte[] file) throws FailedException {
    try (JsonParser json = JSON.createParser(file)) {
      if (json.nextToken() == JsonToken.START_OBJECT && enter(json, "ietf-mud:mud")) {
        return json.currentToken() == JsonToken.START_OBJECT && enter(json, "mud-signature")
            ? Optional.ofNullable(json.getValueAsString())
            : Optional.empty();
      }
    } catch (IOException e) {
      throw new FailedException(
          Reason.HTTP, "what " + url.host() + " sent for " + url.target() + " is no JSON");
    }
    throw new FailedException(
        Reason.HTTP, "what " + url.host() + " sent for " + url.target() + " is no MUD file");
  }

  /** Moves to the value of a member of the object just begun. */
  private static boolean enter(JsonParser json, String member) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = json.currentName().equals(member);
      json.nextToken();
      if (found) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }
}
