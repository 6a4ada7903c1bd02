package org.mudward.mud.inventory;

/** The store cannot do its work: the disk is full, the file is damaged, or of another version. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  StoreException(String message) {
    super(message);
  }
}
