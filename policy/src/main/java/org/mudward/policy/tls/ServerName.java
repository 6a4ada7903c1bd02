package org.mudward.policy.tls;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The extension by which a client says whom it asks for (RFC 6066 section 3). One that makes no
 * sense names nobody; it does not make the hello a wrong one, because no profile bounds it.
 */
final class ServerName {
  private static final int HOST_NAME = 0;

  /** RFC 1035 section 2.3.4, in characters. */
  private static final int MAX_NAME = 253;

  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

  private ServerName() {}

  /** The first host in the extension, in lower case. */
  static Optional<String> read(byte[] extension) {
    try {
      Octets list = new Octets(extension).vector(2);
      while (!list.isEmpty()) {
        int type = list.u8();
        byte[] name = list.vector(2).rest();
        if (type == HOST_NAME) {
          return host(new String(name, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
        }
      }
      return Optional.empty();
    } catch (HandshakeFault fault) {
      return Optional.empty();
    }
  }

  private static Optional<String> host(String name) {
    return Optional.of(name)
        .filter(text -> text.length() <= MAX_NAME && NAME.matcher(text).matches());
  }
}
