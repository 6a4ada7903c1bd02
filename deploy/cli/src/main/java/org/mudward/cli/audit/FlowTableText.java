package org.mudward.cli.audit;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.capture.CapturedFrame;

/**
 * The table of flows: one row for each, as comma-separated values (RFC 4180, with the line ends of
 * Unix). What a flow does not have is empty.
 */
final class FlowTableText {
  static final String HEADER =
      "device,peer,name,direction,protocol,port,frames,octets,first,last,verdict,ace\n";

  /** What a spreadsheet takes for the start of a formula. */
  private static final Pattern FORMULA = Pattern.compile("^[=+@\t\r-]");

  private FlowTableText() {}

  static String of(AuditReport report) {
    StringBuilder table = new StringBuilder(HEADER);
    for (DeviceTally device : report.devices()) {
      device.flows().forEach(flow -> table.append(row(flow, report.peerNames())).append('\n'));
    }
    return table.toString();
  }

  private static String row(Flow flow, PeerNames names) {
    String name = names.of(flow.address());
    boolean timed = flow.firstMicros() != CapturedFrame.NO_TIME;
    return List.of(
            flow.device().toString(),
            flow.peer(),
            name == null ? "" : harmless(name),
            flow.direction().toString(),
            Words.protocol(flow),
            Words.hasPorts(flow) ? Integer.toString(flow.service()) : "",
            Long.toString(flow.frames()),
            Long.toString(flow.octets()),
            timed ? Words.time(flow.firstMicros()) : "",
            timed ? Words.time(flow.lastMicros()) : "",
            flow.decision().outcome().toString(),
            harmless(flow.ruling().origin().toString()))
        .stream()
        .map(Words::csv)
        .collect(Collectors.joining(","));
  }

  /** Names are chosen by others, and spreadsheets run what looks like a formula. */
  private static String harmless(String text) {
    return FORMULA.matcher(text).find() ? "'" + text : text;
  }
}
