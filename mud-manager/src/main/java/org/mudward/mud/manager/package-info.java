/** The one writer that runs the line from a sighting to a published snapshot. */
@NullMarked
package org.mudward.mud.manager;

import org.jspecify.annotations.NullMarked;
