package org.mudward.policy.testing;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Masked;

/**
 * The fields that Open vSwitch's userspace datapath shows of a frame, written after its {@code
 * miniflow_extract}. What it cannot read is zero.
 */
public final class SwitchFields {
  /** What it shows for the EtherType of a frame that has none. */
  public static final int NO_TYPE = 0x05FF;

  private final Map<FlowField, Long> high = new EnumMap<>(FlowField.class);
  private final Map<FlowField, Long> low = new EnumMap<>(FlowField.class);
  private final ByteBuffer bytes;
  private int at;
  private int end;
  private int laterFragmentHeader = -1;

  private SwitchFields(byte[] frame) {
    bytes = ByteBuffer.wrap(frame);
    end = frame.length;
  }

  /**
   * The fields of a frame.
   *
   * @param tags how many VLAN tags the switch reads; 1 unless it is configured otherwise, at most 2
   */
  public static SwitchFields of(byte[] frame, int tags) {
    SwitchFields fields = new SwitchFields(frame);
    if (frame.length >= 14) {
      fields.link(tags);
    }
    return fields;
  }

  /** The field, or its lower 64 bits. */
  public long low(FlowField field) {
    return low.getOrDefault(field, 0L);
  }

  /** The upper 64 bits of an IPv6 address. */
  public long high(FlowField field) {
    return high.getOrDefault(field, 0L);
  }

  /** Where the header stands that makes this a later fragment of IPv6, or -1. */
  public int laterFragmentHeader() {
    return laterFragmentHeader;
  }

  void metadata(long value) {
    set(FlowField.METADATA, value);
  }

  void connection(long state) {
    set(FlowField.CT_STATE, state);
  }

