package org.mudward.policy.flow;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an entry asks of a packet: each field in the bits of its mask, all of them. Without fields
 * it matches every packet that reaches its table.
 *
 * <p>A value like a record. It keeps its hash, and no maps: there are tens of thousands of them,
 * and they are compared with others at every change.
 */
public final class FlowMatch {
  private static final FlowField[] FIELDS = FlowField.values();

  public static final FlowMatch ANY = new FlowMatch(0, new Masked[0], "");

  /** The {@linkplain FlowField#bit bits} of the fields that are compared. */
  private final int asked;

  /** How each of them is, in the order of {@link FlowField}. */
  private final Masked[] values;

  private final String port;
  private final int hash;

  private FlowMatch(int asked, Masked[] values, String port) {
    this.asked = asked;
    this.values = values;
    this.port = port;
    int mixed = asked;
    for (Masked value : values) {
      mixed = 31 * mixed + value.hashCode();
    }
    hash = 31 * mixed + port.hashCode();
  }

  /**
   * A match of packets from anywhere.
   *
   * @param fields what is compared
   */
  public FlowMatch(Map<FlowField, Masked> fields) {
    this(bits(fields), values(fields), "");
  }

  /** A match of packets from anywhere that asks one thing. */
  public static FlowMatch of(FlowField field, Masked value) {
    return new FlowMatch(field.bit(), new Masked[] {value}, "");
  }

  private static int bits(Map<FlowField, Masked> fields) {
    int bits = 0;
    for (FlowField field : fields.keySet()) {
      bits |= field.bit();
    }
    return bits;
  }

  private static Masked[] values(Map<FlowField, Masked> fields) {
    int all = bits(fields);
    Masked[] values = new Masked[fields.size()];
    fields.forEach((field, value) -> values[place(field, all)] = value);
    return values;
  }

  /** Where the value of a field stands, or would. */
  private static int place(FlowField field, int asked) {
    return Integer.bitCount(asked & (field.bit() - 1));
  }

  /**
   * The same with one thing more: what was asked of the field before, it still asks.
   *
   * @param value must not contradict that
   */
  public FlowMatch and(FlowField field, Masked value) {
    int at = place(field, asked);
    Masked[] all;
    if ((asked & field.bit()) != 0) {
      all = values.clone();
      all[at] = FlowFields.both(values[at], value);
    } else {
      all = Arrays.copyOf(values, values.length + 1);
      System.arraycopy(values, at, all, at + 1, values.length - at);
      all[at] = value;
    }
    return new FlowMatch(asked | field.bit(), all, port);
  }

  /**
   * The same, of packets that come in there.
   *
   * @param place as {@link #port} has it
   */
  public FlowMatch at(String place) {
    return new FlowMatch(asked, values, place);
  }

  /** How a field is compared; null if it is not. */
  public @Nullable Masked get(FlowField field) {
    return (asked & field.bit()) == 0 ? null : values[place(field, asked)];
  }

  /**
   * Is shown the fields of a match.
   *
   * @param <T> what it works with
   */
  public interface Visitor<T> {
    /** One field that is compared. */
    void visit(FlowField field, Masked value, T with);
  }

  /**
   * Shows what is compared, in the order of {@link FlowField}, whose prerequisites come first.
   *
   * @param with is handed on: a visitor that holds nothing need not be made for each match
   */
  public <T> void visit(Visitor<T> visitor, T with) {
    int left = asked;
    for (Masked value : values) {
      visitor.visit(FIELDS[Integer.numberOfTrailingZeros(left)], value, with);
      left &= left - 1;
    }
  }

  /** What is compared, made for whoever asks; in the same order. */
  public Map<FlowField, Masked> fields() {
    Map<FlowField, Masked> fields = new EnumMap<>(FlowField.class);
    visit((field, value, map) -> map.put(field, value), fields);
    return Collections.unmodifiableMap(fields);
  }

  /** Where the packet has to come in, as {@code switch/port}; empty for anywhere. */
  public String port() {
    return port;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof FlowMatch match
            && hash == match.hash
            && asked == match.asked
            && port.equals(match.port)
            && Arrays.equals(values, match.values));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "FlowMatch[fields=" + fields() + ", port=" + port + "]";
  }
}
