/**
 * A snapshot as chains of rules, named sets and verdict maps, the form that nftables holds; the
 * text of it that {@code nft -f} reads. Pure.
 */
@NullMarked
package org.mudward.policy.filter;

import org.jspecify.annotations.NullMarked;
