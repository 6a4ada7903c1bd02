package org.mudward.mud.parse;

import java.util.List;

/**
 * What the author of an unknown node may have meant: the same word, but with the module's name
 * before it, or without it (RFC 7951 section 4).
 */
final class Spelling {
  private static final List<String> QUALIFIED =
      List.of(
          "ietf-mud:mud",
          "ietf-access-control-list:acls",
          "ietf-mud:direction-initiated",
          "ietf-acldns:src-dnsname",
          "ietf-acldns:dst-dnsname",
          "ietf-acl-tls:client-profiles");

  private Spelling() {}

  /** A clause that begins with a semicolon, or nothing. */
  static String hint(String name) {
    for (String known : QUALIFIED) {
      if (known.endsWith(":" + name)) {
        return "; its name is " + known;
      }
    }
    int colon = name.indexOf(':');
    boolean own = name.startsWith("ietf-access-control-list:") || name.startsWith("ietf-mud:");
    return own ? "; if it is meant as " + name.substring(colon + 1) + ", it has no prefix" : "";
  }
}
