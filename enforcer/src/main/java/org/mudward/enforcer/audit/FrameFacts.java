package org.mudward.enforcer.audit;

/** What is counted of a frame beside its packet; one object for frame after frame. */
final class FrameFacts {
  long number;
  long micros;

  /** In octets, on the wire. */
  int size;
}
