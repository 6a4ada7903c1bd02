package org.mudward.cli.audit;

import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms in which a report is written to files. */
public enum Output {
  /** All of it, for programs; docs/audit.schema.json says its form. */
  JSON,
  /** For people, in one file that needs nothing else. */
  HTML,
  /** One row for each flow. */
  CSV,
  /** Findings, for the tools that show those of analyses (SARIF 2.1.0). */
  SARIF,
  /** One test case for each device and requirement, for build servers. */
  JUNIT,
  /** Connections and alerts as lines of JSON, as an intrusion detection system writes them. */
  EVE;

  /** The form of a name, such as {@code json}. */
  public static Optional<Output> of(String name) {
    return Arrays.stream(values()).filter(output -> output.toString().equals(name)).findFirst();
  }

  /** All names, for people. */
  public static String names() {
    return Arrays.stream(values()).map(Output::toString).collect(Collectors.joining(", "));
  }

  /** Writes a report in this form; JSON device by device. */
  public void write(AuditReport report, Writer out) throws IOException {
    switch (this) {
      case JSON -> JsonText.indented(JsonReport.of(report), out);
      case HTML -> out.write(HtmlReport.of(report));
      case CSV -> out.write(FlowTableText.of(report));
      case SARIF -> JsonText.indented(SarifReport.of(report), out);
      case JUNIT -> out.write(JunitReport.of(report));
      case EVE -> out.write(EveLines.of(report));
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
