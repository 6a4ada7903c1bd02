package org.mudward.policy.filter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Names for chains and sets: a word of ours and a digest of what they are for. They hold nothing
 * that a manufacturer wrote, and stay the same from one compilation to the next.
 */
final class Names {
  /** Octets of the digest in a name: two texts with the same name cost 2^64 tries to find. */
  private static final int OCTETS = 16;

  private final Map<String, String> given = new HashMap<>();

  /**
   * The name for a text.
   *
   * @throws IllegalStateException if another text has the same
   */
  String of(String word, String text) {
    String name = word + "_" + digest(text);
    String other = given.putIfAbsent(name, text);
    if (other != null && !other.equals(text)) {
      throw new IllegalStateException("two texts with one digest: " + other + " and " + text);
    }
    return name;
  }

  private static String digest(String text) {
    try {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
      return HexFormat.of().formatHex(digest, 0, OCTETS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }
}
