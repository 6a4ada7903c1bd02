package org.mudward.mud.print;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Canonical spellings of values, by YANG type (RFC 7951 section 6, RFC 6991), and the old spellings
 * that lenient reading takes, in their new form. What is of another form is kept.
 */
final class Values {
  private static final String ACL_PREFIX = "ietf-access-control-list:";
  private static final int PORT_DIGITS = 5;

  /** The flags of an IPv4 header, the highest bit first. */
  static final List<String> FRAGMENT_FLAGS = List.of("reserved", "fragment", "more");

  /** The flags of a TCP header, the highest bit first. */
  static final List<String> TCP_FLAGS =
      List.of("cwr", "ece", "urg", "ack", "psh", "rst", "syn", "fin");

  /** Types of lists from before the RFC. */
  private static final Map<String, String> OLD_TYPES =
      Map.of(
          "ipv4-acl", "ipv4-acl-type",
          "ipv4", "ipv4-acl-type",
          "ipv6-acl", "ipv6-acl-type",
          "ipv6", "ipv6-acl-type",
          "ethernet-acl-type", "eth-acl-type");

  private Values() {}

  /** A port, which old files have in quotes. */
  static JsonNode port(JsonNode value) {
    boolean quoted =
        value.isTextual() && value.textValue().matches("0|[1-9][0-9]{0," + (PORT_DIGITS - 1) + "}");
    return quoted ? IntNode.valueOf(Integer.parseInt(value.textValue())) : value;
  }

  /** True or false, which old files have in quotes. */
  static JsonNode flag(JsonNode value) {
    return switch (value.asText()) {
      case "true" -> BooleanNode.TRUE;
      case "false" -> BooleanNode.FALSE;
      default -> value;
    };
  }

  /** An empty leaf, which is {@code [null]}. */
  static JsonNode empty(JsonNode value) {
    boolean old = value.isNull() || (value.isArray() && value.isEmpty());
    return old ? JsonNodeFactory.instance.arrayNode().addNull() : value;
  }

  /** A 64-bit number, which is a text. */
  static JsonNode uint64(JsonNode value) {
    return text(value, text -> text.matches("[0-9]+") ? text.replaceFirst("^0+(?=.)", "") : text);
  }

  /** An identity of RFC 8519, whose module need not be named there (RFC 7951 section 6.8). */
  static JsonNode identity(JsonNode value) {
    return text(value, Values::bare);
  }

  /** The type of a list. */
  static JsonNode aclType(JsonNode value) {
    return text(value, text -> OLD_TYPES.getOrDefault(bare(text), bare(text)));
  }

  private static String bare(String identity) {
    return identity.startsWith(ACL_PREFIX) ? identity.substring(ACL_PREFIX.length()) : identity;
  }

  /** An address or a name; only the address has another spelling here (RFC 5952). */
  static JsonNode host(JsonNode value) {
    return text(value, text -> address(text).map(IpAddress::toString).orElse(text));
  }

  /** A block of addresses; old files have one without length, or with bits behind it. */
  static JsonNode prefix(JsonNode value) {
    return text(value, text -> block(text).map(Prefix::toString).orElse(text));
  }

  private static Optional<Prefix> block(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return address(text).map(Prefix::of);
    }
    String digits = text.substring(slash + 1);
    if (!digits.matches("0|[1-9][0-9]{0,2}")) {
      return Optional.empty();
    }
    int length = Integer.parseInt(digits);
    return address(text.substring(0, slash))
        .filter(address -> length <= address.family().bits())
        .map(address -> Prefix.covering(address, length));
  }

  private static Optional<IpAddress> address(String text) {
    try {
      return Optional.of(IpAddress.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Six octets; the canonical form is in lower case (RFC 6991 section 3). */
  static JsonNode mac(JsonNode value) {
    return text(
        value,
        text ->
            text.matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")
                ? text.toLowerCase(Locale.ROOT)
                : text);
  }

  /** Names of bits, in the order of the module (RFC 7950 section 9.7.2). */
  static UnaryOperator<JsonNode> bits(List<String> order) {
    return value ->
        text(
            value,
            text -> {
              List<String> words = List.of(text.strip().split("\\s+", -1));
              return order.containsAll(words)
                  ? order.stream().filter(words::contains).collect(Collectors.joining(" "))
                  : text.strip();
            });
  }

  private static JsonNode text(JsonNode value, UnaryOperator<String> spelling) {
    return value.isTextual() ? TextNode.valueOf(spelling.apply(value.textValue())) : value;
  }
}
