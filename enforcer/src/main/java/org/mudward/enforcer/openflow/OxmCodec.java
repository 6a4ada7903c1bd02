package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Masked;

/**
 * The octets of a match in a flow table: OpenFlow 1.3's extensible match (section 7.2.3), with the
 * Nicira fields for fragments, TTL, TCP flags and connections that Open vSwitch has besides.
 *
 * <p>TCP flags have three numbers: Nicira's, that of OpenFlow 1.5, and the ONF's for earlier
 * versions. The first is written; Open vSwitch answers with the last. All three are read.
 */
final class OxmCodec {
  private static final int MATCH_TYPE_OXM = 1;
  private static final int BASIC = 0x8000;
  private static final int NICIRA = 0x0001;
  private static final int EXPERIMENTER = 0xFFFF;
  private static final int ONF = 0x4F4E_4600;
  private static final int TCP_FLAGS = 42;
  private static final int IN_PORT = number(BASIC, 0);

  private static final Map<Integer, FlowField> BY_NUMBER = byNumber();

  private OxmCodec() {}

  private static int number(FlowField field) {
    return switch (field) {
      case METADATA -> number(BASIC, 2);
      case ETHERNET_DESTINATION -> number(BASIC, 3);
      case ETHERNET_SOURCE -> number(BASIC, 4);
      case ETHERTYPE -> number(BASIC, 5);
      case IP_DSCP -> number(BASIC, 8);
      case IP_ECN -> number(BASIC, 9);
      case IP_PROTOCOL -> number(BASIC, 10);
      case IPV4_SOURCE -> number(BASIC, 11);
      case IPV4_DESTINATION -> number(BASIC, 12);
      case TCP_SOURCE -> number(BASIC, 13);
      case TCP_DESTINATION -> number(BASIC, 14);
      case UDP_SOURCE -> number(BASIC, 15);
      case UDP_DESTINATION -> number(BASIC, 16);
      case ICMPV4_TYPE -> number(BASIC, 19);
      case ICMPV4_CODE -> number(BASIC, 20);
      case ARP_OPERATION -> number(BASIC, 21);
      case ARP_SENDER -> number(BASIC, 22);
      case IPV6_SOURCE -> number(BASIC, 26);
      case IPV6_DESTINATION -> number(BASIC, 27);
      case IPV6_FLOW_LABEL -> number(BASIC, 28);
      case ICMPV6_TYPE -> number(BASIC, 29);
      case ICMPV6_CODE -> number(BASIC, 30);
      case ND_TARGET -> number(BASIC, 31);
      case IP_FRAGMENT -> number(NICIRA, 26);
      case IP_TTL -> number(NICIRA, 29);
      case TCP_FLAGS -> number(NICIRA, 34);
      case CT_STATE -> number(NICIRA, 105);
    };
  }

  private static int number(int oxmClass, int field) {
    return oxmClass << 7 | field;
  }

  private static Map<Integer, FlowField> byNumber() {
    Map<Integer, FlowField> fields = new HashMap<>();
    for (FlowField field : FlowField.values()) {
      fields.put(number(field), field);
    }
    fields.put(number(BASIC, TCP_FLAGS), FlowField.TCP_FLAGS);
    return Map.copyOf(fields);
  }

  private static int octets(FlowField field) {
    return field == FlowField.IPV6_FLOW_LABEL ? 4 : (field.bits() + 7) / 8;
  }

  /** Writes the fields, and the port by its number, alone, without the header of the match. */
  static void writeFields(FlowMatch match, Octets out) {
    if (!match.port().isEmpty()) {
      out.writeShort(IN_PORT >>> 7).writeByte((IN_PORT & 0x7F) << 1).writeByte(Integer.BYTES);
      out.writeInt(Integer.parseUnsignedInt(match.port()));
    }
    match.visit(OxmCodec::write, out);
  }

  private static void write(FlowField field, Masked masked, Octets out) {
    int octets = octets(field);
    boolean whole = isWhole(field, masked);
    out.writeShort(number(field) >>> 7);
    out.writeByte((number(field) & 0x7F) << 1 | (whole ? 0 : 1));
    out.writeByte(whole ? octets : 2 * octets);
    writeValue(octets, masked.high(), masked.low(), out);
    if (!whole) {
      writeValue(octets, masked.maskHigh(), masked.maskLow(), out);
    }
  }

  private static boolean isWhole(FlowField field, Masked masked) {
    return masked.maskLow() == lowMask(field) && masked.maskHigh() == highMask(field);
  }

