package org.mudward.mud;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL that names a kind of device and where its MUD file is (RFC 8520 sections 1.5 and 3.2).
 *
 * <p>Always absolute and https, with a host and without user information. Two MUD URLs are the same
 * if their texts are.
 *
 * @param text as it was emitted
 */
public record MudUrl(String text) implements Comparable<MudUrl> {
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

  /**
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public MudUrl {
    check(text);
  }

  private static void check(String text) {
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
    if (authority == null || !AUTHORITY.matcher(authority).matches() || !isPort(port(uri))) {
      throw new IllegalArgumentException("a MUD URL names a host: " + printable(text));
    }
    if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      throw new IllegalArgumentException("a MUD URL is printable ASCII: " + printable(text));
    }
  }

  private static String printable(String text) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
    return shown.replaceAll("[^\\x20-\\x7E]", "?");
  }

  public URI uri() {
    return URI.create(text);
  }

  /** The host in lower case without a final dot, as classes compare it (RFC 8520 section 4.1). */
  public String host() {
    String host = authority(uri()).group(1).toLowerCase(Locale.ROOT);
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** The port, 443 if none is written. */
  public int port() {
    return port(uri());
  }

  private static int port(URI uri) {
    String port = authority(uri).group(2);
    return port == null ? HTTPS_PORT : Integer.parseInt(port);
  }

  private static boolean isPort(int port) {
    return port > 0 && port <= MAX_PORT;
  }

  private static Matcher authority(URI uri) {
    Matcher authority = AUTHORITY.matcher(uri.getRawAuthority());
    if (!authority.matches()) {
      throw new IllegalStateException("checked when it was made: " + uri);
    }
    return authority;
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
