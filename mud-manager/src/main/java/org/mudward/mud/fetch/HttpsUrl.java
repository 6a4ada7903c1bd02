package org.mudward.mud.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.policy.IpAddress;

/**
 * Where a request goes: an https URL that was checked, whoever wrote it (RFC 8520 section 1.6).
 *
 * <p>A host is either a name or an address in its one plain spelling. Spellings that only some
 * libraries take for an address ({@code 127.1}, {@code 0x7f.0.0.1}, {@code 2130706433}) are
 * neither, so that no resolver is ever asked to guess.
 *
 * @param uri the whole of it
 * @param host in lower case, without brackets and final dot
 * @param port never absent
 * @param literal the address, if the host is one
 */
record HttpsUrl(URI uri, String host, int port, Optional<IpAddress> literal) {
  /** Longer than any that is meant well; a MUD URL has at most 255 characters. */
  static final int MAX_LENGTH = 2_000;

  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65_535;

  /** What an address parser in the manner of inet_aton takes for the end of an address. */
  private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  /** RFC 1035 section 2.3.4. */
  private static final int MAX_NAME = 253;

  private static final Pattern LABELS = Pattern.compile("[^.]{1,63}(\\.[^.]{1,63})*");

  static HttpsUrl of(MudUrl url) throws FailedException {
    return parse(url.text(), Reason.NAME);
  }

  /**
   * Reads an absolute URL.
   *
   * @param otherwise the reason of the failure, unless the host is an address in disguise
   */
  static HttpsUrl parse(String text, Reason otherwise) throws FailedException {
    if (text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      throw new FailedException(otherwise, "not a URL of printable ASCII: " + text);
    }
    try {
      return of(new URI(text), otherwise);
    } catch (URISyntaxException e) {
      throw new FailedException(otherwise, "not a URL: " + text);
    }
  }

  private static HttpsUrl of(URI uri, Reason otherwise) throws FailedException {
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      throw new FailedException(otherwise, "not an https URL: " + uri);
    }
    String raw = uri.getHost();
    if (raw == null || uri.getRawUserInfo() != null) {
      throw new FailedException(otherwise, "not a URL with a plain host: " + uri);
    }
    int port = uri.getPort() < 0 ? HTTPS_PORT : uri.getPort();
    if (port == 0 || port > MAX_PORT) {
      throw new FailedException(otherwise, "no such port: " + uri);
    }
    String host = bare(raw);
    Optional<IpAddress> literal = literal(host);
    if (literal.isEmpty() && (host.length() > MAX_NAME || !LABELS.matcher(host).matches())) {
      throw new FailedException(otherwise, "no such name can exist: " + host);
    }
    return new HttpsUrl(uri, host, port, literal);
  }

  private static String bare(String raw) {
    String host = raw.toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static Optional<IpAddress> literal(String host) throws FailedException {
    String lastLabel = host.substring(host.lastIndexOf('.') + 1);
    if (host.indexOf(':') < 0 && !NUMERIC_LABEL.matcher(lastLabel).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(IpAddress.parse(host));
    } catch (IllegalArgumentException e) {
      throw new FailedException(
          Reason.FORBIDDEN_ADDRESS, "an address in a spelling that is not dialled: " + host);
    }
  }

  /**
   * What a reference found in the document of this URL means (RFC 3986 section 5.2).
   *
   * @param otherwise the reason of the failure, if it is no https URL
   */
  HttpsUrl resolve(String reference, Reason otherwise) throws FailedException {
    try {
      return parse(resolve(new URI(reference)).toString(), otherwise);
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new FailedException(otherwise, host + " refers to what is no URL: " + reference);
    } catch (FailedException e) {
      throw new FailedException(
          e.reason(), host + " refers to what is not fetched: " + e.getMessage());
    }
  }

  /** {@link URI#resolve} has its own ideas about an empty path, on either side. */
  private URI resolve(URI reference) throws URISyntaxException {
    String base = "https://" + uri.getRawAuthority();
    if (!reference.isAbsolute() && reference.getRawAuthority() == null) {
      if (reference.getRawPath().isEmpty()) {
        String query = reference.getRawQuery();
        return query == null ? uri : new URI(base + path() + "?" + query);
      }
      return new URI(base + path()).resolve(reference);
    }
    return uri.resolve(reference);
  }

  /** Whether another is on the same server: a redirect there is no news (RFC 8520 section 1.6). */
  boolean sameServer(HttpsUrl other) {
    return host.equals(other.host) && port == other.port;
  }

  private String path() {
    String path = uri.getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  /** The request target: path and query, never the fragment. */
  String target() {
    String query = uri.getRawQuery();
    return query == null ? path() : path() + "?" + query;
  }

  /** The value of the Host header. */
  String hostHeader() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == HTTPS_PORT ? name : name + ":" + port;
  }
}
