package org.mudward.lab;

/**
 * One attempt to get through, and what has to come of it.
 *
 * @param what in words
 * @param host who tries
 * @param command what its station is told
 * @param packet the same as {@code mudward explain} reads it; empty if no file explains it
 * @param passes what has to come of it with the product; without it every attempt gets through
 */
public record Attempt(String what, String host, String command, String packet, boolean passes) {
  static Attempt passes(String what, String host, String command, String packet) {
    return new Attempt(what, host, command, packet, true);
  }

  static Attempt blocked(String what, String host, String command, String packet) {
    return new Attempt(what, host, command, packet, false);
  }
}
