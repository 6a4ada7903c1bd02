package org.mudward.policy;

import org.jspecify.annotations.Nullable;

/**
 * Where a rule came from, so that every decision can be explained.
 *
 * @param mudUrl the MUD URL of the file; empty for what the site itself adds
 * @param acl the name of the access control list; {@code baseline} or {@code default} for the
 *     site's
 * @param ace the name of the entry in it
 */
public record Origin(String mudUrl, String acl, String ace) {
  /** The origin of a drop that no rule asked for. */
  public static final Origin NO_MATCH = new Origin("", "", "");

  /** An entry of the infrastructure baseline. */
  public static Origin baseline(String name) {
    return new Origin("", "baseline", name);
  }

  /** One of the defaults of RFC 8520 section 5. */
  public static Origin defaults(String name) {
    return new Origin("", "default", name);
  }

  // Written out here: what the JDK makes for records is slow until the optimising compiler came by.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Origin origin
        && ace.equals(origin.ace)
        && acl.equals(origin.acl)
        && mudUrl.equals(origin.mudUrl);
  }

  @Override
  public int hashCode() {
    return (31 * mudUrl.hashCode() + acl.hashCode()) * 31 + ace.hashCode();
  }

  /** {@code acl/ace}, or {@code no match}. */
  @Override
  public String toString() {
    return equals(NO_MATCH) ? "no match" : acl + "/" + ace;
  }
}
