package org.mudward.acceptance;

/** What enforces, in a scenario that every back end has to pass. */
enum Backend {
  OPENFLOW
}
