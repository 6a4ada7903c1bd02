package org.mudward.policy.filter;

import java.util.List;
import org.mudward.policy.Family;
import org.mudward.policy.Prefix;

/** One thing that a rule of a chain asks; a rule asks all of its own. */
public sealed interface FilterTest {

  /**
   * Numbers from {@code low} to {@code high}, both included.
   *
   * @param low at least 0
   * @param high at least {@code low}
   */
  record Span(long low, long high) {
    static Span of(long value) {
      return new Span(value, value);
    }
  }

  /**
   * The field has one of these values, or none of them.
   *
   * @param field at most 64 bits wide, and the whole of its expression
   * @param spans not empty, sorted, apart
   */
  record In(FilterField field, List<Span> spans, boolean negated) implements FilterTest {
    public In {
      spans = List.copyOf(spans);
      if (spans.isEmpty() || field.isPart() || field.bits() > 64) {
        throw new IllegalArgumentException("no such test: " + field + " in " + spans);
      }
    }

    static In of(FilterField field, long value) {
      return new In(field, List.of(Span.of(value)), false);
    }

    static In atLeast(FilterField field, long low) {
      return new In(field, List.of(new Span(low, (1L << field.bits()) - 1)), false);
    }
  }

  /**
   * The field has this value in the bits of a mask, or has not.
   *
   * @param mask not 0, no bits outside the field
   * @param value no bits outside the mask
   */
  record Is(FilterField field, long mask, long value, boolean negated) implements FilterTest {
    public Is {
      if (mask == 0 || (value & ~mask) != 0 || mask >>> field.bits() != 0) {
        throw new IllegalArgumentException("no such test: " + field + " & " + mask + " " + value);
      }
    }
  }

  /** An address lies in a block; the block has a length other than 0. */
  record Within(FilterField field, Prefix prefix) implements FilterTest {}

  /** An address is in a named set. */
  record Member(FilterField field, String set) implements FilterTest {}

  /** The packet is a fragment other than the first. */
  record LaterFragment(Family family) implements FilterTest {}
}
