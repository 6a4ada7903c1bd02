/**
 * Questions about policies that enforcing does not ask: why a packet was dropped, and what nearly
 * matched.
 */
@NullMarked
package org.mudward.policy.analysis;

import org.jspecify.annotations.NullMarked;
