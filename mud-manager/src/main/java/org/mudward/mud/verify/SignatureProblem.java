package org.mudward.mud.verify;

/**
 * Why a signature does not vouch for a file.
 *
 * @param code the conformance check, such as {@code SG-03}
 * @param message one sentence for the operator
 */
public record SignatureProblem(String code, String message) {}
