package org.mudward.mud.parse;

import org.jspecify.annotations.Nullable;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;

/**
 * Reads {@code port-range-or-operator}: a range, or an operator and a port (RFC 8519 section 4.2).
 */
final class PortReader {
  private static final int MAX = PortRange.MAX;
  private static final String SECTION = "RFC 8519 4.2";

  private final Report report;

  PortReader(Report report) {
    this.report = report;
  }

  /** The ports; null with an error in the report if they cannot be understood. */
  @Nullable PortSet read(JsonObject port) {
    boolean range = port.has("lower-port") || port.has("upper-port");
    boolean operator = port.has("operator") || port.has("port");
    if (range && operator) {
      boolean read =
          report.lenient(
              "AC-07",
              port.pointer(),
              SECTION,
              "a range and an operator exclude each other",
              "the range was taken");
      port.text("operator", "AC-08");
      port.number("port", "AC-09", 0, MAX);
      if (!read) {
        return null;
      }
    }
    return range ? range(port) : operator(port);
  }

  private @Nullable PortSet range(JsonObject port) {
    boolean both = port.has("lower-port") && port.has("upper-port");
    Long low = port.number("lower-port", "AC-09", 0, MAX);
    Long high = port.number("upper-port", "AC-09", 0, MAX);
    if (!both) {
      report.error("AC-06", port.pointer(), SECTION, "a range needs lower-port and upper-port");
      return null;
    }
    if (low == null || high == null) {
      return null;
    }
    if (low > high) {
      report.error(
          "AC-06", port.pointer(), SECTION, "lower-port " + low + " is above upper-port " + high);
      return null;
    }
    return PortSet.of(low.intValue(), high.intValue());
  }

  private @Nullable PortSet operator(JsonObject port) {
    String text = port.has("operator") ? port.text("operator", "AC-08") : "eq";
    Long number = port.number("port", "AC-09", 0, MAX);
    if (!port.has("port")) {
      report.error(
          "AC-05",
          port.pointer(),
          SECTION,
          "a port match without a port would mean any; it has to name one");
      return null;
    }
    if (text == null || number == null) {
      return null;
    }
    int value = number.intValue();
    return switch (text) {
      case "eq" -> PortSet.of(value);
      case "lte" -> PortSet.of(0, value);
      case "gte" -> PortSet.of(value, MAX);
      case "neq" -> PortSet.not(value);
      default -> {
        report.error(
            "AC-08",
            port.at("operator"),
            SECTION,
            "the operators are lte, gte, eq and neq, not " + text);
        yield null;
      }
    };
  }
}
