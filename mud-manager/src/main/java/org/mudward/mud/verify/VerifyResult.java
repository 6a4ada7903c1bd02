package org.mudward.mud.verify;

/** How verifying ended. */
public sealed interface VerifyResult {
  /** Somebody vouches for the file. */
  record Verified(VerifiedMudFile file) implements VerifyResult {}

  /** Nobody does: processing ceases until a person approves (RFC 8520 section 13.2). */
  record Held(SignatureProblem problem) implements VerifyResult {}
}
