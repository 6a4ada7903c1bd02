package org.mudward.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Help with paragraphs as wide as the terminal, whatever the lines of the source are, and lists of
 * commands that say a whole sentence of each.
 */
final class HelpPages implements IHelpFactory {
  private static final int INDENT = 2;

  @Override
  public Help create(CommandSpec command, ColorScheme colors) {
    UsageMessageSpec usage = command.usageMessage();
    usage.description(paragraphs(usage.description()).toArray(String[]::new));
    usage.footer(paragraphs(usage.footer()).toArray(String[]::new));
    return new Page(command, colors);
  }

  /** Lines put together, but for those that are empty, begin with a blank, or are an example. */
  private static List<String> paragraphs(String... lines) {
    List<String> paragraphs = new ArrayList<>();
    boolean goesOn = false;
    for (String line : lines) {
      boolean text = !line.isEmpty() && !line.startsWith(" ");
      if (text && goesOn && !line.startsWith("Example")) {
        int last = paragraphs.size() - 1;
        paragraphs.set(last, paragraphs.get(last) + " " + line);
      } else {
        paragraphs.add(line);
      }
      goesOn = text;
    }
    return paragraphs;
  }

  /** The help of one command. */
  private static final class Page extends Help {
    Page(CommandSpec command, ColorScheme colors) {
      super(command, colors);
    }

    @Override
    public String commandList(Map<String, Help> subcommands) {
      if (subcommands.isEmpty()) {
        return "";
      }
      int names = 0;
      for (Help each : subcommands.values()) {
        names = Math.max(names, each.commandNamesText(", ").plainString().length());
      }
      int width = commandSpec().usageMessage().width();
      TextTable table =
          TextTable.forColumns(
              colorScheme(),
              new Column(names + INDENT, INDENT, Overflow.SPAN),
              new Column(width - names - INDENT, INDENT, Overflow.WRAP));
      for (Help each : subcommands.values()) {
        String[] description = each.commandSpec().usageMessage().description();
        table.addRowValues(
            each.commandNamesText(", "), colorScheme().text(sentence(description[0])));
      }
      return table.toString();
    }

    private static String sentence(String paragraph) {
      int end = paragraph.indexOf(". ");
      String first = end < 0 ? paragraph : paragraph.substring(0, end + 1);
      return first.endsWith(":") ? first.substring(0, first.length() - 1) + "." : first;
    }
  }
}
