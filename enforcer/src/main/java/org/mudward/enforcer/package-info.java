/** Receives snapshots from the manager, drives one back end, and reports what it sees and did. */
@NullMarked
package org.mudward.enforcer;

import org.jspecify.annotations.NullMarked;
