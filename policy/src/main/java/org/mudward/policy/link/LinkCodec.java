package org.mudward.policy.link;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.DropStage;
import org.mudward.policy.GroupId;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;

/**
 * The octets of a link message: a JSON object whose {@code type} tells the rest. On a stream each
 * is preceded by its length, four octets in network order.
 */
public final class LinkCodec {
  /** The version of the messages; both sides must have the same. */
  public static final int VERSION = 3;

  /**
   * A site of 10,000 devices on 200 MUD files takes about 10 MiB; more than this is no snapshot.
   */
  public static final int MAX_MESSAGE = 64 * 1024 * 1024;

  /** A switch says how long a frame was in 16 bits. */
  private static final int MAX_FRAME = 0xFFFF;

  private static final byte[] SNAPSHOT =
      "{\"type\":\"snapshot\",".getBytes(StandardCharsets.US_ASCII);

  private LinkCodec() {}

  /**
   * The snapshot in a message of ours that can be {@linkplain #decode decoded} to one, in the form
   * of {@link SnapshotJson}: nobody need write it anew. Null if the message is another, or is not
   * written as {@link #encode} writes it.
   */
  public static byte @Nullable [] snapshotIn(byte[] message) {
    if (!Arrays.equals(
        message, 0, Math.min(SNAPSHOT.length, message.length), SNAPSHOT, 0, SNAPSHOT.length)) {
      return null;
    }
    byte[] snapshot = Arrays.copyOfRange(message, SNAPSHOT.length - 1, message.length);
    snapshot[0] = '{';
    return snapshot;
  }

  /** The octets of a message, without the length. */
  public static byte[] encode(LinkMessage message) {
    return SnapshotJson.object(json -> write(json, message));
  }

  private static void write(JsonGenerator json, LinkMessage message) throws IOException {
    if (message instanceof LinkMessage.Hello hello) {
      json.writeStringField("type", "hello");
      json.writeNumberField("version", hello.version());
      json.writeStringField("role", hello.role());
    } else if (message instanceof LinkMessage.Snapshot snapshot) {
      json.writeStringField("type", "snapshot");
      SnapshotJson.writeMembers(json, snapshot.snapshot());
    } else if (message instanceof LinkMessage.Delta delta) {
      json.writeStringField("type", "delta");
      writeDelta(json, delta.delta());
    } else if (message instanceof LinkMessage.FrameSeen seen) {
      json.writeStringField("type", "frame");
      json.writeStringField("port", seen.port());
      json.writeStringField("frame", Base64.getEncoder().encodeToString(seen.frame()));
    } else if (message instanceof LinkMessage.FrameHeld held) {
      json.writeStringField("type", "held");
      json.writeNumberField("id", held.id());
      json.writeStringField("port", held.port());
      json.writeStringField("frame", Base64.getEncoder().encodeToString(held.frame()));
    } else if (message instanceof LinkMessage.FrameDropped dropped) {
      json.writeStringField("type", "dropped");
      json.writeStringField("port", dropped.port());
      json.writeStringField("stage", dropped.stage().toString());
      json.writeNumberField("length", dropped.length());
      json.writeStringField("frame", Base64.getEncoder().encodeToString(dropped.frame()));
    } else if (message instanceof LinkMessage.Release release) {
      json.writeStringField("type", "release");
      json.writeNumberField("id", release.id());
      json.writeNumberField("revision", release.revision());
    } else if (message instanceof LinkMessage.Applied applied) {
      json.writeStringField("type", "applied");
      json.writeNumberField("revision", applied.revision());
      json.writeArrayFieldStart("limitations");
      for (Limitation limitation : applied.limitations()) {
        json.writeStartObject();
        writeOrigin(json, limitation.origin());
        json.writeStringField("text", limitation.text());
        json.writeEndObject();
      }
      json.writeEndArray();
    } else if (message instanceof LinkMessage.Refused refused) {
      json.writeStringField("type", "refused");
      json.writeNumberField("revision", refused.revision());
      json.writeStringField("reason", refused.reason());
    } else if (message instanceof LinkMessage.Ports ports) {
      json.writeStringField("type", "ports");
      writePorts(json, ports);
    } else if (message instanceof LinkMessage.Counts counts) {
      json.writeStringField("type", "counts");
      writeCounts(json, counts);
    }
  }

