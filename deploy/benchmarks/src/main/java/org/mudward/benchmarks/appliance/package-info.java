/** The appliance as a whole, measured on a real switch in network namespaces; needs root. */
@NullMarked
package org.mudward.benchmarks.appliance;

import org.jspecify.annotations.NullMarked;
