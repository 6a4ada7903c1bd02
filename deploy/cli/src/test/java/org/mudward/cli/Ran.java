package org.mudward.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** How a command ended. */
record Ran(int code, String out, String err) {

  /** Runs a command as {@code mudward} would, in this process. */
  static Ran mudward(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  /** The same of some words, and more behind them. */
  static Ran mudward(List<String> words, String... more) {
    return mudward(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
  }
}
