/** Devices seen, what the operator decided, the journal of both, and the store that keeps them. */
@NullMarked
package org.mudward.mud.inventory;

import org.jspecify.annotations.NullMarked;
