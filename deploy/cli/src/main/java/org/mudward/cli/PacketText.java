package org.mudward.cli;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;

/**
 * A packet as a person writes it: {@code tcp device:50000 -> api.example.com:443 syn}.
 *
 * <p>The text becomes a real frame, and the frame is judged; there is no second way to decide. Ends
 * are {@code device}, {@code gateway}, an address ({@code [fd00::1]:443} with a port), a name that
 * the site gives an address, or the name of a device of the site. A port left out is 49152, the
 * first ephemeral one.
 */
final class PacketText {
  static final String SYNTAX =
      "tcp|udp|icmp|PROTOCOL FROM[:PORT] -> TO[:PORT] [syn|syn-ack|ack|fin|rst|none] [type N] [code N]";

  private static final int EPHEMERAL = 49152;
  private static final MacAddress SOME_LOCAL_HOST = MacAddress.parse("02:6d:75:64:00:01");
  private static final MacAddress SOME_ROUTER = MacAddress.parse("02:6d:75:64:00:fe");

  private final Site site;
  private final MacAddress device;
  private final List<IpAddress> deviceAddresses;

  PacketText(Site site, MacAddress device, Set<IpAddress> deviceAddresses) {
    this.site = site;
    this.device = device;
    this.deviceAddresses = deviceAddresses.stream().sorted().toList();
  }

  /** One end, as written. */
  private record End(String host, int port) {}

  /**
   * Makes the frame.
   *
   * @throws CommandFailure saying what is not understood, with the form
   */
  byte[] frame(String text) {
    List<String> words = new ArrayList<>(List.of(text.trim().split("\\s+")));
    if (words.size() < 4 || !(words.get(2).equals("->") || words.get(2).equals(">"))) {
      throw wrong("\"" + text + "\" is not of the form");
    }
    String kind = words.get(0).toLowerCase(Locale.ROOT);
    End from = end(words.get(1));
    End to = end(words.get(3));
    Family family = family(from, to);
    IpAddress source = address(from.host(), family);
    IpAddress destination = address(to.host(), family);
    byte[] payload = payload(kind, family, from.port(), to.port(), words.subList(4, words.size()));
    return ethernet(
        mac(from.host(), source, destination),
        mac(to.host(), destination, source),
        ip(source, destination, protocol(kind, family), payload));
  }

  private static CommandFailure wrong(String message) {
    return new CommandFailure(ExitCode.WRONG_USE, message + "\nA packet is written: " + SYNTAX);
  }

  private static End end(String text) {
    int close = text.indexOf(']');
    if (text.startsWith("[") && close > 0) {
      String rest = text.substring(close + 1);
      return new End(
          text.substring(1, close), rest.isEmpty() ? EPHEMERAL : port(rest.substring(1)));
    }
    int colon = text.indexOf(':');
    if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
      return new End(text, EPHEMERAL);
    }
    return new End(text.substring(0, colon), port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    int port = number(text);
    if (port > 65535) {
      throw wrong("no such port: " + text);
    }
    return port;
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw wrong("a number is expected, not \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }

  private Family family(End from, End to) {
    for (End end : List.of(from, to)) {
      if (!isDevice(end.host())) {
        List<IpAddress> known = addresses(end.host());
        if (known.stream().noneMatch(a -> a.family() == Family.IPV4) && !known.isEmpty()) {
          return Family.IPV6;
        }
      }
    }
    boolean four = deviceAddresses.isEmpty() || deviceAddresses.get(0).family() == Family.IPV4;
    return four ? Family.IPV4 : Family.IPV6;
  }

  private static boolean isDevice(String host) {
    return host.equalsIgnoreCase("device");
  }

  private IpAddress address(String host, Family family) {
    List<IpAddress> known = isDevice(host) ? deviceAddresses : addresses(host);
    return known.stream()
        .filter(address -> address.family() == family)
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "no "
                        + family.name().toLowerCase(Locale.ROOT)
                        + " address is known for "
                        + host));
  }

  private List<IpAddress> addresses(String host) {
    if (host.equalsIgnoreCase("gateway")) {
      return site.gatewayAddresses().stream().sorted().toList();
    }
    String name = host.toLowerCase(Locale.ROOT);
    Set<IpAddress> named = site.names().get(name);
    if (named != null) {
      return named.stream().sorted().toList();
    }
    for (Site.SiteDevice entry : site.devices()) {
      if (host.equals(entry.name())) {
        return entry.addresses().stream().sorted().toList();
      }
    }
    try {
      return List.of(IpAddress.parse(host));
    } catch (IllegalArgumentException e) {
      throw wrong(
          "\""
              + host
              + "\" is no address, and the site gives it none (names: "
              + site.names().keySet()
              + ")");
    }
  }

