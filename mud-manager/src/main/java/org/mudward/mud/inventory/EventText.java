package org.mudward.mud.inventory;

import org.jspecify.annotations.Nullable;

/**
 * The line of text that an event becomes in the log: {@code event=device.held mac=.. text=".."}.
 *
 * <p>Names, URLs and reasons come from whoever is on the network. Line ends, escape sequences and
 * anything else that a terminal or a log reader could take for more than text are replaced.
 */
public final class EventText {
  /** One sentence with a URL in it; longer text is somebody's attempt to fill the log. */
  static final int MAX_LENGTH = 1000;

  private EventText() {}

  /** Printable text of limited length; what is not printable ASCII becomes a question mark. */
  public static String safe(String text) {
    int length = Math.min(text.length(), MAX_LENGTH);
    StringBuilder safe = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      safe.append(c >= 0x20 && c < 0x7F ? c : '?');
    }
    return length < text.length() ? safe.append("...").toString() : safe.toString();
  }

  /** The line for the log. */
  static String line(JournalEntry entry) {
    StringBuilder line = new StringBuilder("event=").append(entry.event());
    append(line, "seq", Long.toString(entry.seq()));
    append(line, "mac", entry.mac() == null ? null : entry.mac().toString());
    append(line, "url", entry.url() == null ? null : entry.url().text());
    append(line, "actor", entry.actor());
    append(line, "text", entry.text().isEmpty() ? null : entry.text());
    return line.toString();
  }

  private static void append(StringBuilder line, String key, @Nullable String value) {
    if (value != null) {
      line.append(' ').append(key).append('=').append(quoted(safe(value)));
    }
  }

  /** Text that has spaces or quotes is quoted, so that no value can look like the next key. */
  private static String quoted(String value) {
    boolean plain =
        !value.isEmpty() && value.chars().noneMatch(c -> c == ' ' || c == '"' || c == '\\');
    return plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
