/** The {@code mudward} command. */
@NullMarked
package org.mudward.cli;

import org.jspecify.annotations.NullMarked;
