/**
 * Parts for tests of every module: frames, snapshots, and a flow switch in software.
 *
 * <p>Everything random comes from a {@link java.util.Random} with a seed, so that a failure can be
 * run again.
 */
@NullMarked
package org.mudward.policy.testing;

import org.jspecify.annotations.NullMarked;
