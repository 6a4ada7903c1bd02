package org.mudward.mud.print;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudAce;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;

/** Writes the {@code matches} of one entry (RFC 8519 section 4.2, RFC 8520 sections 4 and 8). */
final class MatchWriter {
  private final Family family;
  private final Direction direction;
  private final ObjectNode matches = JsonNodeFactory.instance.objectNode();

  /** The transport protocol that the entry asks for; null if it asks for none. */
  private @Nullable Long protocol;

  MatchWriter(Family family, Direction direction) {
    this.family = family;
    this.direction = direction;
  }

  /**
   * The matches; an empty object if every packet matches.
   *
   * @throws IllegalArgumentException if RFC 8519 has no words for one
   */
  ObjectNode write(MudAce ace) {
    ace.peers().forEach(this::peer);
    for (Condition condition : ace.conditions()) {
      if (condition instanceof Condition.FieldIs is && is.field() == Field.PROTOCOL) {
        protocol = is.value();
      }
    }
    ace.conditions().forEach(this::condition);
    boolean isImplied = matches.has("tcp") || matches.has("udp") || matches.has("icmp");
    if (protocol != null && !isImplied) {
      put(ip(), "protocol", LongNode.valueOf(protocol));
    }
    ace.profiles()
        .ifPresent(profiles -> matches.set(Shapes.CLIENT_PROFILES, ProfileWriter.write(profiles)));
    return matches;
  }

  private ObjectNode ip() {
    return matches.withObjectProperty(family == Family.IPV4 ? "ipv4" : "ipv6");
  }

  private void peer(Peer peer) {
    if (peer instanceof Peer.DnsName name) {
      put(ip(), nameLeaf(direction.peer()), TextNode.valueOf(name.name()));
    } else {
      abstraction(matches.withObjectProperty(Shapes.MUD), peer);
    }
  }

  private static void abstraction(ObjectNode mud, Peer peer) {
    if (peer instanceof Peer.Manufacturer manufacturer) {
      put(mud, "manufacturer", TextNode.valueOf(manufacturer.host()));
    } else if (peer instanceof Peer.Model model) {
      put(mud, "model", TextNode.valueOf(model.mudUrl()));
    } else if (peer instanceof Peer.Controller controller) {
      put(mud, "controller", TextNode.valueOf(controller.classUri()));
    } else if (peer instanceof Peer.SameManufacturer) {
      put(mud, "same-manufacturer", empty());
    } else if (peer instanceof Peer.LocalNetworks) {
      put(mud, "local-networks", empty());
    } else if (peer instanceof Peer.MyController) {
      put(mud, "my-controller", empty());
    } else {
      throw unwritable(peer);
    }
  }

  /** An empty leaf (RFC 7951 section 6.9). */
  private static JsonNode empty() {
    return JsonNodeFactory.instance.arrayNode().addNull();
  }

  private void condition(Condition condition) {
    if (condition instanceof Condition.FieldIs is) {
      if (is.field() != Field.PROTOCOL) {
        field(is);
      }
    } else if (condition instanceof Condition.AddressIn in) {
      address(in.end(), in.prefix());
    } else if (condition instanceof Condition.PortIn in) {
      put(ported(in), in.end() + "-port", ports(in));
    } else if (condition instanceof Condition.InitiatedBy by) {
      put(
          matches.withObjectProperty("tcp"),
          "ietf-mud:direction-initiated",
          TextNode.valueOf(by.initiator().toString()));
    } else if (condition instanceof Condition.TcpOptions options) {
      put(matches.withObjectProperty("tcp"), "options", base64(options.hex()));
    } else if (condition instanceof Condition.IcmpRest rest) {
      put(matches.withObjectProperty("icmp"), "rest-of-header", base64(rest.hex()));
    } else {
      throw unwritable(condition);
    }
  }

  /** A network; beside one, an address takes the place of a name, which may be one. */
  private void address(End end, Prefix prefix) {
    String network = end + (family == Family.IPV4 ? "-ipv4-network" : "-ipv6-network");
    if (ip().has(network) && prefix.length() == family.bits()) {
      put(ip(), nameLeaf(end), TextNode.valueOf(prefix.address().toString()));
    } else {
      put(ip(), network, TextNode.valueOf(prefix.toString()));
    }
  }

  private static String nameLeaf(End end) {
    return end == End.SOURCE ? "ietf-acldns:src-dnsname" : "ietf-acldns:dst-dnsname";
  }

  private ObjectNode ported(Condition condition) {
    if (protocol != null && protocol == Protocol.TCP) {
      return matches.withObjectProperty("tcp");
    }
    if (protocol != null && protocol == Protocol.UDP) {
      return matches.withObjectProperty("udp");
    }
    throw unwritable(condition);
  }

  private static ObjectNode ports(Condition.PortIn in) {
    ObjectNode port = JsonNodeFactory.instance.objectNode();
    List<PortRange> ranges = in.ports().ranges();
    if (ranges.size() == 1) {
      PortRange range = ranges.get(0);
      if (range.low() == range.high()) {
        return port.put("operator", "eq").put("port", range.low());
      }
      return port.put("lower-port", range.low()).put("upper-port", range.high());
    }
    if (ranges.size() == 2) {
      int gap = ranges.get(0).high() + 1;
      if (PortSet.not(gap).equals(in.ports())) {
        return port.put("operator", "neq").put("port", gap);
      }
    }
    throw unwritable(in);
  }

  private void field(Condition.FieldIs is) {
    Field field = is.field();
    if (is.mask() != field.mask()) {
      throw unwritable(is);
    }
    ObjectNode header =
        switch (field.layer()) {
          case ETHERNET -> throw unwritable(is);
          case IP, IPV4, IPV6 -> ip();
          case TCP -> matches.withObjectProperty("tcp");
          case UDP -> matches.withObjectProperty("udp");
          case ICMP -> matches.withObjectProperty("icmp");
        };
    JsonNode value =
        switch (field) {
          case FRAGMENT_FLAGS -> bits(is.value(), Values.FRAGMENT_FLAGS);
          case TCP_FLAGS -> bits(is.value(), Values.TCP_FLAGS);
          default ->
              is.value() <= Integer.MAX_VALUE
                  ? IntNode.valueOf((int) is.value())
                  : LongNode.valueOf(is.value());
        };
    put(header, field.node(), value);
  }

  private static JsonNode bits(long value, List<String> highestFirst) {
    StringJoiner words = new StringJoiner(" ");
    for (int i = 0; i < highestFirst.size(); i++) {
      if ((value >>> (highestFirst.size() - 1 - i) & 1) != 0) {
        words.add(highestFirst.get(i));
      }
    }
    return TextNode.valueOf(words.toString());
  }

  private static JsonNode base64(String hex) {
    return TextNode.valueOf(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
  }

  /** Each leaf is there once; a second thing of its kind would silently replace the first. */
  private static void put(ObjectNode object, String name, JsonNode value) {
    JsonNode other = object.putIfAbsent(name, value);
    if (other != null && !other.equals(value)) {
      throw new IllegalArgumentException("an entry cannot ask for two of " + name);
    }
  }

  private static IllegalArgumentException unwritable(Object what) {
    return new IllegalArgumentException("a MUD file cannot say: " + what);
  }
}
