package org.mudward.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mudward.mud.Problem;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.parse.ParseResult;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.mud.verify.Pem;

/** The files that a configuration names: whether they are there, and are what they should be. */
final class NamedFiles {
  /** As large as the manager takes one. */
  private static final int MAX_FILE = 1024 * 1024;

  private NamedFiles() {}

  /** What cannot be used, with the key that names it. */
  static List<String> problems(Config config) {
    List<String> problems = new ArrayList<>();
    anchors("site.trust-anchors", config.site().trustAnchors(), problems);
    anchors("manager.fetch.trust-anchors", config.manager().tlsAnchors(), problems);
    for (SiteDevice device : config.site().devices()) {
      Path file = device.mudFile();
      if (file != null) {
        mudFile("site.devices[" + device.mac() + "].mud-file: ", file, problems);
      }
    }
    if (config.manager().resolver().isEmpty()) {
      problems.add("manager.resolver: no DNS server is known: set it, or name one under site.dns");
    }
    return problems;
  }

  private static void anchors(String key, List<Path> files, List<String> problems) {
    for (Path file : files) {
      try {
        Pem.certificates(List.of(file));
      } catch (IOException e) {
        String missing = Files.exists(file) ? e.getMessage() : "no such file: " + file;
        problems.add(key + ": " + missing);
      }
    }
  }

  private static void mudFile(String place, Path file, List<String> problems) {
    try {
      if (!Files.isRegularFile(file)) {
        problems.add(place + "no such file: " + file);
      } else if (Files.size(file) > MAX_FILE) {
        problems.add(place + file + " is larger than any MUD file");
      } else {
        ParseResult result = MudParser.check(Files.readAllBytes(file), ParseMode.STRICT);
        result.problems().stream()
            .filter(problem -> problem.severity() == Problem.Severity.ERROR)
            .forEach(
                problem ->
                    problems.add(
                        place
                            + file
                            + " at "
                            + problem.pointer()
                            + ": "
                            + problem.code()
                            + ": "
                            + problem.message()));
      }
    } catch (IOException e) {
      problems.add(place + file + " cannot be read: " + e.getMessage());
    }
  }
}
