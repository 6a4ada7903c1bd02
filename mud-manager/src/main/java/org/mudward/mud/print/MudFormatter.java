package org.mudward.mud.print;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.Problem;
import org.mudward.mud.Problem.Severity;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.parse.ParseResult;

/**
 * Puts MUD files into canonical form: members in the order of the YANG modules, values in their
 * canonical spelling, nothing lost that the file says.
 *
 * <p>What comes out is a strict RFC 8520 file with the meaning of what went in, or nothing: the
 * parser reads it again and compares.
 */
public final class MudFormatter {
  /** Numbers in nodes that nobody knows keep all their digits. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final String UNDECLARED = "MF-14";

  private MudFormatter() {}

  /** Formats a file. In lenient mode, one from before the RFC takes the form of the RFC. */
  public static PrintResult format(byte[] json, ParseMode mode) {
    ParseResult read = MudParser.check(json, mode);
    if (read.file().isEmpty()) {
      return refused(errors(read));
    }
    ObjectNode root = tree(json);
    StrictForm.apply(root);
    List<String> unknown = new ArrayList<>();
    String text = text(root, unknown);
    ParseResult again = strictly(text);
    if (mode == ParseMode.LENIENT
        && again.problems().stream().anyMatch(MudFormatter::isUndeclared)) {
      again.problems().stream()
          .filter(MudFormatter::isUndeclared)
          .map(problem -> problem.pointer().substring(problem.pointer().lastIndexOf('/') + 1))
          .forEach(node -> StrictForm.declare(root, node));
      text = text(root, new ArrayList<>());
      again = strictly(text);
    }
    if (again.file().isEmpty()) {
      return refused(errors(again));
    }
    if (!Meaning.isSame(read.file().get(), again.file().get())) {
      throw new IllegalStateException("formatting would change what the file means");
    }
    return new PrintResult(Optional.of(text), normalised(json, read, mode), unknown);
  }

  private static PrintResult refused(List<Problem> errors) {
    return new PrintResult(Optional.empty(), errors, List.of());
  }

  /** The tree of octets that the parser has taken, and that are therefore within its limits. */
  static ObjectNode tree(byte[] json) {
    try {
      return (ObjectNode) MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the parser took it", e);
    }
  }

  /** The text of a tree, whatever its order. */
  static String text(ObjectNode root, List<String> unknown) {
    return JsonText.of(Shapes.ROOT.arrange(root, "", unknown));
  }

  private static ParseResult strictly(String text) {
    return MudParser.check(text.getBytes(StandardCharsets.UTF_8), ParseMode.STRICT);
  }

  private static boolean isUndeclared(Problem problem) {
    return problem.code().equals(UNDECLARED);
  }

  private static List<Problem> errors(ParseResult result) {
    return result.problems().stream().filter(p -> p.severity() == Severity.ERROR).toList();
  }

  /** What strict reading would refuse or ignore, in the words in which lenient reading took it. */
  private static List<Problem> normalised(byte[] json, ParseResult read, ParseMode mode) {
    if (mode == ParseMode.STRICT) {
      return List.of();
    }
    Set<String> refused = new HashSet<>();
    errors(MudParser.check(json, ParseMode.STRICT)).forEach(error -> refused.add(place(error)));
    return read.problems().stream()
        .filter(p -> isUndeclared(p) || refused.contains(place(p)))
        .toList();
  }

  private static String place(Problem problem) {
    return problem.code() + " " + problem.pointer();
  }
}
