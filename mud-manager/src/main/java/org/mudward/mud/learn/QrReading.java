package org.mudward.mud.learn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading the text of a QR code.
 *
 * @param label null if it is none about MUD, or one that cannot be relied on
 * @param problems what is wrong with it; empty if nothing is, which there always is without a label
 */
public record QrReading(@Nullable QrLabel label, List<String> problems) {
  public QrReading {
    problems = List.copyOf(problems);
  }
}
