package org.mudward.mud.fetch;

/**
 * Why nothing usable came.
 *
 * @param reason what kind of failure
 * @param message one sentence for the operator, naming host and phase
 */
public record FetchFailure(Reason reason, String message) {

  /** The kinds, coarse enough to act on. */
  public enum Reason {
    /** The name has no address, or the resolver did not answer. */
    NAME,
    /** The address is one that the appliance does not dial (loopback, link-local, its own ...). */
    FORBIDDEN_ADDRESS,
    /** Nobody answers at any permitted address, or the connection broke. */
    CONNECT,
    /** The server's certificate was not accepted. */
    TLS,
    /** Too large, too slow, too many redirects. */
    LIMIT,
    /** A redirect to another host or scheme: a person has to look at it. */
    REDIRECT,
    /** An HTTP status other than 200 or 304, or no HTTP at all. */
    HTTP
  }
}
