package org.mudward.policy.tls;

/**
 * Something in a profile of which its maker and the operator should hear (RFC 9761 section 6); all
 * else that the profile says holds nevertheless.
 *
 * @param profile the name of the profile
 */
public record TlsAlert(String profile, TlsValue value, Kind kind) {
  /** Why. */
  public enum Kind {
    /** It means nothing here: this software may be too old, or the profile wrong. */
    UNKNOWN,
    /** It is known to be attackable. */
    WEAK
  }
}
