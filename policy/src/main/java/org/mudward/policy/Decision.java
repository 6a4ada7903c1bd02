package org.mudward.policy;

import org.jspecify.annotations.Nullable;

/**
 * What happens to a frame, and why: what the sender's policy says <em>and</em> what the receiver's
 * says.
 *
 * @param sender the ruling of the sender's from-device policy; null if it has no policy
 * @param receiver the ruling of the receiver's to-device policy; null if it has no policy
 */
public record Decision(@Nullable Ruling sender, @Nullable Ruling receiver) {
  /** A frame without any party that has a policy. */
  public static final Decision NONE = new Decision(null, null);

  /** The fate of a frame. */
  public enum Outcome {
    ACCEPT("accept"),
    /** Dropped, silently or with an error to the sender. */
    DROP("drop"),
    /** No party has a policy: not this product's business. */
    NONE("none");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  public Outcome outcome() {
    if (sender == null && receiver == null) {
      return Outcome.NONE;
    }
    return accepts(sender) && accepts(receiver) ? Outcome.ACCEPT : Outcome.DROP;
  }

  /** Whether the frame goes on: accepted, or nobody's business. */
  public boolean passes() {
    return outcome() != Outcome.DROP;
  }

  /** Whether the sender should be told of the drop, where a back end can. */
  public boolean isReject() {
    Ruling first = accepts(sender) ? receiver : sender;
    return first != null && first.verdict() == Verdict.REJECT;
  }

  private static boolean accepts(@Nullable Ruling ruling) {
    return ruling == null || ruling.verdict() == Verdict.ACCEPT;
  }
}
