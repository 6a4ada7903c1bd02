import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/** Makes one list of makers and the beginnings of their addresses out of the lists of the IEEE. */
final class MakerList {
  private static final List<String> LISTS = List.of("oui.csv", "mam.csv", "oui36.csv", "iab.csv");

  /** Who is not told, or only cut the block into smaller ones, which are in the other lists. */
  private static final Set<String> NOBODY = Set.of("", "Private", "IEEE Registration Authority");

  private MakerList() {}

  public static void main(String[] args) throws IOException {
    Map<String, Set<String>> makers = new TreeMap<>();
    for (String list : LISTS) {
      for (List<String> row : rows(Files.readString(Path.of(args[0], list)))) {
        String maker = row.get(2).replaceAll("\\s+", " ").strip();
        if (row.get(1).matches("[0-9A-F]{6,9}") && !NOBODY.contains(maker)) {
          makers
              .computeIfAbsent(maker, name -> new TreeSet<>())
              .add(row.get(1).toLowerCase(Locale.ROOT));
        }
      }
    }
    StringBuilder text = new StringBuilder();
    text.append("# IEEE Registration Authority, MA-L, MA-M, MA-S and IAB, as of ")
        .append(args[1])
        .append('\n');
    makers.forEach(
        (maker, blocks) ->
            text.append(maker).append('\t').append(String.join(" ", blocks)).append('\n'));
    Path written = Path.of(args[2]);
    Files.createDirectories(written.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(written))) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    System.out.println(makers.size() + " makers, " + Files.size(written) + " octets");
  }

  /** Rows of four columns, by RFC 4180. */
  private static List<List<String>> rows(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (!quoted && (c == ',' || c == '\n')) {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          if (row.size() >= 3) {
            rows.add(row);
          }
          row = new ArrayList<>();
        }
      } else {
        cell.append(c);
      }
    }
    return rows;
  }
}