  boolean satisfies(FlowMatch match) {
    for (Map.Entry<FlowField, Masked> field : match.fields().entrySet()) {
      if (!field.getValue().matches(high(field.getKey()), low(field.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private void set(FlowField field, long value) {
    low.put(field, value);
  }

  private int u8(int offset) {
    return bytes.get(at + offset) & 0xFF;
  }

  private int u16(int offset) {
    return bytes.getShort(at + offset) & 0xFFFF;
  }

  private long u32(int offset) {
    return bytes.getInt(at + offset) & 0xFFFF_FFFFL;
  }

  private void link(int tags) {
    set(FlowField.ETHERNET_DESTINATION, (long) u16(0) << 32 | u32(2));
    set(FlowField.ETHERNET_SOURCE, (long) u16(6) << 32 | u32(8));
    at = 12;
    int type = u16(0);
    for (int i = 0; i < tags && (type == 0x8100 || type == 0x88A8) && end - at >= 6; i++) {
      at += 4;
      type = u16(0);
    }
    at += 2;
    if (type < 0x600) {
      type = snap();
    }
    set(FlowField.ETHERTYPE, type);
    if (type == 0x0806 && end - at >= 28 && u32(0) == 0x00010800 && u16(4) == 0x0604) {
      set(FlowField.ARP_OPERATION, u16(6) <= 0xFF ? u16(6) : 0);
      set(FlowField.ARP_SENDER, u32(14));
    } else if (type == 0x0800) {
      ipv4();
    } else if (type == 0x86DD) {
      ipv6();
    }
  }

  private int snap() {
    if (end - at < 8 || u32(0) != 0xAAAA0300L || u16(4) != 0 || u16(6) < 0x600) {
      return NO_TYPE;
    }
    at += 8;
    return u16(-2);
  }

  private void ipv4() {
    if (end - at < 20) {
      return;
    }
    int header = (u8(0) & 15) * 4;
    int total = u16(2);
    if (header < 20 || end - at < header || total > end - at || header > total) {
      return;
    }
    end = at + total;
    set(FlowField.IPV4_SOURCE, u32(12));
    set(FlowField.IPV4_DESTINATION, u32(16));
    int fragment = u16(6);
    boolean later = (fragment & 0x1FFF) != 0;
    set(FlowField.IP_FRAGMENT, later ? 3 : (fragment & 0x2000) != 0 ? 1 : 0);
    network(u8(1), u8(8), u8(9));
    at += header;
    transport((int) low(FlowField.IP_PROTOCOL), later);
  }

  private void network(int trafficClass, int ttl, int protocol) {
    set(FlowField.IP_DSCP, trafficClass >>> 2);
    set(FlowField.IP_ECN, trafficClass & 3);
    set(FlowField.IP_TTL, ttl);
    set(FlowField.IP_PROTOCOL, protocol);
  }

  private void ipv6() {
    if (end - at < 40 || u16(4) + 40 > end - at) {
      return;
    }
    int word = (int) u32(0);
    int ttl = u8(7);
    int next = u8(6);
    address(FlowField.IPV6_SOURCE, 8);
    address(FlowField.IPV6_DESTINATION, 24);
    end = at + 40 + u16(4);
    at += 40;
    int fragment = 0;
    while (next == 0 || next == 43 || next == 44 || next == 51 || next == 60) {
      if (end - at < 8) {
        return;
      }
      int length = next == 44 ? 8 : next == 51 ? (u8(1) + 2) * 4 : (u8(1) + 1) * 8;
      if (length > end - at) {
        return;
      }
      if (next == 44 && u16(2) != 0) {
        fragment = 1;
        if ((u16(2) & 0xFFF8) != 0) {
          fragment = 3;
          laterFragmentHeader = at;
          break;
        }
      }
      next = u8(0);
      at += length;
    }
    network(word >>> 20 & 0xFF, ttl, next);
    set(FlowField.IPV6_FLOW_LABEL, word & 0xF_FFFF);
    set(FlowField.IP_FRAGMENT, fragment);
    transport(next, fragment == 3);
  }

  private void address(FlowField field, int offset) {
    high.put(field, bytes.getLong(at + offset));
    low.put(field, bytes.getLong(at + offset + 8));
  }

  private void transport(int protocol, boolean later) {
    int size = end - at;
    if (later) {
      return;
    }
    boolean four = low(FlowField.ETHERTYPE) == 0x0800;
    if (protocol == 6 && size >= 20 && u8(12) >>> 4 >= 5 && size >= (u8(12) >>> 4) * 4) {
      set(FlowField.TCP_SOURCE, u16(0));
      set(FlowField.TCP_DESTINATION, u16(2));
      set(FlowField.TCP_FLAGS, u16(12) & 0xFFF);
    } else if (protocol == 17 && size >= 8) {
      set(FlowField.UDP_SOURCE, u16(0));
      set(FlowField.UDP_DESTINATION, u16(2));
    } else if (protocol == 1 && four && size >= 8) {
      set(FlowField.ICMPV4_TYPE, u8(0));
      set(FlowField.ICMPV4_CODE, u8(1));
    } else if (protocol == 58 && !four && size >= 8) {
      set(FlowField.ICMPV6_TYPE, u8(0));
      set(FlowField.ICMPV6_CODE, u8(1));
      if ((u8(0) == 135 || u8(0) == 136) && u8(1) == 0 && size >= 24 && !repeatsAnOption()) {
        address(FlowField.ND_TARGET, 8);
      }
    }
  }

  /** Whether the option of a link-layer address, of the sender or of the target, stands twice. */
  private boolean repeatsAnOption() {
    boolean[] seen = new boolean[3];
    for (int option = 24; end - at - option >= 8; option += u8(option + 1) * 8) {
      int length = u8(option + 1) * 8;
      if (length == 0 || length > end - at - option) {
        return false;
      }
      int type = u8(option);
      boolean zero = u32(option + 2) == 0 && u16(option + 6) == 0;
      if (length == 8 && (type == 1 || type == 2)) {
        if (seen[type]) {
          return true;
        }
        seen[type] = !zero;
      }
    }
    return false;
  }
}
