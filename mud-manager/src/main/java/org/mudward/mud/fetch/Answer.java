package org.mudward.mud.fetch;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.ServerKey;

/**
 * What a server said.
 *
 * @param status the HTTP status
 * @param body empty for any status but 200, where nobody reads it
 * @param location where a redirect leads; null if it does not say, or says two things
 * @param etag the tag of this version; null if there is none that could be sent back safely
 * @param server by which key it proved who it is
 */
record Answer(
    int status, byte[] body, @Nullable String location, @Nullable String etag, ServerKey server) {
  static final int OK = 200;
  static final int NOT_MODIFIED = 304;
  private static final Pattern REDIRECT = Pattern.compile("30[12378]");

  /** RFC 9110 section 8.8.3, kept short: the tag is stored, and sent back in a header. */
  private static final Pattern ETAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7E]{0,256}\"");

  static Answer of(int status, byte[] body, HttpHeaders headers, ServerKey server) {
    return new Answer(
        status,
        body,
        only(headers.getAll(HttpHeaderNames.LOCATION)),
        usable(only(headers.getAll(HttpHeaderNames.ETAG))),
        server);
  }

  private static @Nullable String only(List<String> values) {
    return values.size() == 1 ? values.get(0) : null;
  }

  /** The tag itself if it has the form of one. */
  static @Nullable String usable(@Nullable String etag) {
    return etag != null && ETAG.matcher(etag).matches() ? etag : null;
  }

  boolean isRedirect() {
    return REDIRECT.matcher(Integer.toString(status)).matches();
  }
}
