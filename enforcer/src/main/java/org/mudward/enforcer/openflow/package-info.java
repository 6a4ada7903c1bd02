/**
 * The OpenFlow back end: sessions with switches, and the difference between the entries they hold
 * and those they should. openflowj lives here.
 */
@NullMarked
package org.mudward.enforcer.openflow;

import org.jspecify.annotations.NullMarked;
