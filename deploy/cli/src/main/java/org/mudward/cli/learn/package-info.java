/** What {@code mudward learn} tells beside the file that it writes. */
@NullMarked
package org.mudward.cli.learn;

import org.jspecify.annotations.NullMarked;
