/** From what a manufacturer said to rules and groups, in one view of the network. Pure. */
@NullMarked
package org.mudward.mud.resolve;

import org.jspecify.annotations.NullMarked;
