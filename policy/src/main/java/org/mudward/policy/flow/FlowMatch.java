package org.mudward.policy.flow;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an entry asks of a packet: each field in the bits of its mask, all of them. Without fields
 * it matches every packet that reaches its table.
 *
 * @param fields in the order of {@link FlowField}, whose prerequisites come first
 * @param port where the packet has to come in, as {@code switch/port}; empty for anywhere
 */
public record FlowMatch(Map<FlowField, Masked> fields, String port) {
  public FlowMatch {
    Map<FlowField, Masked> copy = new EnumMap<>(FlowField.class);
    copy.putAll(fields);
    fields = Collections.unmodifiableMap(copy);
  }

  /** A match of packets from anywhere. */
  public FlowMatch(Map<FlowField, Masked> fields) {
    this(fields, "");
  }

  public static final FlowMatch ANY = new FlowMatch(Map.of());

  /** The same, of packets that come in there. */
  FlowMatch at(String place) {
    return new FlowMatch(fields, place);
  }
}
