/** The meaning of a decision a second time, as plainly as possible, to hold the first against. */
@NullMarked
package org.mudward.policy.oracle;

import org.jspecify.annotations.NullMarked;
