package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No text is too odd for the reader of QR codes. */
class QrFuzzTest {
  private static final String UNIT =
      "B000Example\u001fB002LB2000\u001fM180https://example.com/lamp?x\u001fM06C02:00:5e:10:00:01"
          + "\u001f";

  static Stream<byte[]> seeds() {
    return Stream.of(UNIT, "B000Other\u001f\u001c" + UNIT)
        .map(units -> "[)>\u001e06\u001d12N" + units + "\u001e\u0004")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    QrLabel label = QrReader.read(new String(seed, StandardCharsets.ISO_8859_1)).label();
    assertTrue(label != null && label.mac().isPresent());
    everyTextGivesALabelOrAProblem(seed);
  }

  @FuzzTest
  void everyTextGivesALabelOrAProblem(byte[] text) {
    QrReading reading = QrReader.read(new String(text, StandardCharsets.ISO_8859_1));
    QrLabel label = reading.label();
    if (label == null) {
      assertFalse(reading.problems().isEmpty());
    } else {
      assertEquals(null, label.url().uri().getQuery());
    }
    for (String problem : reading.problems()) {
      assertTrue(problem.chars().allMatch(c -> c >= 0x20 && c < 0x7F), problem);
    }
  }
}
