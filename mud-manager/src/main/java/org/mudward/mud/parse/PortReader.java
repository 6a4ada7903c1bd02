package org.mudward.mud.parse;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;

/** Reads a port: a range, or an operator and a port (RFC 8519, port-range-or-operator). */
final class PortReader {
  private static final int MAX = PortRange.MAX;
  private static final String SECTION = "RFC 8519 4.2";

  private final Report report;

  PortReader(Report report) {
    this.report = report;
  }

  /** The ports; empty, with an error in the report, if they cannot be understood. */
  Optional<PortSet> read(JsonObject port) {
    Long low = port.quotableNumber("lower-port", "AC-09", 0, MAX);
    Long high = port.quotableNumber("upper-port", "AC-09", 0, MAX);
    String operator = port.text("operator", "AC-08");
    Long single = port.quotableNumber("port", "AC-09", 0, MAX);
    boolean range = port.has("lower-port") || port.has("upper-port");
    boolean comparison = port.has("operator") || port.has("port");
    if (range && comparison) {
      boolean read =
          report.lenient(
              "AC-07",
              port.pointer(),
              SECTION,
              "A range and an operator exclude each other",
              "the range was taken");
      if (!read) {
        return Optional.empty();
      }
    }
    if (range) {
      return range(port, low, high);
    }
    if (comparison) {
      return comparison(port, operator, single);
    }
    report.warning(
        "AC-05",
        port.pointer(),
        SECTION,
        "A port match without a port asks nothing: any port fits.");
    return Optional.empty();
  }

  private Optional<PortSet> range(JsonObject port, @Nullable Long low, @Nullable Long high) {
    if (!port.has("lower-port") || !port.has("upper-port")) {
      report.error(
          "AC-06",
          port.pointer(),
          SECTION,
          "A range needs both lower-port and upper-port; one port alone is written port.");
      return Optional.empty();
    }
    if (low == null || high == null) {
      return Optional.empty();
    }
    if (low > high) {
      report.error(
          "AC-06",
          port.pointer(),
          SECTION,
          "lower-port is " + low + " and should not be above upper-port, which is " + high + ".");
      return Optional.empty();
    }
    return Optional.of(PortSet.of(low.intValue(), high.intValue()));
  }

  private Optional<PortSet> comparison(
      JsonObject port, @Nullable String operator, @Nullable Long single) {
    if (!port.has("port")) {
      report.error(
          "AC-05",
          port.pointer(),
          SECTION,
          "The operator has no port to compare with; it needs one.");
      return Optional.empty();
    }
    if (single == null || (operator == null && port.has("operator"))) {
      return Optional.empty();
    }
    int value = single.intValue();
    return switch (operator == null ? "eq" : operator) {
      case "eq" -> Optional.of(PortSet.of(value));
      case "lte" -> Optional.of(PortSet.of(0, value));
      case "gte" -> Optional.of(PortSet.of(value, MAX));
      case "neq" -> Optional.of(PortSet.not(value));
      default -> {
        port.wrong("AC-08", "operator", SECTION, "lte, gte, eq or neq");
        yield Optional.empty();
      }
    };
  }
}
