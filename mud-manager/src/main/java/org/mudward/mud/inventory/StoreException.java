package org.mudward.mud.inventory;

/** The store cannot be opened, read or written; the message tells the operator why. */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
