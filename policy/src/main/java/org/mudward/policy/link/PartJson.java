package org.mudward.policy.link;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rate;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/**
 * The JSON forms of a snapshot's parts: policies, devices, groups. Snapshots and deltas share them.
 */
final class PartJson {
  private static final String PACKETS = "packets-per-second";
  private static final String BITS = "bits-per-second";

  private PartJson() {}

  static void writePolicy(JsonGenerator json, DevicePolicy policy) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", policy.id());
    json.writeStringField("mud-url", policy.mudUrl());
    for (Direction direction : Direction.values()) {
      json.writeArrayFieldStart(direction.toString());
      for (AccessControlList list : policy.lists(direction)) {
        writeList(json, policy, list);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeList(JsonGenerator json, DevicePolicy policy, AccessControlList list)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", list.name());
    json.writeStringField("family", list.family().name().toLowerCase(Locale.ROOT));
    if (list.rate() != null) {
      writeRate(json, list.rate());
    }
    json.writeArrayFieldStart("rules");
    for (Rule rule : list.rules()) {
      json.writeStartObject();
      json.writeStringField("ace", rule.origin().ace());
      if (!rule.origin().acl().equals(list.name())) {
        json.writeStringField("acl", rule.origin().acl());
      }
      if (!rule.origin().mudUrl().equals(policy.mudUrl())) {
        json.writeStringField("mud-url", rule.origin().mudUrl());
      }
      json.writeStringField("verdict", rule.verdict().toString());
      json.writeArrayFieldStart("match");
      for (Condition condition : rule.match().conditions()) {
        ConditionJson.write(json, condition);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeRate(JsonGenerator json, Rate rate) throws IOException {
    json.writeObjectFieldStart("rate");
    if (rate.packetsPerSecond() != null) {
      json.writeNumberField(PACKETS, rate.packetsPerSecond());
    }
    if (rate.bitsPerSecond() != null) {
      json.writeNumberField(BITS, rate.bitsPerSecond());
    }
    json.writeNumberField("seconds", rate.seconds());
    json.writeEndObject();
  }

  static DevicePolicy readPolicy(JsonMembers members) throws LinkFormatException {
    String mudUrl = members.text("mud-url");
    return new DevicePolicy(
        members.text("id"),
        mudUrl,
        members.objects("from-device", list -> readList(list, mudUrl)),
        members.objects("to-device", list -> readList(list, mudUrl)));
  }

  private static AccessControlList readList(JsonMembers members, String mudUrl)
      throws LinkFormatException {
    String name = members.text("name");
    Family family = family(members.text("family"));
    return new AccessControlList(
        name,
        family,
        members.objects("rules", rule -> readRule(rule, mudUrl, name, family)),
        members.optionalObject("rate", PartJson::readRate));
  }

  private static Rate readRate(JsonMembers members) throws LinkFormatException {
    return new Rate(
        members.has(PACKETS) ? members.number(PACKETS) : null,
        members.has(BITS) ? members.number(BITS) : null,
        members.number("seconds"));
  }

  private static Rule readRule(JsonMembers members, String mudUrl, String list, Family family)
      throws LinkFormatException {
    Origin origin =
        new Origin(
            members.has("mud-url") ? members.text("mud-url") : mudUrl,
            members.has("acl") ? members.text("acl") : list,
            members.text("ace"));
    List<Condition> conditions = members.objects("match", ConditionJson::read);
    return new Rule(origin, new Match(family, conditions), verdict(members.text("verdict")));
  }

  private static Family family(String text) {
    return switch (text) {
      case "ipv4" -> Family.IPV4;
      case "ipv6" -> Family.IPV6;
      default -> throw new IllegalArgumentException("no such family: " + text);
    };
  }

  private static Verdict verdict(String text) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.toString().equals(text)) {
        return verdict;
      }
    }
    throw new IllegalArgumentException("no such verdict: " + text);
  }

  static void writeDevice(JsonGenerator json, Device device) throws IOException {
    json.writeStartObject();
    json.writeStringField("mac", device.mac().toString());
    if (device.policy() != null) {
      json.writeStringField("policy", device.policy());
    }
    writeTexts(json, "addresses", device.addresses().stream().sorted().toList());
    if (device.port() != null) {
      json.writeStringField("port", device.port());
    }
    json.writeEndObject();
  }

  /**
   * A device.
   *
   * @param ids texts of policies' ids, by themselves: thousands of devices share a few
   */
  static Device readDevice(JsonMembers members, Map<String, String> ids)
      throws LinkFormatException {
    String policy = members.optionalText("policy");
    return new Device(
        MacAddress.parse(members.text("mac")),
        policy == null ? null : ids.getOrDefault(policy, policy),
        new HashSet<>(members.texts("addresses", IpAddress::parse)),
        members.optionalText("port"));
  }

  static void writeGroup(JsonGenerator json, Group group) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", group.id().text());
    if (group instanceof Group.Addresses hosts) {
      writeTexts(json, "addresses", hosts.prefixes().stream().sorted().toList());
    } else if (group instanceof Group.Devices devices) {
      writeTexts(json, "devices", devices.members().stream().sorted().toList());
    }
    json.writeEndObject();
  }

  static Group readGroup(JsonMembers members) throws LinkFormatException {
    GroupId id = new GroupId(members.text("id"));
    if (members.has("devices")) {
      return new Group.Devices(id, new HashSet<>(members.texts("devices", MacAddress::parse)));
    }
    return new Group.Addresses(id, new HashSet<>(members.texts("addresses", Prefix::parse)));
  }

  static void writeTexts(JsonGenerator json, String name, Iterable<?> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (Object value : values) {
      json.writeString(value.toString());
    }
    json.writeEndArray();
  }
}
