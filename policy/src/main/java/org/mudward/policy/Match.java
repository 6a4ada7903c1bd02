package org.mudward.policy;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a rule asks of a packet: a plain conjunction.
 *
 * @param family the protocol of its access control list; null, in the baseline only, for any frame
 * @param conditions all must hold; none means every packet of the family
 */
public record Match(@Nullable Family family, List<Condition> conditions) {
  public Match {
    conditions = List.copyOf(conditions);
  }

  /**
   * Whether the packet matches; unknown if nothing speaks against it but something is not shown.
   */
  public Truth test(Packet packet, Direction direction, Membership membership) {
    if (family != null && family != packet.family()) {
      return Truth.NO;
    }
    Truth truth = Truth.YES;
    for (int i = 0; i < conditions.size(); i++) {
      Truth next = conditions.get(i).holds(packet, direction, membership);
      if (next == Truth.NO) {
        return Truth.NO;
      }
      if (next == Truth.UNKNOWN) {
        truth = Truth.UNKNOWN;
      }
    }
    return truth;
  }

  @Override
  public String toString() {
    String kind = family == null ? "any frame" : family == Family.IPV4 ? "ipv4" : "ipv6";
    return conditions.isEmpty()
        ? kind
        : kind + ", " + conditions.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
