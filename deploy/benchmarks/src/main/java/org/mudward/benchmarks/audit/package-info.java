/** How fast a capture is judged: the captures that this is measured on, and what is beside it. */
@NullMarked
package org.mudward.benchmarks.audit;

import org.jspecify.annotations.NullMarked;
