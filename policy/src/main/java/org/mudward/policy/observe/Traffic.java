package org.mudward.policy.observe;

/**
 * One way of a conversation.
 *
 * @param frames how many there were
 * @param uses how often it was used: frames of one burst are one use
 * @param refused those that no rule accepts
 * @param forbidden those that a rule of the file drops
 * @param early those that would be accepted once the DNS had told whose address that is
 * @param opened TCP segments that open a connection: SYN without ACK
 * @param straysRefused TCP segments that no rule accepts, and that open a connection or hide
 *     whether they do
 * @param answered TCP segments that answer that: SYN with ACK
 * @param reset TCP segments that break a connection off
 * @param data all other TCP segments
 */
public record Traffic(
    long frames,
    long uses,
    long refused,
    long forbidden,
    long early,
    long opened,
    long straysRefused,
    long answered,
    long reset,
    long data) {
  /** Nothing. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  public Traffic plus(Traffic other) {
    return new Traffic(
        frames + other.frames,
        uses + other.uses,
        refused + other.refused,
        forbidden + other.forbidden,
        early + other.early,
        opened + other.opened,
        straysRefused + other.straysRefused,
        answered + other.answered,
        reset + other.reset,
        data + other.data);
  }
}
