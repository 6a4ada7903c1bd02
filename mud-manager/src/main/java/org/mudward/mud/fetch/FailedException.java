package org.mudward.mud.fetch;

import org.mudward.mud.fetch.FetchFailure.Reason;

/** Ends a fetch from within; it becomes a {@link FetchFailure} before anybody outside sees it. */
final class FailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY_REQUESTS = 429;

  private final Reason reason;
  private final boolean lasting;

  FailedException(Reason reason, String message) {
    this(reason, message, reason == Reason.REDIRECT || reason == Reason.FORBIDDEN_ADDRESS);
  }

  private FailedException(Reason reason, String message, boolean lasting) {
    super(Printable.line(message), null, false, false);
    this.reason = reason;
    this.lasting = lasting;
  }

  /** An answer that is none: a client error stays one until somebody changes something. */
  static FailedException status(HttpsUrl url, int status) {
    boolean passing =
        status == REQUEST_TIMEOUT || status == TOO_EARLY || status == TOO_MANY_REQUESTS;
    return new FailedException(
        Reason.HTTP,
        url.host() + " answered with HTTP status " + status + " for " + url.target(),
        status / 100 == 4 && !passing);
  }

  Reason reason() {
    return reason;
  }

  /** Whether asking again soon is pointless. */
  boolean lasting() {
    return lasting;
  }

  FetchFailure failure() {
    return new FetchFailure(reason, String.valueOf(getMessage()));
  }
}
