/** How fast the policy core is: deciding, compiling, analysing, by JMH. Needs no network. */
@NullMarked
package org.mudward.benchmarks.core;

import org.jspecify.annotations.NullMarked;
