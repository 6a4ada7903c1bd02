package org.mudward.mud;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL that names a kind of device and where its MUD file is (RFC 8520 sections 1.5 and 3.2).
 *
 * <p>Always absolute and https, with a host and without user information. Two MUD URLs are the same
 * if their texts are. Host and port are read once: classes ask for them for each device, each time.
 */
public final class MudUrl implements Comparable<MudUrl> {
  /** RFC 8520 section 10: the URL has to fit a DHCP option. */
  public static final int MAX_LENGTH = 255;

  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65535;

  /**
   * Host and port. Read here because {@link URI#getHost} finds no host in a name with an
   * underscore, which RFC 3986 section 3.2.2 allows and real MUD URLs have.
   */
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_~-]+(?:\\.[A-Za-z0-9_~-]+)*\\.?)(?::([0-9]{1,5})?)?");

  /** A last segment that means another folder, or that some server might take for one. */
  private static final Pattern NO_NAME =
      Pattern.compile("^(\\.|%2e){1,2}$|%2f|%5c", Pattern.CASE_INSENSITIVE);

  private final String text;
  private final String host;
  private final int port;

  /**
   * @param text as it was emitted
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public MudUrl(String text) {
    String authority = authority(text);
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches() || !isPort(port(parts))) {
      throw new IllegalArgumentException("a MUD URL names a host: " + printable(text));
    }
    if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      throw new IllegalArgumentException("a MUD URL is printable ASCII: " + printable(text));
    }
    this.text = text;
    String written = parts.group(1).toLowerCase(Locale.ROOT);
    host = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
    port = port(parts);
  }

  /** What is between the slashes; empty if nothing is. */
  private static String authority(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a MUD URL has 1 to 255 characters");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL: " + printable(text), e);
    }
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException(
          "a MUD URL must be https (RFC 8520 section 1.5): " + printable(text));
    }
    String authority = uri.getRawAuthority();
    if (authority != null && authority.contains("@")) {
      throw new IllegalArgumentException("a MUD URL has no user information: " + printable(text));
    }
    return authority == null ? "" : authority;
  }

  private static String printable(String text) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
    return shown.replaceAll("[^\\x20-\\x7E]", "?");
  }

  /** As it was emitted. */
  public String text() {
    return text;
  }

  public URI uri() {
    return URI.create(text);
  }

  /** The host in lower case without a final dot, as classes compare it (RFC 8520 section 4.1). */
  public String host() {
    return host;
  }

  /** The port, 443 if none is written. */
  public int port() {
    return port;
  }

  private static int port(Matcher parts) {
    String port = parts.group(2);
    return port == null ? HTTPS_PORT : Integer.parseInt(port);
  }

  private static boolean isPort(int port) {
    return port > 0 && port <= MAX_PORT;
  }

  /**
   * Whether the two differ in the last segment of their path and in nothing else: what another
   * version of the same firmware may show (draft-ietf-iotops-mud-acceptable-urls). A last segment
   * that is no name within its folder is beside nothing.
   */
  public boolean isBeside(MudUrl other) {
    return !text.equals(other.text)
        && host.equals(other.host)
        && port == other.port
        && folder().equals(other.folder())
        && Objects.equals(uri().getRawQuery(), other.uri().getRawQuery())
        && Objects.equals(uri().getRawFragment(), other.uri().getRawFragment())
        && isName(segment())
        && isName(other.segment());
  }

  /** The path up to its last slash, included. */
  private String folder() {
    String path = uri().getRawPath();
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private String segment() {
    return uri().getRawPath().substring(folder().length());
  }

  private static boolean isName(String segment) {
    return !segment.isEmpty() && !NO_NAME.matcher(segment).find();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MudUrl url && text.equals(url.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public int compareTo(MudUrl other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
