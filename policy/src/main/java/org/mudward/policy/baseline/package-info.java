/**
 * What ENISA, ETSI (EN 303 645) and NIST ask of devices, in our own short words, and which of it
 * the network can show. Most it cannot: a capture shows what a device sends, not how its maker
 * works. What traffic says nothing of is said to be not visible, never to be met.
 */
@NullMarked
package org.mudward.policy.baseline;

import org.jspecify.annotations.NullMarked;
