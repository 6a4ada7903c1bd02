package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowMatchTest {
  private final Random random = new Random(8520);

  /** Some fields with some values. */
  private Map<FlowField, Masked> fields() {
    Map<FlowField, Masked> fields = new EnumMap<>(FlowField.class);
    for (FlowField field : FlowField.values()) {
      if (random.nextInt(3) == 0) {
        fields.put(field, Masked.of(random.nextInt(2), 1));
      }
    }
    return fields;
  }

  @Test
  void itAsksWhatItIsMadeOf() {
    for (int i = 0; i < 500; i++) {
      Map<FlowField, Masked> fields = fields();
      FlowMatch match = new FlowMatch(fields);
      assertEquals(fields, match.fields());
      List<FlowField> order = new ArrayList<>();
      match.visit((field, value, seen) -> seen.add(field), order);
      assertEquals(List.copyOf(fields.keySet()), order);
      for (FlowField field : FlowField.values()) {
        assertEquals(fields.get(field), match.get(field));
      }
    }
  }

  @Test
  void itIsTheSameHoweverItIsMade() {
    for (int i = 0; i < 500; i++) {
      Map<FlowField, Masked> fields = fields();
      FlowMatch whole = new FlowMatch(fields);
      List<FlowField> order = new ArrayList<>(fields.keySet());
      Collections.shuffle(order, random);
      FlowMatch grown = FlowMatch.ANY;
      for (FlowField field : order) {
        grown = grown.and(field, fields.get(field));
      }
      assertEquals(whole, grown);
      assertEquals(whole.hashCode(), grown.hashCode());
      assertNotEquals(whole, grown.at("br0/lan1"));
      assertEquals(fields, grown.at("br0/lan1").fields());
      FlowMatch other = new FlowMatch(fields());
      assertEquals(other.fields().equals(fields), other.equals(whole));
    }
  }

  @Test
  void whatWasAskedOfAFieldIsStillAsked() {
    FlowMatch match =
        FlowMatch.of(FlowField.METADATA, Masked.of(0x100, 0xF00))
            .and(FlowField.METADATA, Masked.of(0x2, 0xF));
    assertEquals(FlowMatch.of(FlowField.METADATA, Masked.of(0x102, 0xF0F)), match);
    assertNull(match.get(FlowField.ETHERTYPE));
  }

  @Test
  void itDoesNotChangeWithTheMapThatItWasMadeOf() {
    Map<FlowField, Masked> fields = new EnumMap<>(FlowField.class);
    FlowMatch match = new FlowMatch(fields);
    fields.put(FlowField.METADATA, Masked.of(1, 1));
    assertEquals(FlowMatch.ANY, match);
  }
}
