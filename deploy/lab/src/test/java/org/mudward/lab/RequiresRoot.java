package org.mudward.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** What the lab needs of the machine. */
final class RequiresRoot {
  private RequiresRoot() {}

  /** Says what is missing, and leaves the test out. */
  static void orSkip() {
    Optional<String> missing = Requirements.missing();
    missing.ifPresent(what -> System.out.println("not run: missing " + what));
    assumeTrue(missing.isEmpty(), () -> "missing " + missing.orElse(""));
  }
}
