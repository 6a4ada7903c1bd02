/** The manager's HTTP face. */
@NullMarked
package org.mudward.mud.api;

import org.jspecify.annotations.NullMarked;
