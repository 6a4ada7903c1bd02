/**
 * A snapshot flattened to tables of prioritised, masked entries that any flow switch can hold.
 *
 * <p>Knows the shape of the tables but no wire protocol. What a flow switch cannot express becomes
 * stricter, with a {@link org.mudward.policy.Limitation}, never weaker.
 */
@NullMarked
package org.mudward.policy.flow;

import org.jspecify.annotations.NullMarked;
