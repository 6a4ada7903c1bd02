/**
 * What {@code mudward audit} writes: the table of packets, the report for programs, and the summary
 * for people.
 */
@NullMarked
package org.mudward.cli.audit;

import org.jspecify.annotations.NullMarked;
