package org.mudward.policy.flow;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an entry asks of a packet: each field in the bits of its mask, all of them. Without fields
 * it matches every packet that reaches its table.
 *
 * <p>A value like a record. It keeps its hash: tables of thousands of entries are compared with
 * others at every change.
 */
public final class FlowMatch {
  public static final FlowMatch ANY = new FlowMatch(Map.of());

  private final EnumMap<FlowField, Masked> values = new EnumMap<>(FlowField.class);
  private final Map<FlowField, Masked> fields = Collections.unmodifiableMap(values);
  private final String port;
  private final int hash;

  /**
   * @param fields what is compared
   * @param port where the packet has to come in, as {@code switch/port}; empty for anywhere
   */
  public FlowMatch(Map<FlowField, Masked> fields, String port) {
    values.putAll(fields);
    this.port = port;
    hash = 31 * values.hashCode() + port.hashCode();
  }

  /** A match of packets from anywhere. */
  public FlowMatch(Map<FlowField, Masked> fields) {
    this(fields, "");
  }

  /** In the order of {@link FlowField}, whose prerequisites come first. */
  public Map<FlowField, Masked> fields() {
    return fields;
  }

  /** Where the packet has to come in, as {@code switch/port}; empty for anywhere. */
  public String port() {
    return port;
  }

  /** The same, of packets that come in there. */
  FlowMatch at(String place) {
    return new FlowMatch(values, place);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof FlowMatch match
            && hash == match.hash
            && port.equals(match.port)
            && values.equals(match.values));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "FlowMatch[fields=" + values + ", port=" + port + "]";
  }
}
