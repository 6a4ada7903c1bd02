package org.mudward.policy.link;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Baseline;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Group;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;

/**
 * The JSON form of a snapshot: the one contract between manager, enforcers, controllers and tools.
 *
 * <p>The same snapshot always gives the same octets. Reading gives an equal snapshot back, or an
 * error with its place.
 */
public final class SnapshotJson {
  /** The version of the form; another one is refused. */
  public static final int VERSION = 1;

  private static final JsonFactory FACTORY = new JsonFactory();

  private SnapshotJson() {}

  /** Something that writes to a JSON generator. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** The octets, in UTF-8 and on one line. */
  public static byte[] write(PolicySnapshot snapshot) {
    return object(json -> writeMembers(json, snapshot));
  }

  /** The same for people: indented. */
  public static String pretty(PolicySnapshot snapshot) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      writeMembers(json, snapshot);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  static byte[] object(Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  static void writeMembers(JsonGenerator json, PolicySnapshot snapshot) throws IOException {
    json.writeNumberField("version", VERSION);
    json.writeNumberField("revision", snapshot.revision());
    if (snapshot.gateway() != null) {
      json.writeStringField("gateway", snapshot.gateway().toString());
    }
    if (snapshot.unknownPolicy() != null) {
      json.writeStringField("unknown-policy", snapshot.unknownPolicy());
    }
    PartJson.writeTexts(json, "baseline", snapshot.baseline());
    json.writeArrayFieldStart("policies");
    for (DevicePolicy policy : snapshot.policies().values()) {
      PartJson.writePolicy(json, policy);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("devices");
    for (Device device : snapshot.devices().values()) {
      PartJson.writeDevice(json, device);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("groups");
    for (Group group : snapshot.groups().values()) {
      PartJson.writeGroup(json, group);
    }
    json.writeEndArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws LinkFormatException naming the place, for another version, an unknown member, a value
   *     out of range, or a name of something that is not there
   */
  public static PolicySnapshot read(byte[] json) throws LinkFormatException {
    return JsonTree.object(json).read(SnapshotJson::readMembers);
  }

  static PolicySnapshot readMembers(JsonMembers members) throws LinkFormatException {
    long version = members.number("version");
    if (version != VERSION) {
      throw new LinkFormatException(
          "snapshot version " + version + "; this program knows version " + VERSION);
    }
    PolicySnapshot.Builder builder = PolicySnapshot.builder(members.number("revision"));
    @Nullable String gateway = members.optionalText("gateway");
    builder.gateway(gateway == null ? null : MacAddress.parse(gateway));
    builder.unknownPolicy(members.optionalText("unknown-policy"));
    builder.baseline(members.texts("baseline", SnapshotJson::baseline));
    List<DevicePolicy> policies = members.objects("policies", PartJson::readPolicy);
    policies.forEach(builder::policy);
    Map<String, String> ids = new HashMap<>();
    policies.forEach(policy -> ids.put(policy.id(), policy.id()));
    members.objects("devices", device -> PartJson.readDevice(device, ids)).forEach(builder::device);
    members.objects("groups", PartJson::readGroup).forEach(builder::group);
    return builder.build();
  }

  private static Baseline baseline(String text) {
    for (Baseline entry : Baseline.values()) {
      if (entry.toString().equals(text)) {
        return entry;
      }
    }
    throw new IllegalArgumentException("no such baseline entry: " + text);
  }
}
