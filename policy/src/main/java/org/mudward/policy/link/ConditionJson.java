package org.mudward.policy.link;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Field;
import org.mudward.policy.GroupId;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;

/** The JSON form of one condition: an object whose first member tells the kind. */
final class ConditionJson {
  private static final Map<String, Field> FIELDS =
      Stream.of(Field.values()).collect(Collectors.toMap(ConditionJson::name, Function.identity()));

  private static final Pattern OCTETS = Pattern.compile("([0-9a-f]{2})*");
  private static final Pattern PORTS = Pattern.compile("[0-9]{1,5}(-[0-9]{1,5})?");

  private ConditionJson() {}

  static void write(JsonGenerator json, Condition condition) throws IOException {
    json.writeStartObject();
    if (condition instanceof Condition.PeerIn peer) {
      json.writeStringField("peer-in", peer.group().text());
    } else if (condition instanceof Condition.AddressIn address) {
      json.writeStringField(address.end() + "-in", address.prefix().toString());
    } else if (condition instanceof Condition.PortIn port) {
      json.writeStringField(port.end() + "-port", port.ports().toString());
    } else if (condition instanceof Condition.FieldIs field) {
      json.writeStringField("field", name(field.field()));
      json.writeNumberField("value", field.value());
      if (field.mask() != field.field().mask()) {
        json.writeNumberField("mask", field.mask());
      }
    } else if (condition instanceof Condition.TcpOptions options) {
      json.writeStringField("tcp-options", options.hex());
    } else if (condition instanceof Condition.IcmpRest rest) {
      json.writeStringField("icmp-rest-of-header", rest.hex());
    } else if (condition instanceof Condition.InitiatedBy initiated) {
      json.writeStringField("initiated-by", initiated.initiator().toString());
    }
    json.writeEndObject();
  }

  static Condition read(JsonMembers members) throws LinkFormatException {
    if (members.has("peer-in")) {
      return new Condition.PeerIn(new GroupId(members.text("peer-in")));
    }
    if (members.has("field")) {
      Field field = field(members.text("field"));
      long mask = members.has("mask") ? members.number("mask") : field.mask();
      return new Condition.FieldIs(field, members.number("value"), mask);
    }
    if (members.has("tcp-options")) {
      return new Condition.TcpOptions(hex(members.text("tcp-options")));
    }
    if (members.has("icmp-rest-of-header")) {
      return new Condition.IcmpRest(hex(members.text("icmp-rest-of-header")));
    }
    if (members.has("initiated-by")) {
      return new Condition.InitiatedBy(direction(members.text("initiated-by")));
    }
    for (End end : End.values()) {
      if (members.has(end + "-in")) {
        return new Condition.AddressIn(end, Prefix.parse(members.text(end + "-in")));
      }
      if (members.has(end + "-port")) {
        return new Condition.PortIn(end, ports(members.text(end + "-port")));
      }
    }
    // A condition that is not understood must not be skipped: without it the rule would be wider.
    throw new LinkFormatException("a condition of an unknown kind");
  }

  static Direction direction(String text) {
    for (Direction direction : Direction.values()) {
      if (direction.toString().equals(text)) {
        return direction;
      }
    }
    throw new IllegalArgumentException("no such direction: " + text);
  }

  private static String name(Field field) {
    return field.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Field field(String text) {
    Field field = FIELDS.get(text);
    if (field == null) {
      throw new IllegalArgumentException("no such field: " + text);
    }
    return field;
  }

  private static String hex(String text) {
    if (!OCTETS.matcher(text).matches()) {
      throw new IllegalArgumentException("not hexadecimal octets: " + text);
    }
    return text;
  }

  private static PortSet ports(String text) {
    List<PortRange> ranges = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String range : text.split(",", -1)) {
        if (!PORTS.matcher(range).matches()) {
          throw new IllegalArgumentException("not a set of ports: " + text);
        }
        int dash = range.indexOf('-');
        int low = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int high = dash < 0 ? low : Integer.parseInt(range.substring(dash + 1));
        ranges.add(new PortRange(low, high));
      }
    }
    return new PortSet(ranges);
  }
}