  private static long lowMask(FlowField field) {
    return field.bits() >= 64 ? -1L : (1L << field.bits()) - 1;
  }

  private static long highMask(FlowField field) {
    return field.bits() == 128 ? -1L : 0;
  }

  private static void writeValue(int octets, long high, long low, Octets out) {
    switch (octets) {
      case 1 -> out.writeByte((int) low);
      case 2 -> out.writeShort((int) low);
      case 4 -> out.writeInt((int) low);
      case 6 -> out.writeShort((int) (low >>> 32)).writeInt((int) low);
      case 8 -> out.writeLong(low);
      case 16 -> out.writeLong(high).writeLong(low);
      default -> throw new IllegalArgumentException("no field has " + octets + " octets");
    }
  }

  /** Writes a match, and fills up to eight. */
  static void writeMatch(FlowMatch match, Octets out) {
    int at = out.length();
    out.writeShort(MATCH_TYPE_OXM).writeShort(0);
    writeFields(match, out);
    int length = out.length() - at;
    out.setShort(at + 2, length).writeZero(padding(length));
  }

  /** Writes the header of a match around fields that were written before, and fills up to eight. */
  static void writeMatch(byte[] fields, Octets out) {
    out.writeShort(MATCH_TYPE_OXM);
    out.writeShort(4 + fields.length);
    out.writeBytes(fields);
    out.writeZero(padding(4 + fields.length));
  }

  /** Takes a match off the buffer and returns the octets of its fields. */
  static byte[] readMatch(ByteBuf in) {
    int type = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    if (type != MATCH_TYPE_OXM || length < 4) {
      throw new MalformedMessageException("not a match: type " + type + " length " + length);
    }
    byte[] fields = new byte[length - 4];
    in.readBytes(fields);
    in.skipBytes(padding(length));
    return fields;
  }

  private static int padding(int length) {
    return (8 - length % 8) % 8;
  }

  /** The match that fields say; empty if there is one among them that no flow of ours has. */
  static Optional<FlowMatch> readFields(ByteBuf in) {
    Map<FlowField, Masked> fields = new EnumMap<>(FlowField.class);
    String port = "";
    boolean known = true;
    while (in.isReadable()) {
      int oxmClass = in.readUnsignedShort();
      int fieldAndMask = in.readUnsignedByte();
      ByteBuf payload = in.readSlice(in.readUnsignedByte());
      if (number(oxmClass, fieldAndMask >>> 1) == IN_PORT && payload.readableBytes() == 4) {
        port = Integer.toUnsignedString(payload.readInt());
        continue;
      }
      int experimenter =
          oxmClass == EXPERIMENTER && payload.readableBytes() >= 4 ? payload.readInt() : 0;
      FlowField field = field(oxmClass, fieldAndMask >>> 1, experimenter).orElse(null);
      Masked masked = field == null ? null : value(field, (fieldAndMask & 1) != 0, payload);
      if (field == null || masked == null || fields.put(field, masked) != null) {
        known = false;
      }
    }
    return known ? Optional.of(new FlowMatch(fields).at(port)) : Optional.empty();
  }

  /**
   * The field of ours with a number.
   *
   * @param experimenter whose number it is, if the class says that it is somebody's; else 0
   */
  static Optional<FlowField> field(int oxmClass, int field, int experimenter) {
    if (oxmClass == EXPERIMENTER) {
      return experimenter == ONF && field == TCP_FLAGS
          ? Optional.of(FlowField.TCP_FLAGS)
          : Optional.empty();
    }
    return Optional.ofNullable(BY_NUMBER.get(number(oxmClass, field)));
  }

  private static @Nullable Masked value(FlowField field, boolean hasMask, ByteBuf payload) {
    int octets = octets(field);
    if (payload.readableBytes() != (hasMask ? 2 * octets : octets)) {
      return null;
    }
    long high = readHigh(octets, payload);
    long low = readLow(octets, payload);
    long maskHigh = hasMask ? readHigh(octets, payload) : highMask(field);
    long maskLow = hasMask ? readLow(octets, payload) : lowMask(field);
    boolean fits = (high & ~maskHigh) == 0 && (low & ~maskLow) == 0;
    return fits ? new Masked(high, low, maskHigh, maskLow) : null;
  }

  private static long readHigh(int octets, ByteBuf in) {
    return octets == 16 ? in.readLong() : 0;
  }

  private static long readLow(int octets, ByteBuf in) {
    long value = 0;
    for (int i = 0; i < Math.min(octets, 8); i++) {
      value = value << 8 | in.readUnsignedByte();
    }
    return value;
  }
}
