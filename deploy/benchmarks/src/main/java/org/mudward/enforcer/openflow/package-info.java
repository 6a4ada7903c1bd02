/** What measuring needs of the enforcer's own encoder, beside it. */
@NullMarked
package org.mudward.enforcer.openflow;

import org.jspecify.annotations.NullMarked;
