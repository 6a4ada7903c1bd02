package org.mudward.cli.audit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.audit.CommunityId;
import org.mudward.enforcer.audit.Connection;
import org.mudward.enforcer.audit.FirstPacket;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Protocol;

/**
 * Connections and findings in the line format that Suricata calls EVE, so that what reads its logs
 * reads these. An audit stops nothing: each alert says {@code allowed}. Every line has to have a
 * time; packets without one have that of 1970, as libpcap gives it to them.
 */
final class EveLines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final long MICROS = 1_000_000;

  private final AuditReport report;
  private final StringBuilder lines = new StringBuilder();

  private EveLines(AuditReport report) {
    this.report = report;
  }

  static String of(AuditReport report) {
    EveLines eve = new EveLines(report);
    report.connections().forEach(eve::flow);
    report.findings().forEach(eve::alert);
    report.drops().forEach(eve::alert);
    return eve.lines.toString();
  }

  private void write(Map<String, Object> line) {
    lines.append(JsonText.inOneLine(line)).append('\n');
  }

  private static Map<String, Object> line(String type, long micros) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("timestamp", time(micros == CapturedFrame.NO_TIME ? 0 : micros));
    line.put("event_type", type);
    return line;
  }

  private static String time(long micros) {
    return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  private void flow(Connection connection) {
    Map<String, Object> line = line("flow", connection.firstMicros());
    ends(
        line,
        connection.source(),
        connection.sourcePort(),
        connection.destination(),
        connection.destinationPort(),
        connection.protocol());
    Map<String, Object> flow = new LinkedHashMap<>();
    flow.put("pkts_toserver", connection.framesThere());
    flow.put("pkts_toclient", connection.framesBack());
    flow.put("bytes_toserver", connection.octetsThere());
    flow.put("bytes_toclient", connection.octetsBack());
    if (connection.firstMicros() != CapturedFrame.NO_TIME) {
      flow.put("start", time(connection.firstMicros()));
      flow.put("end", time(connection.lastMicros()));
      flow.put("age", (connection.lastMicros() - connection.firstMicros()) / MICROS);
    }
    flow.put("alerted", connection.dropped() > 0);
    line.put("flow", flow);
    Map<String, Object> mud = new LinkedHashMap<>();
    mud.put("dropped", connection.dropped());
    mud.put("first_frame", connection.firstFrame());
    line.put("mud", mud);
    write(line);
  }

  private void alert(Finding finding) {
    alert(finding.kind(), finding.mac(), finding.text(), finding.firstFrame(), finding.flow());
  }

  private void alert(Drop drop) {
    Flow flow = drop.flow();
    String text = Words.traffic(flow, report.peerNames());
    alert(FindingKind.DROPPED, flow.device(), text, flow.firstFrame(), flow);
  }

  private void alert(
      FindingKind kind, MacAddress mac, String text, long frame, @Nullable Flow flow) {
    Map<String, Object> line =
        line("alert", flow == null ? report.audit().lastMicros() : flow.firstMicros());
    if (flow != null) {
      ends(line, flow);
    }
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("action", "allowed");
    alert.put("gid", 1);
    alert.put("signature_id", kind.signature());
    alert.put("rev", 1);
    alert.put("signature", "MUD " + kind + ": " + text);
    alert.put("category", kind.text());
    alert.put("severity", kind.level().equals("error") ? 1 : 2);
    line.put("alert", alert);
    Map<String, Object> mud = new LinkedHashMap<>();
    mud.put("device", mac.toString());
    mud.put("first_frame", frame);
    line.put("mud", mud);
    write(line);
  }

  private static void ends(Map<String, Object> line, Flow flow) {
    FirstPacket first = flow.first();
    IpAddress device = first.device();
    IpAddress peer = flow.address();
    if (device == null || peer == null) {
      return;
    }
    if (flow.direction() == Direction.FROM_DEVICE) {
      ends(line, device, first.devicePort(), peer, first.peerPort(), flow.protocol());
    } else {
      ends(line, peer, first.peerPort(), device, first.devicePort(), flow.protocol());
    }
  }

  private static void ends(
      Map<String, Object> line, IpAddress from, int fromPort, IpAddress to, int toPort, int proto) {
    boolean six = from.family() == Family.IPV6;
    boolean icmp = proto == (six ? Protocol.ICMPV6 : Protocol.ICMP);
    boolean shown = fromPort >= 0 && toPort >= 0;
    line.put("src_ip", from.toString());
    if (shown && !icmp) {
      line.put("src_port", fromPort);
    }
    line.put("dest_ip", to.toString());
    if (shown && !icmp) {
      line.put("dest_port", toPort);
    }
    if (proto >= 0) {
      line.put("proto", proto(proto));
    }
    if (shown && icmp) {
      line.put("icmp_type", fromPort);
      line.put("icmp_code", toPort);
    }
    String id = CommunityId.of(from, to, proto, fromPort, toPort);
    if (id != null) {
      line.put("community_id", id);
    }
  }

  private static String proto(int protocol) {
    return protocol == Protocol.ICMPV6
        ? "IPv6-ICMP"
        : Protocol.name(protocol).toUpperCase(Locale.ROOT);
  }
}
