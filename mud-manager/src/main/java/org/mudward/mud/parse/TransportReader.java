package org.mudward.mud.parse;

import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Field;

/** Reads {@code tcp}, {@code udp} or {@code icmp} (RFC 8519 section 4.2, RFC 8520 section 4.8). */
final class TransportReader {
  private static final String INITIATED = "ietf-mud:direction-initiated";

  /** Octets of TCP options: what the data offset can say (RFC 8519). */
  private static final int MAX_OPTIONS = 40;

  /** Octets of an ICMP message behind its checksum; the module has no limit, the text limit has. */
  private static final int MAX_REST = 6 * 1024;

  private final MatchBuilder match;
  private final Report report;

  TransportReader(MatchBuilder match, Report report) {
    this.match = match;
    this.report = report;
  }

  void read(JsonObject layer, String node) {
    FieldReader fields = new FieldReader(match, report);
    switch (node) {
      case "tcp" -> {
        ports(layer);
        fields.read(layer, FieldReader.TCP);
        fields.bits(layer, Field.TCP_FLAGS, FieldReader.TCP_BITS);
        String options = binary(layer, "options", 1, MAX_OPTIONS);
        if (options != null) {
          match.add(new Condition.TcpOptions(options));
        }
        initiated(layer);
      }
      case "udp" -> {
        ports(layer);
        fields.read(layer, FieldReader.UDP);
        misplacedDirection(layer, report);
      }
      default -> {
        fields.read(layer, FieldReader.ICMP);
        String rest = binary(layer, "rest-of-header", 0, MAX_REST);
        if (rest != null) {
          match.add(new Condition.IcmpRest(rest));
        }
        misplacedDirection(layer, report);
      }
    }
    layer.refuseRest();
  }

  private void ports(JsonObject layer) {
    for (End end : End.values()) {
      JsonObject port = layer.object(end + "-port", "AC-09");
      if (port != null) {
        new PortReader(report)
            .read(port)
            .ifPresent(ports -> match.add(new Condition.PortIn(end, ports)));
        port.refuseRest();
      }
    }
  }

  private void initiated(JsonObject tcp) {
    String text = tcp.text(INITIATED, "DI-05");
    if (text == null) {
      return;
    }
    for (Direction direction : Direction.values()) {
      if (direction.toString().equals(text)) {
        match.add(new Condition.InitiatedBy(direction));
        return;
      }
    }
    tcp.wrong("DI-05", INITIATED, "RFC 8520 4.8", "from-device or to-device");
  }

  /** Refuses direction-initiated where it is not about TCP. */
  static void misplacedDirection(JsonObject object, Report report) {
    if (object.has(INITIATED)) {
      report.error(
          "DI-03",
          object.at(INITIATED),
          "RFC 8520 4.8",
          "direction-initiated is about TCP connections and belongs inside tcp.");
    }
  }

  private @Nullable String binary(JsonObject layer, String name, int low, int high) {
    String text = layer.text(name, "AC-12");
    if (text == null) {
      return null;
    }
    // The JDK forgives a missing padding, RFC 4648 section 3.2 does not.
    if (text.length() % 4 == 0) {
      try {
        byte[] octets = Base64.getDecoder().decode(text);
        if (octets.length >= low && octets.length <= high) {
          return HexFormat.of().formatHex(octets);
        }
      } catch (IllegalArgumentException e) {
        layer.wrong("AC-12", name, "RFC 7951 6.6", "base64");
        return null;
      }
    }
    layer.wrong("AC-12", name, "RFC 7951 6.6", low + " to " + high + " octets in padded base64");
    return null;
  }
}
