package org.mudward.cli.audit;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mudward.enforcer.audit.Flow;
import org.mudward.policy.Direction;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/** How frames and flows are written, for programs and people alike. */
public final class Words {
  private static final long MICROS = 1_000_000;

  /** What a sentence bears of a list. */
  private static final int FEW = 3;

  private Words() {}

  /** Seconds since 1970 with six decimals. */
  public static String time(long micros) {
    String sign = micros < 0 ? "-" : "";
    long size = Math.abs(micros);
    String fraction = Long.toString(MICROS + size % MICROS).substring(1);
    return sign + size / MICROS + '.' + fraction;
  }

  /** A name or number of IP, or the EtherType; empty where the frame does not show it. */
  static String protocol(Packet packet) {
    return packet.family() == null ? etherType(packet.etherType()) : ipProtocol(packet.protocol());
  }

  private static String ipProtocol(int protocol) {
    return protocol < 0 ? "" : Protocol.name(protocol);
  }

  private static String etherType(int type) {
    return switch (type) {
      case Packet.UNKNOWN -> "";
      case Packet.LLC -> "llc";
      case 0x0806 -> "arp";
      case 0x888E -> "eapol";
      case 0x88CC -> "lldp";
      default -> String.format(Locale.ROOT, "0x%04x", type);
    };
  }

  static String protocol(Flow flow) {
    if (flow.isRest()) {
      return "";
    }
    return protocol(flow.isIp(), flow.protocol());
  }

  /** A protocol of IP or an EtherType; empty where it is hidden. */
  public static String protocol(boolean isIp, int number) {
    return isIp ? ipProtocol(number) : etherType(number);
  }

  /** Such as {@code tcp 443}, {@code icmp type 8} or {@code arp}. */
  static String service(Flow flow) {
    String protocol = protocol(flow);
    if (flow.service() == Flow.NONE || !flow.isIp()) {
      return protocol.isEmpty() ? "hidden protocol" : protocol;
    }
    return protocol + (hasPorts(flow) ? " " : " type ") + flow.service();
  }

  static boolean hasPorts(Flow flow) {
    boolean either = flow.protocol() == Protocol.TCP || flow.protocol() == Protocol.UDP;
    return flow.isIp() && either && flow.service() != Flow.NONE;
  }

  /** Which side the port belongs to. */
  static String servedBy(Flow flow) {
    return flow.servedBy() == flow.direction().peer() ? "peer" : "device";
  }

  /** The name by which the peer was looked up, else its address. */
  static String peer(Flow flow, PeerNames names) {
    String name = names.of(flow.address());
    return name == null ? flow.peer() : name;
  }

  /** Such as {@code tcp 8883 to api.example.com}. */
  static String traffic(Flow flow, PeerNames names) {
    boolean own = hasPorts(flow) && servedBy(flow).equals("device");
    return service(flow)
        + (own ? " of the device" : "")
        + (flow.direction() == Direction.FROM_DEVICE ? " to " : " from ")
        + peer(flow, names);
  }

  /** The first few of a list, and how many more there are. */
  static String few(Collection<String> all) {
    String first = all.stream().limit(FEW).collect(Collectors.joining(", "));
    return first + (all.size() > FEW ? " and " + (all.size() - FEW) + " more" : "");
  }

  /** A value of a table of comma-separated values (RFC 4180). */
  static String csv(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
