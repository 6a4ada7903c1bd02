package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Masked;

/**
 * Matches as OpenFlow writes them: a list of type, length, value and perhaps mask (OpenFlow 1.3.5,
 * section 7.2.3).
 *
 * <p>Fragment bits, TTL and TCP flags have no number in OpenFlow 1.3; Open vSwitch knows them as
 * Nicira extensions, and answers TCP flags under the number of the ONF extension.
 */
final class Oxm {
  private static final int OPENFLOW_BASIC = 0x8000;
  private static final int NICIRA_1 = 0x0001;
  private static final int EXPERIMENTER = 0xFFFF;
  private static final int ONF = 0x4F4E4600;
  private static final int ONF_TCP_FLAGS = 42;
  private static final int MATCH_TYPE_OXM = 1;

  private static final Map<FlowField, Integer> CLASS_AND_FIELD = new EnumMap<>(FlowField.class);
  private static final Map<Integer, FlowField> FIELDS = new HashMap<>();

  static {
    basic(FlowField.METADATA, 2);
    basic(FlowField.ETHERNET_DESTINATION, 3);
    basic(FlowField.ETHERNET_SOURCE, 4);
    basic(FlowField.ETHERTYPE, 5);
    basic(FlowField.IP_DSCP, 8);
    basic(FlowField.IP_ECN, 9);
    basic(FlowField.IP_PROTOCOL, 10);
    basic(FlowField.IPV4_SOURCE, 11);
    basic(FlowField.IPV4_DESTINATION, 12);
    basic(FlowField.TCP_SOURCE, 13);
    basic(FlowField.TCP_DESTINATION, 14);
    basic(FlowField.UDP_SOURCE, 15);
    basic(FlowField.UDP_DESTINATION, 16);
    basic(FlowField.ICMPV4_TYPE, 19);
    basic(FlowField.ICMPV4_CODE, 20);
    basic(FlowField.IPV6_SOURCE, 26);
    basic(FlowField.IPV6_DESTINATION, 27);
    basic(FlowField.IPV6_FLOW_LABEL, 28);
    basic(FlowField.ICMPV6_TYPE, 29);
    basic(FlowField.ICMPV6_CODE, 30);
    nicira(FlowField.IP_FRAGMENT, 26);
    nicira(FlowField.IP_TTL, 29);
    nicira(FlowField.TCP_FLAGS, 34);
  }

  private Oxm() {}

  private static void basic(FlowField field, int number) {
    known(field, OPENFLOW_BASIC << 7 | number);
  }

  private static void nicira(FlowField field, int number) {
    known(field, NICIRA_1 << 7 | number);
  }

  private static void known(FlowField field, int classAndField) {
    CLASS_AND_FIELD.put(field, classAndField);
    FIELDS.put(classAndField, field);
  }

  /** Writes a match with its header and padding. */
  static void write(ByteBuf out, FlowMatch match) {
    int start = out.writerIndex();
    out.writeShort(MATCH_TYPE_OXM);
    out.writeShort(0);
    match.fields().forEach((field, masked) -> write(out, field, masked));
    int length = out.writerIndex() - start;
    out.setShort(start + 2, length);
    out.writeZero((8 - length % 8) % 8);
  }

  private static void write(ByteBuf out, FlowField field, Masked masked) {
    boolean exact = masked.equals(exactly(field, masked));
    int size = octets(field);
    Integer classAndField = CLASS_AND_FIELD.get(field);
    if (classAndField == null) {
      throw new IllegalStateException("no number for " + field);
    }
    out.writeShort(classAndField >>> 7);
    out.writeByte((classAndField & 0x7F) << 1 | (exact ? 0 : 1));
    out.writeByte(exact ? size : 2 * size);
    writeBits(out, size, masked.high(), masked.low());
    if (!exact) {
      writeBits(out, size, masked.maskHigh(), masked.maskLow());
    }
  }

  private static Masked exactly(FlowField field, Masked masked) {
    return field.bits() > 64
        ? new Masked(masked.high(), masked.low(), -1, -1)
        : new Masked(0, masked.low(), 0, all(field));
  }

  private static long all(FlowField field) {
    return field.bits() == 64 ? -1L : (1L << field.bits()) - 1;
  }

  private static int octets(FlowField field) {
    return field == FlowField.IPV6_FLOW_LABEL ? 4 : (field.bits() + 7) / 8;
  }

  private static void writeBits(ByteBuf out, int size, long high, long low) {
    for (int shift = size * 8 - 8; shift >= 0; shift -= 8) {
      out.writeByte((int) (shift < 64 ? low >>> shift : high >>> (shift - 64)));
    }
  }

  /**
   * Reads a match with its header and padding.
   *
   * @return null if it asks for something that no entry of ours asks for
   * @throws IndexOutOfBoundsException if the octets end too early
   */
  static @Nullable FlowMatch read(ByteBuf in) {
    int start = in.readerIndex();
    int type = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    int end = start + length;
    Map<FlowField, Masked> fields = new EnumMap<>(FlowField.class);
    boolean known = type == MATCH_TYPE_OXM;
    while (known && in.readerIndex() < end) {
      known = readField(in, fields);
    }
    in.readerIndex(end + (8 - length % 8) % 8);
    return known ? new FlowMatch(fields) : null;
  }

  private static boolean readField(ByteBuf in, Map<FlowField, Masked> fields) {
    int oxmClass = in.readUnsignedShort();
    int fieldAndMask = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    FlowField field = FIELDS.get(oxmClass << 7 | fieldAndMask >>> 1);
    if (oxmClass == EXPERIMENTER) {
      boolean flags = in.readInt() == ONF && fieldAndMask >>> 1 == ONF_TCP_FLAGS;
      length -= 4;
      field = flags ? FlowField.TCP_FLAGS : null;
    }
    boolean masked = (fieldAndMask & 1) != 0;
    if (field == null || length != octets(field) * (masked ? 2 : 1)) {
      in.skipBytes(length);
      return false;
    }
    long[] value = readBits(in, octets(field));
    long[] mask =
        masked
            ? readBits(in, octets(field))
            : new long[] {field.bits() > 64 ? -1L : 0, field.bits() > 64 ? -1L : all(field)};
    fields.put(field, new Masked(value[0] & mask[0], value[1] & mask[1], mask[0], mask[1]));
    return true;
  }

  private static long[] readBits(ByteBuf in, int size) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < size; i++) {
      high = high << 8 | low >>> 56;
      low = low << 8 | in.readUnsignedByte();
    }
    return new long[] {high, low};
  }
}
