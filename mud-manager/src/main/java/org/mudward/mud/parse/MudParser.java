package org.mudward.mud.parse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudFile;
import org.mudward.mud.verify.VerifiedMudFile;

/**
 * Reads MUD files (RFC 8520, RFC 8519, RFC 7951). It reports every problem with its place; a file
 * with an error is refused whole, because a policy of which a part is missing is another policy.
 *
 * <p>Pure, and within limits: hostile octets cost milliseconds and give a problem, not an
 * exception.
 */
public final class MudParser {
  private MudParser() {}

  /** Reads a file that somebody vouches for: the way to rules. */
  public static ParseResult parse(VerifiedMudFile file, ParseMode mode) {
    return check(file.bytes(), mode);
  }

  /** Reads octets to see what is wrong with them, for whoever writes MUD files. */
  public static ParseResult check(byte[] json, ParseMode mode) {
    Report report = new Report(mode);
    ObjectNode root = MudJson.read(json, report);
    return result(report, root, read(root, report));
  }

  /**
   * Like {@link #check}, and points out entries that decide nothing, which takes longer: what a
   * person who writes MUD files wants to know.
   */
  public static ParseResult review(byte[] json, ParseMode mode) {
    Report report = new Report(mode);
    ObjectNode root = MudJson.read(json, report);
    MudFile file = read(root, report);
    if (file != null) {
      new UnreachedLint(report).run(file);
    }
    return result(report, root, file);
  }

  private static @Nullable MudFile read(@Nullable ObjectNode root, Report report) {
    MudFile file = root == null ? null : new FileReader(JsonObject.root(root, report)).read();
    if (file == null || report.hasFailed()) {
      return null;
    }
    new Lint(file, report).run();
    return file;
  }

  private static ParseResult result(
      Report report, @Nullable ObjectNode root, @Nullable MudFile file) {
    return new ParseResult(
        report.hasFailed() ? Optional.empty() : Optional.ofNullable(file),
        Places.sorted(report.problems(), root));
  }
}
