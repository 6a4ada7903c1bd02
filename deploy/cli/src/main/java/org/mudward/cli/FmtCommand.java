package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mudward.mud.Problem;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.print.MudFormatter;
import org.mudward.mud.print.PrintResult;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward fmt}: one form for all MUD files. */
@Command(
    name = "fmt",
    mixinStandardHelpOptions = true,
    description = {
      "Puts MUD files into canonical form: members in the order of the YANG",
      "modules, values in their canonical spelling (RFC 7951, RFC 5952), two",
      "blanks of indentation.",
      "",
      "The result means what the file meant, which is checked; nothing that it",
      "says is lost. Nodes that are not known here come last. With --lenient, a",
      "file from before the RFC takes the form of the RFC. A file that is not",
      "valid is refused, as by check."
    },
    footer = {
      "",
      "Exit code 0 if all is well; 1 if a file is not valid, or with --check,",
      "would change.",
      "",
      "Example: mudward fmt --check *.json"
    })
final class FmtCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "MUD files (JSON); several only with --write, --check or --json")
  private List<Path> files = List.of();

  @Option(names = "--lenient", description = "read pre-RFC files too, and say what was normalised")
  private boolean lenient;

  /** What to do with the result, if not to print it. */
  private static final class Mode {
    @Option(names = "--write", description = "replace files that change, each at once")
    private boolean write;

    @Option(names = "--check", description = "write nothing, name the files that would change")
    private boolean check;
  }

  @ArgGroup(exclusive = true)
  private Mode mode = new Mode();

  @Option(
      names = "--json",
      description = "print a JSON array, one object a file; without --write and --check with text")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    boolean printsText = !mode.write && !mode.check;
    if (printsText && !json && files.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "several files need --write, --check or --json");
    }
    List<Map<String, Object>> results = new ArrayList<>();
    int code = ExitCode.FINE;
    for (Path file : files) {
      byte[] before = MudFiles.bytes(file);
      PrintResult result =
          MudFormatter.format(before, lenient ? ParseMode.LENIENT : ParseMode.STRICT);
      byte[] after =
          result.text().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(before);
      boolean changes = !Arrays.equals(before, after);
      if (result.text().isEmpty() || (changes && mode.check)) {
        code = ExitCode.FINDINGS;
      }
      if (changes && mode.write) {
        OutputFile.write(file, after);
      }
      results.add(asJson(file, result, changes, printsText));
      if (!json) {
        report(file, result, changes);
      }
    }
    if (json) {
      spec.commandLine().getOut().println(Json.text(results));
    }
    return code;
  }

  private void report(Path file, PrintResult result, boolean changes) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (result.text().isEmpty()) {
      String why =
          lenient
              ? "no MUD file that can be written strictly:"
              : "no valid MUD file (--lenient reads files from before the RFC):";
      err.println(file + ": refused, " + why);
    }
    for (Problem problem : result.problems()) {
      String place = problem.pointer().isEmpty() ? "the whole file" : problem.pointer();
      err.printf("%s: %s at %s: %s%n", file, problem.code(), place, problem.message());
    }
    for (String pointer : result.unknown()) {
      err.println(file + ": kept, but not known here: " + pointer);
    }
    if (mode.check && changes) {
      out.println(file + " would change");
    } else if (mode.write && changes) {
      out.println(file + " was changed; a signature made before does not fit it any more");
    } else if (!mode.check && !mode.write) {
      result.text().ifPresent(out::print);
      out.flush();
    }
  }

  private static Map<String, Object> asJson(
      Path file, PrintResult result, boolean changes, boolean withText) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", file.toString());
    object.put("valid", result.text().isPresent());
    object.put("changed", changes);
    object.put("unknown", result.unknown());
    object.put("problems", result.problems().stream().map(CheckCommand::asJson).toList());
    if (withText) {
      result.text().ifPresent(text -> object.put("text", text));
    }
    return object;
  }
}
