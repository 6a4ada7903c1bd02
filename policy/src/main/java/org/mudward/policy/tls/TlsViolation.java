package org.mudward.policy.tls;

/**
 * Something that a client offers and a profile does not have, although it is known what it is.
 *
 * @param profile the name of the profile
 */
public record TlsViolation(String profile, TlsValue value) {}
