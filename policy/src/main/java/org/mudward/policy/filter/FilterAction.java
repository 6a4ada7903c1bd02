package org.mudward.policy.filter;

/** What happens to a packet that passes all tests of a rule. */
public sealed interface FilterAction {
  /** It may pass this hook. */
  record Accept() implements FilterAction {}

  /** It ends here. */
  record Drop() implements FilterAction {}

  /** It goes on after the rule that jumped here. */
  record Return() implements FilterAction {}

  /** It goes through a chain and, if that lets it, comes back. */
  record Jump(String chain) implements FilterAction {}

  /** It goes through a chain, and from there to where this chain was jumped from. */
  record Goto(String chain) implements FilterAction {}

  /** What a map says of an address of the packet; on with the next rule if it says nothing. */
  record Lookup(FilterField field, String map) implements FilterAction {}
}
