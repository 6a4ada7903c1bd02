package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mudward.mud.learn.Trait.Kind;
import org.mudward.policy.MacAddress;

/** What a client's message of DHCP says of what the client is. */
final class DhcpTraits {
  /** RFC 4702 section 2.1: the name is written as the DNS does, else as text. */
  private static final int V4_WIRE_FORM = 0x04;

  private static final int V4_NAME = 3;
  private static final int V6_NAME = 1;
  private static final int ENTERPRISE = 4;

  /** The two highest bits are zero in labels that hold octets (RFC 1035 section 4.1.4). */
  private static final int MAX_LABEL = 63;

  private DhcpTraits() {}

  static List<Sighting> v4(MacAddress device, DhcpOptions options) {
    List<Trait> traits = new ArrayList<>();
    text(options, DhcpOptions.HOST_NAME, Kind.DHCPV4_HOST_NAME, traits);
    text(options, DhcpOptions.VENDOR_CLASS, Kind.DHCPV4_VENDOR_CLASS, traits);
    options
        .octets(DhcpOptions.PARAMETERS)
        .map(codes -> new Trait(Kind.DHCPV4_PARAMETERS, list(codes)))
        .ifPresent(traits::add);
    options
        .octets(DhcpOptions.CLIENT_NAME)
        .filter(value -> value.limit() > V4_NAME)
        .map(
            value ->
                (value.get(0) & V4_WIRE_FORM) == 0
                    ? Trait.of(Kind.DHCPV4_CLIENT_NAME, value, V4_NAME)
                    : new Trait(Kind.DHCPV4_CLIENT_NAME, name(value, V4_NAME)))
        .ifPresent(traits::add);
    return described(device, traits);
  }

  private static void text(DhcpOptions options, int code, Kind kind, List<Trait> traits) {
    options.text(code).map(text -> new Trait(kind, text)).ifPresent(traits::add);
  }

  private static String list(ByteBuffer codes) {
    return IntStream.range(0, codes.limit())
        .mapToObj(at -> Integer.toString(codes.get(at) & 0xFF))
        .collect(Collectors.joining(","));
  }

  static List<Sighting> v6(MacAddress device, DhcpV6Options options) {
    List<Trait> traits = new ArrayList<>();
    options
        .one(DhcpV6Options.USER_CLASS)
        .map(value -> new Trait(Kind.DHCPV6_USER_CLASS, String.join(" ", texts(value, 0))))
        .ifPresent(traits::add);
    options
        .one(DhcpV6Options.VENDOR_CLASS)
        .filter(value -> value.limit() >= ENTERPRISE)
        .map(
            value ->
                new Trait(
                    Kind.DHCPV6_VENDOR_CLASS,
                    "%d %s"
                        .formatted(
                            Integer.toUnsignedLong(value.getInt(0)),
                            String.join(" ", texts(value, ENTERPRISE)))
                        .strip()))
        .ifPresent(traits::add);
    options
        .one(DhcpV6Options.CLIENT_NAME)
        .filter(value -> value.limit() > V6_NAME)
        .map(value -> new Trait(Kind.DHCPV6_CLIENT_NAME, name(value, V6_NAME)))
        .ifPresent(traits::add);
    return described(device, traits);
  }

  private static List<Sighting> described(MacAddress device, List<Trait> traits) {
    Traits all = Traits.NONE.with(traits);
    return all.isEmpty() ? List.of() : List.of(new Sighting.Described(device, all));
  }

  /** Texts that each follow their length of two octets, as far as they are whole. */
  private static List<String> texts(ByteBuffer value, int from) {
    List<String> texts = new ArrayList<>();
    int at = from;
    while (at + 2 <= value.limit() && texts.size() < Traits.MAX_OF_A_KIND) {
      int length = value.getShort(at) & 0xFFFF;
      if (length > value.limit() - at - 2) {
        break;
      }
      texts.add(Trait.of(Kind.DHCPV6_USER_CLASS, value.slice(at + 2, length), 0).text());
      at += 2 + length;
    }
    return texts;
  }

  /** A name in labels, which may be the beginning of one; there are no pointers in DHCP. */
  private static String name(ByteBuffer value, int from) {
    List<String> labels = new ArrayList<>();
    int at = from;
    while (at < value.limit()) {
      int length = value.get(at) & 0xFF;
      if (length == 0 || length > MAX_LABEL || length > value.limit() - at - 1) {
        break;
      }
      labels.add(Trait.of(Kind.DHCPV6_CLIENT_NAME, value.slice(at + 1, length), 0).text());
      at += 1 + length;
    }
    return String.join(".", labels);
  }
}
