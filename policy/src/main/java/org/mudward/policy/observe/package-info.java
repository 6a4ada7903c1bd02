/**
 * What was seen of a device, as values that whoever watches traffic can hand to whoever writes a
 * proposal from it. None of it decides about a packet.
 */
@NullMarked
package org.mudward.policy.observe;

import org.jspecify.annotations.NullMarked;
