package org.mudward.policy.baseline;

import java.util.List;
import java.util.stream.Stream;

/** All requirements of the three baselines, in the order of their publishers. */
public final class Requirements {
  /** All of them. */
  public static final List<Requirement> ALL =
      Stream.of(EnisaRequirements.ALL, EtsiRequirements.ALL, NistRequirements.ALL)
          .flatMap(List::stream)
          .toList();

  private Requirements() {}
}