  private static void writePorts(JsonGenerator json, LinkMessage.Ports ports) throws IOException {
    json.writeArrayFieldStart("switches");
    for (LinkMessage.SwitchPorts of : ports.switches()) {
      json.writeStartObject();
      json.writeStringField("name", of.name());
      PartJson.writeTexts(json, "up", of.up().stream().sorted().toList());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeCounts(JsonGenerator json, LinkMessage.Counts counts)
      throws IOException {
    json.writeArrayFieldStart("counts");
    for (LinkMessage.Count count : counts.counts()) {
      json.writeStartObject();
      writeOrigin(json, count.origin());
      json.writeStringField("direction", count.direction().toString());
      json.writeNumberField("packets", count.packets());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeDelta(JsonGenerator json, SnapshotDelta delta) throws IOException {
    json.writeNumberField("version", SnapshotJson.VERSION);
    json.writeNumberField("base", delta.base());
    json.writeNumberField("revision", delta.revision());
    json.writeArrayFieldStart("policies");
    for (var policy : delta.policies()) {
      PartJson.writePolicy(json, policy);
    }
    json.writeEndArray();
    PartJson.writeTexts(json, "removed-policies", delta.removedPolicies());
    json.writeArrayFieldStart("devices");
    for (var device : delta.devices()) {
      PartJson.writeDevice(json, device);
    }
    json.writeEndArray();
    PartJson.writeTexts(json, "removed-devices", delta.removedDevices());
    json.writeArrayFieldStart("groups");
    for (var group : delta.groups()) {
      PartJson.writeGroup(json, group);
    }
    json.writeEndArray();
    PartJson.writeTexts(json, "removed-groups", delta.removedGroups());
  }

  private static void writeOrigin(JsonGenerator json, Origin origin) throws IOException {
    json.writeStringField("mud-url", origin.mudUrl());
    json.writeStringField("acl", origin.acl());
    json.writeStringField("ace", origin.ace());
  }

  /**
   * Reads the octets of one message.
   *
   * @throws LinkFormatException for a message that this version does not know
   */
  public static LinkMessage decode(byte[] json) throws LinkFormatException {
    return JsonTree.object(json).read(LinkCodec::read);
  }

  private static LinkMessage read(JsonMembers members) throws LinkFormatException {
    String type = members.text("type");
    return switch (type) {
      case "hello" -> new LinkMessage.Hello((int) members.number("version"), members.text("role"));
      case "snapshot" -> new LinkMessage.Snapshot(SnapshotJson.readMembers(members));
      case "delta" -> new LinkMessage.Delta(readDelta(members));
      case "frame" -> new LinkMessage.FrameSeen(members.text("port"), frame(members));
      case "held" ->
          new LinkMessage.FrameHeld(members.number("id"), members.text("port"), frame(members));
      case "dropped" -> dropped(members);
      case "release" -> new LinkMessage.Release(members.number("id"), members.number("revision"));
      case "applied" ->
          new LinkMessage.Applied(
              members.number("revision"), members.objects("limitations", LinkCodec::limitation));
      case "refused" -> new LinkMessage.Refused(members.number("revision"), members.text("reason"));
      case "ports" -> new LinkMessage.Ports(members.objects("switches", LinkCodec::ports));
      case "counts" -> new LinkMessage.Counts(members.objects("counts", LinkCodec::count));
      default -> throw new LinkFormatException("a message of an unknown type: " + type);
    };
  }

  private static byte[] frame(JsonMembers members) throws LinkFormatException {
    return Base64.getDecoder().decode(members.text("frame"));
  }

  private static LinkMessage.FrameDropped dropped(JsonMembers members) throws LinkFormatException {
    byte[] frame = frame(members);
    long length = members.number("length");
    if (length < frame.length || length > MAX_FRAME) {
      throw new LinkFormatException("a frame of " + length + " octets that shows " + frame.length);
    }
    return new LinkMessage.FrameDropped(
        members.text("port"), stage(members.text("stage")), (int) length, frame);
  }

  private static DropStage stage(String text) throws LinkFormatException {
    for (DropStage stage : DropStage.values()) {
      if (stage.toString().equals(text)) {
        return stage;
      }
    }
    throw new LinkFormatException("no stage: " + text);
  }

  private static SnapshotDelta readDelta(JsonMembers members) throws LinkFormatException {
    if (members.number("version") != SnapshotJson.VERSION) {
      throw new LinkFormatException("a change of an unknown version");
    }
    return new SnapshotDelta(
        members.number("base"),
        members.number("revision"),
        members.objects("policies", PartJson::readPolicy),
        members.texts("removed-policies", text -> text),
        members.objects("devices", device -> PartJson.readDevice(device, Map.of())),
        members.texts("removed-devices", MacAddress::parse),
        members.objects("groups", PartJson::readGroup),
        members.texts("removed-groups", GroupId::new));
  }

  private static Origin origin(JsonMembers members) throws LinkFormatException {
    return new Origin(members.text("mud-url"), members.text("acl"), members.text("ace"));
  }

  private static Limitation limitation(JsonMembers members) throws LinkFormatException {
    return new Limitation(origin(members), members.text("text"));
  }

  private static LinkMessage.SwitchPorts ports(JsonMembers members) throws LinkFormatException {
    return new LinkMessage.SwitchPorts(
        members.text("name"), new HashSet<>(members.texts("up", text -> text)));
  }

  private static LinkMessage.Count count(JsonMembers members) throws LinkFormatException {
    return new LinkMessage.Count(
        origin(members),
        ConditionJson.direction(members.text("direction")),
        members.number("packets"));
  }
}
