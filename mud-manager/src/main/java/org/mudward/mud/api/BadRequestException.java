package org.mudward.mud.api;

/** A request that makes no sense; the message tells the caller why. */
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message);
  }
}
