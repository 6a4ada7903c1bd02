package org.mudward.mud.parse;

import java.util.List;
import java.util.Optional;
import org.mudward.policy.Condition;
import org.mudward.policy.Field;

/** Reads the numeric leaves and the flags of a header (RFC 8519, ietf-packet-fields). */
final class FieldReader {
  private static final long UINT8 = 0xFF;
  private static final long UINT16 = 0xFFFF;
  private static final long UINT32 = 0xFFFF_FFFFL;

  /** What IPv4 and IPv6 have in common. */
  static final List<Leaf> IP =
      List.of(
          new Leaf(Field.DSCP, 0, 63),
          new Leaf(Field.ECN, 0, 3),
          new Leaf(Field.LENGTH, 0, UINT16),
          new Leaf(Field.TTL, 0, UINT8),
          new Leaf(Field.PROTOCOL, 0, UINT8));

  /** The ranges of ihl and offset are those of the module, whatever a header can hold. */
  static final List<Leaf> IPV4 =
      List.of(
          new Leaf(Field.IHL, 5, 60),
          new Leaf(Field.FRAGMENT_OFFSET, 20, UINT16),
          new Leaf(Field.IDENTIFICATION, 0, UINT16));

  static final List<Leaf> IPV6 = List.of(new Leaf(Field.FLOW_LABEL, 0, 0xFFFFF));

  static final List<Leaf> TCP =
      List.of(
          new Leaf(Field.TCP_SEQUENCE, 0, UINT32),
          new Leaf(Field.TCP_ACKNOWLEDGEMENT, 0, UINT32),
          new Leaf(Field.TCP_DATA_OFFSET, 5, 15),
          new Leaf(Field.TCP_RESERVED, 0, UINT8),
          new Leaf(Field.TCP_WINDOW, 0, UINT16),
          new Leaf(Field.TCP_URGENT, 0, UINT16));

  static final List<Leaf> UDP = List.of(new Leaf(Field.UDP_LENGTH, 0, UINT16));

  static final List<Leaf> ICMP =
      List.of(new Leaf(Field.ICMP_TYPE, 0, UINT8), new Leaf(Field.ICMP_CODE, 0, UINT8));

  /** From the lowest bit of the field to the highest. */
  static final List<String> FRAGMENT_BITS = List.of("more", "fragment", "reserved");

  static final List<String> TCP_BITS =
      List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");

  private static final String SECTION = "RFC 8519 4.2";

  private final MatchBuilder match;
  private final Report report;

  FieldReader(MatchBuilder match, Report report) {
    this.match = match;
    this.report = report;
  }

  /** A leaf that is a whole number, and its range in the module. */
  record Leaf(Field field, long low, long high) {}

  void read(JsonObject header, List<Leaf> leaves) {
    for (Leaf leaf : leaves) {
      String name = leaf.field().node();
      Long value = header.number(name, "AC-12", leaf.low(), leaf.high());
      if (value == null) {
        continue;
      }
      if (value > leaf.field().mask()) {
        never(
            match,
            report,
            header.at(name),
            String.format(
                "%s is %d, but has %d bits in the header", name, value, leaf.field().bits()));
      } else {
        match.add(Condition.FieldIs.of(leaf.field(), value));
      }
    }
  }

  /** Reports that no packet is like this, so that the entry has no effect. */
  static void never(MatchBuilder match, Report report, String pointer, String why) {
    match.setNever();
    report.warning("AC-12", pointer, SECTION, why + ": the entry never matches and was left out.");
  }

  /** The value that the entry asks of a field, if it does. */
  static Optional<Long> value(MatchBuilder match, Field field) {
    return match.conditions().stream()
        .filter(Condition.FieldIs.class::isInstance)
        .map(Condition.FieldIs.class::cast)
        .filter(condition -> condition.field() == field)
        .map(Condition.FieldIs::value)
        .findFirst();
  }

  /**
   * A leaf of type {@code bits}: the names of those that are set, blanks between. It stands for the
   * whole field, so that the empty text asks for a field of zero.
   */
  void bits(JsonObject header, Field field, List<String> names) {
    String text = header.text(field.node(), "AC-12");
    if (text == null) {
      return;
    }
    long value = 0;
    for (String word : text.strip().split("\\s+", -1)) {
      int bit = names.indexOf(word);
      if (word.isEmpty()) {
        continue;
      }
      if (bit < 0 || (value >>> bit & 1) != 0) {
        header.wrong(
            "AC-12",
            field.node(),
            "RFC 7951 6.5",
            "some of " + String.join(", ", names) + ", each once, with blanks between");
        return;
      }
      value |= 1L << bit;
    }
    match.add(Condition.FieldIs.of(field, value));
  }
}
