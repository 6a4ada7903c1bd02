package org.mudward.policy.analysis;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.mudward.policy.Direction;

/**
 * How many packets one policy dropped for one reason.
 *
 * @param policy its id
 * @param direction which way they went, seen from its device
 * @param packets one or more
 */
public record DropCount(String policy, Direction direction, DropReason reason, long packets) {

  /** What is counted together. */
  private record Key(String policy, Direction direction, DropReason reason) {}

  /**
   * The drops of these packets, in the order in which their reasons came first. A packet that both
   * sides drop counts on both.
   */
  public static List<DropCount> of(Collection<Explanation> explanations) {
    Map<Key, Long> counts = new LinkedHashMap<>();
    explanations.stream()
        .flatMap(explanation -> Stream.of(explanation.sender(), explanation.receiver()))
        .filter(Objects::nonNull)
        .forEach(
            side -> {
              DropReason reason = side.reason();
              if (reason != null) {
                counts.merge(new Key(side.policy(), side.direction(), reason), 1L, Long::sum);
              }
            });
    return counts.entrySet().stream()
        .map(
            entry ->
                new DropCount(
                    entry.getKey().policy(),
                    entry.getKey().direction(),
                    entry.getKey().reason(),
                    entry.getValue()))
        .toList();
  }
}
