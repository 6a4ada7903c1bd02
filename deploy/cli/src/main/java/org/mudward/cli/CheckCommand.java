package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mudward.mud.MudFile;
import org.mudward.mud.Problem;
import org.mudward.mud.Problem.Severity;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.parse.ParseResult;
import org.mudward.mud.resolve.Resolver;
import org.mudward.policy.analysis.Exposure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward check}: is this a MUD file, and does it say what its author means? */
@Command(
    name = "check",
    aliases = "lint",
    mixinStandardHelpOptions = true,
    description = {
      "Validates MUD files (RFC 8520, RFC 8519, RFC 7951) and points out what is probably not meant.",
      "",
      "Every problem comes with the conformance check it breaks, its place in the file as a JSON",
      "pointer, and the section that says so. An error refuses the file; warnings and notices do not.",
      "",
      "The exposure of a valid file says how much its entries open: how many pairs of a host and a",
      "port the device may turn to, and on how many it may be turned to. Smaller is better. A name",
      "or a class counts as one host, local networks as 256, no peer as all addresses there are."
    },
    footer = {"", "Exit code 0 if all files are valid, 1 if one is not, 3 if one cannot be read."})
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "MUD files (JSON)")
  private List<Path> files = List.of();

  @Option(
      names = "--json",
      description = "print a JSON array, one object a file, in the order given")
  private boolean json;

  @Option(names = "--lenient", description = "read pre-RFC files too, and say what was normalised")
  private boolean lenient;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Map<String, Object>> results = new ArrayList<>();
    boolean allValid = true;
    for (Path file : files) {
      byte[] bytes = MudFiles.bytes(file);
      ParseResult result = MudParser.review(bytes, lenient ? ParseMode.LENIENT : ParseMode.STRICT);
      allValid &= result.file().isPresent();
      if (json) {
        results.add(asJson(file, result));
      } else {
        print(out, file, result);
        if (!lenient && result.file().isEmpty() && readsLeniently(bytes)) {
          out.println("  hint    a file from before the RFC: --lenient reads it, so does fmt");
        }
      }
    }
    if (json) {
      out.println(Json.text(results));
    }
    return allValid ? ExitCode.FINE : ExitCode.FINDINGS;
  }

  private static Exposure exposure(MudFile file) {
    return Exposure.of(Resolver.policy(file, "file", file.mudUrl()));
  }

  private static Map<String, Object> asJson(Exposure exposure) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("reaches", exposure.reaches());
    object.put("reached", exposure.reached());
    return object;
  }

  private static boolean readsLeniently(byte[] bytes) {
    return MudParser.check(bytes, ParseMode.LENIENT).file().isPresent();
  }

  private static Map<String, Object> asJson(Path file, ParseResult result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", file.toString());
    object.put("valid", result.file().isPresent());
    result.file().ifPresent(valid -> object.put("exposure", asJson(exposure(valid))));
    object.put("problems", result.problems().stream().map(CheckCommand::asJson).toList());
    return object;
  }

  static Map<String, Object> asJson(Problem problem) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("severity", problem.severity().toString());
    object.put("code", problem.code());
    object.put("pointer", problem.pointer());
    object.put("section", problem.section());
    object.put("message", problem.message());
    return object;
  }

  private static void print(PrintWriter out, Path file, ParseResult result) {
    out.println(file + ": " + (result.file().isPresent() ? "valid" : "not valid") + counts(result));
    result.file().ifPresent(valid -> out.println("  exposure: " + exposure(valid)));
    for (Problem problem : result.problems()) {
      out.printf("  %-7s %-5s %s%n", problem.severity(), problem.code(), problem.message());
      String place = problem.pointer().isEmpty() ? "the whole file" : problem.pointer();
      out.printf("                at %s (%s)%n", place, problem.section());
    }
  }

  private static String counts(ParseResult result) {
    List<String> parts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      long count = result.problems().stream().filter(p -> p.severity() == severity).count();
      if (count > 0) {
        parts.add(count + " " + severity + (count == 1 ? "" : "s"));
      }
    }
    return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
  }
}
