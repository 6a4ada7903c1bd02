package org.mudward.mud.parse;

/** How much of the past is read. */
public enum ParseMode {
  /** RFC 8520 and RFC 8519 as they are. */
  STRICT,
  /** Known spellings from before the RFC too, each reported. Never wider than what was written. */
  LENIENT
}
