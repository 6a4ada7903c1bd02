package org.mudward.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of the switch, as {@code ovs-ofctl dump-flows} shows it.
 *
 * @param entry what it matches and does, with cookie, table and priority: the same text is the same
 *     entry
 * @param seconds how long it has been there
 * @param packets how many it has matched
 */
public record Flow(String entry, double seconds, long packets) {
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*(cookie=\\S+) duration=([0-9.]+)s, (table=\\S+) n_packets=([0-9]+), n_bytes=[0-9]+,"
              + "(?: idle_age=[0-9]+,)?(?: hard_age=[0-9]+,)?(.*)");

  /** Reads a line that names a cookie. */
  static Flow of(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not an entry: " + line);
    }
    return new Flow(
        matcher.group(1) + " " + matcher.group(3) + matcher.group(5),
        Double.parseDouble(matcher.group(2)),
        Long.parseLong(matcher.group(4)));
  }
}
