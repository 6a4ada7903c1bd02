package org.mudward.policy;

/**
 * One entry of an access control list (RFC 8519, ace), with the place it came from.
 *
 * @param origin where it was written
 * @param match which packets it speaks of
 * @param verdict what it says of them
 */
public record Rule(Origin origin, Match match, Verdict verdict) {

  /**
   * Whether this rule decides the packet. What is unknown counts against an accepting rule and for
   * a dropping one, so that hiding a header never opens anything.
   */
  public boolean decides(Packet packet, Direction direction, Membership membership) {
    Truth truth = match.test(packet, direction, membership);
    return truth == Truth.YES || (truth == Truth.UNKNOWN && verdict != Verdict.ACCEPT);
  }

  @Override
  public String toString() {
    return origin + ": " + verdict + " " + match;
  }
}
