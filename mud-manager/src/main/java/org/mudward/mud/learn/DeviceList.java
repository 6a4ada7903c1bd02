package org.mudward.mud.learn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mudward.mud.MudUrl;
import org.mudward.policy.MacAddress;

/**
 * A list of devices with their MUD URLs, as an operator keeps one: comma-separated values (RFC
 * 4180), a MAC address and a MUD URL in each line, and perhaps more that is not for us. Lines that
 * are empty or begin with {@code #}, and a first line that begins with {@code mac}, say nothing.
 *
 * <p>All problems are told, each with its line; where there is one, the list is good for nothing.
 *
 * @param rows in their order
 * @param problems what is wrong with it; empty if nothing is
 */
public record DeviceList(List<Row> rows, List<String> problems) {
  /** As many devices as the inventory holds, with room for headings and remarks. */
  private static final int MAX_LINES = 20_000;

  /** A line has an address, a URL of at most 255 characters, and somebody's remarks. */
  private static final int MAX_LINE = 4_096;

  /** Whoever has more mends these first. */
  private static final int MAX_PROBLEMS = 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String HEADING = "mac";

  /**
   * What one line says.
   *
   * @param line its number, from 1
   */
  public record Row(int line, MacAddress mac, MudUrl url) {}

  public DeviceList {
    rows = List.copyOf(rows);
    problems = List.copyOf(problems);
  }

  /** Reads a list. */
  public static DeviceList read(String text) {
    Reader reader = new Reader();
    String[] lines = text.replaceFirst("^" + BYTE_ORDER_MARK, "").split("\r?\n", -1);
    if (lines.length > MAX_LINES) {
      return new DeviceList(List.of(), List.of("it has more than " + MAX_LINES + " lines"));
    }
    for (String line : lines) {
      reader.take(line);
    }
    return reader.list();
  }

  /** Goes from line to line. */
  private static final class Reader {
    private final List<Row> rows = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<MacAddress, Integer> lines = new HashMap<>();
    private int number;
    private boolean begun;
    private int more;

    void take(String line) {
      number++;
      boolean silent = line.isBlank() || line.startsWith("#");
      if (!silent && line.length() > MAX_LINE) {
        problem("more than " + MAX_LINE + " characters");
      } else if (!silent) {
        Optional<List<String>> fields = fields(line);
        fields.ifPresentOrElse(this::take, () -> problem("a quotation mark is not closed"));
      }
    }

    private void take(List<String> fields) {
      boolean first = !begun;
      begun = true;
      if (first && fields.get(0).equalsIgnoreCase(HEADING)) {
        return;
      }
      if (fields.size() < 2) {
        problem("a MAC address and a MUD URL are expected, with a comma between them");
        return;
      }
      try {
        MacAddress mac = MacAddress.parse(fields.get(0));
        MudUrl url = new MudUrl(fields.get(1));
        add(mac, url);
      } catch (IllegalArgumentException e) {
        problem(String.valueOf(e.getMessage()));
      }
    }

    private void add(MacAddress mac, MudUrl url) {
      Integer before = lines.putIfAbsent(mac, number);
      if (DeviceMac.checked(mac).isEmpty()) {
        problem("no device can have the address " + mac);
      } else if (before != null) {
        problem(mac + " is in line " + before + " already");
      } else {
        rows.add(new Row(number, mac, url));
      }
    }

    private void problem(String text) {
      if (problems.size() < MAX_PROBLEMS) {
        problems.add(MudString.printable("line " + number + ": " + text));
      } else {
        more++;
      }
    }

    DeviceList list() {
      if (problems.isEmpty() && rows.isEmpty()) {
        problems.add("it has no devices");
      }
      if (more > 0) {
        problems.add("and " + more + " more problems");
      }
      return new DeviceList(problems.isEmpty() ? rows : List.of(), problems);
    }

    /** The values of a line (RFC 4180 section 2); empty if a quotation mark stands wrongly. */
    private static Optional<List<String>> fields(String line) {
      List<String> fields = new ArrayList<>();
      int at = 0;
      while (at <= line.length()) {
        boolean quoted = at < line.length() && line.charAt(at) == '"';
        int end = quoted ? closing(line, at + 1) : endOf(line, at);
        if (end < 0) {
          return Optional.empty();
        }
        String field = quoted ? line.substring(at + 1, end) : line.substring(at, end);
        fields.add(quoted ? field.replace("\"\"", "\"") : field.strip());
        int next = quoted ? end + 1 : end;
        if (next < line.length() && line.charAt(next) != ',') {
          return Optional.empty();
        }
        at = next + 1;
      }
      return Optional.of(fields);
    }

    private static int endOf(String line, int from) {
      int comma = line.indexOf(',', from);
      return comma < 0 ? line.length() : comma;
    }

    /** Where the quotation mark is that closes; two of them are one that is meant. */
    private static int closing(String line, int from) {
      int at = line.indexOf('"', from);
      while (at >= 0 && at + 1 < line.length() && line.charAt(at + 1) == '"') {
        at = line.indexOf('"', at + 2);
      }
      return at;
    }
  }
}
