/**
 * Deciding fast: the same answers as {@code PolicySnapshot.decide}, looked up and not tried out.
 */
@NullMarked
package org.mudward.policy.decide;

import org.jspecify.annotations.NullMarked;