  /** Who on the link stands for an end: the device, another device of the site, or the gateway. */
  private MacAddress mac(String host, IpAddress address, IpAddress other) {
    if (isDevice(host) || (deviceAddresses.contains(address) && !deviceAddresses.contains(other))) {
      return device;
    }
    Optional<MacAddress> listed =
        site.devices().stream()
            .filter(entry -> entry.addresses().contains(address))
            .map(Site.SiteDevice::mac)
            .findFirst();
    if (listed.isPresent()) {
      return listed.get();
    }
    if (isMulticast(address)) {
      return multicastMac(address);
    }
    boolean local = site.localNetworks().stream().anyMatch((Prefix p) -> p.contains(address));
    if (local && !site.gatewayAddresses().contains(address)) {
      return SOME_LOCAL_HOST;
    }
    MacAddress gateway = site.gateway();
    return gateway == null ? SOME_ROUTER : gateway;
  }

  private static boolean isMulticast(IpAddress address) {
    return address.family() == Family.IPV4
        ? address.low() >>> 28 == 14 || address.low() == 0xFFFF_FFFFL
        : address.high() >>> 56 == 0xFF;
  }

  private static MacAddress multicastMac(IpAddress address) {
    if (address.family() == Family.IPV6) {
      return new MacAddress(0x3333_0000_0000L | (address.low() & 0xFFFF_FFFFL));
    }
    return address.low() == 0xFFFF_FFFFL
        ? new MacAddress(0xFFFF_FFFF_FFFFL)
        : new MacAddress(0x0100_5E00_0000L | (address.low() & 0x7F_FFFF));
  }

  private static int protocol(String kind, Family family) {
    return switch (kind) {
      case "tcp" -> Protocol.TCP;
      case "udp" -> Protocol.UDP;
      case "icmp", "icmpv6" -> family == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6;
      default -> {
        int number = number(kind);
        if (number > 255) {
          throw wrong("no such protocol: " + kind);
        }
        yield number;
      }
    };
  }

  private static byte[] payload(
      String kind, Family family, int sourcePort, int destinationPort, List<String> options) {
    int type = family == Family.IPV4 ? 8 : 128;
    int code = 0;
    int flags = 0x02;
    for (int i = 0; i < options.size(); i++) {
      String option = options.get(i).toLowerCase(Locale.ROOT);
      if ((option.equals("type") || option.equals("code")) && i + 1 < options.size()) {
        int value = number(options.get(++i));
        type = option.equals("type") ? value : type;
        code = option.equals("code") ? value : code;
      } else {
        flags = flags(option);
      }
    }
    return switch (kind) {
      case "tcp" ->
          ByteBuffer.allocate(20)
              .putShort((short) sourcePort)
              .putShort((short) destinationPort)
              .putInt(1)
              .putInt(0)
              .put((byte) 0x50)
              .put((byte) flags)
              .array();
      case "udp" ->
          ByteBuffer.allocate(8)
              .putShort((short) sourcePort)
              .putShort((short) destinationPort)
              .putShort((short) 8)
              .array();
      case "icmp", "icmpv6" -> ByteBuffer.allocate(8).put((byte) type).put((byte) code).array();
      default -> new byte[0];
    };
  }

  private static int flags(String word) {
    return switch (word) {
      case "syn" -> 0x02;
      case "syn-ack" -> 0x12;
      case "ack" -> 0x10;
      case "fin" -> 0x11;
      case "rst" -> 0x04;
      case "none" -> 0;
      default -> throw wrong("\"" + word + "\" is not known at the end of a packet");
    };
  }

  private static byte[] ip(IpAddress source, IpAddress destination, int protocol, byte[] payload) {
    if (source.family() == Family.IPV4) {
      return ByteBuffer.allocate(20 + payload.length)
          .put((byte) 0x45)
          .put((byte) 0)
          .putShort((short) (20 + payload.length))
          .putInt(0)
          .put((byte) 64)
          .put((byte) protocol)
          .putShort((short) 0)
          .put(source.octets())
          .put(destination.octets())
          .put(payload)
          .array();
    }
    return ByteBuffer.allocate(40 + payload.length)
        .putInt(0x6000_0000)
        .putShort((short) payload.length)
        .put((byte) protocol)
        .put((byte) 64)
        .put(source.octets())
        .put(destination.octets())
        .put(payload)
        .array();
  }

  private static byte[] ethernet(MacAddress source, MacAddress destination, byte[] packet) {
    ByteBuffer frame = ByteBuffer.allocate(14 + packet.length);
    putMac(frame, destination);
    putMac(frame, source);
    boolean four = packet[0] >>> 4 == 4;
    return frame.putShort((short) (four ? 0x0800 : 0x86DD)).put(packet).array();
  }

  private static void putMac(ByteBuffer frame, MacAddress mac) {
    frame.putShort((short) (mac.bits() >>> 32)).putInt((int) mac.bits());
  }
}
