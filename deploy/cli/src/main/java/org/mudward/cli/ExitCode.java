package org.mudward.cli;

/** The exit codes of every subcommand. */
final class ExitCode {
  static final int FINE = 0;

  /** An invalid MUD file, a violation, a difference, a counterexample. */
  static final int FINDINGS = 1;

  static final int WRONG_USE = 2;

  /** An input that was needed is missing or broken. */
  static final int BAD_INPUT = 3;

  /** Cannot reach something, or not permitted. */
  static final int UNREACHABLE = 4;

  /** A fault of ours. */
  static final int FAULT = 5;

  private ExitCode() {}
}
