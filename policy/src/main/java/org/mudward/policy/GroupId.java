package org.mudward.policy;

import org.jspecify.annotations.Nullable;

/**
 * The name of a group: the joint between rules, which do not change with the network, and members,
 * which do.
 *
 * <p>Written {@code kind:value}, as in {@code dns:api.example.com}, {@code
 * manufacturer:example.com}, {@code same-manufacturer:example.com:443}, {@code
 * model:https://example.com/lamp}, {@code controller:urn:ietf:params:mud:dns}, {@code
 * my-controller:https://example.com/lamp}; or a bare word such as {@code local-networks}. A class
 * of devices whose MUD URLs nothing vouches for has {@code weak:} before all that, and is another
 * group than the class without it.
 *
 * @param text not empty
 */
public record GroupId(String text) implements Comparable<GroupId> {
  /** The hosts of the dns class, which the defaults of RFC 8520 section 5 speak of. */
  public static final GroupId DNS = controller("urn:ietf:params:mud:dns");

  /** The hosts of the ntp class, likewise. */
  public static final GroupId NTP = controller("urn:ietf:params:mud:ntp");

  /** The site's DHCP servers, for the baseline. */
  public static final GroupId DHCP_SERVERS = new GroupId("dhcp-servers");

  /** The site's local networks, as senders to a device are counted. */
  public static final GroupId LOCAL_NETWORKS = new GroupId("local-networks");

  /** The same with the local multicast ranges, for what a device sends. */
  public static final GroupId LOCAL_NETWORKS_AND_MULTICAST =
      new GroupId("local-networks-and-multicast");

  /**
   * @throws IllegalArgumentException if the text is empty
   */
  public GroupId {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a group has a name");
    }
  }

  /** Hosts registered under a class URI (RFC 8520 section 4.6); the URI is compared as a string. */
  public static GroupId controller(String classUri) {
    return new GroupId("controller:" + classUri);
  }

  /** Whether this is the addresses of a DNS name. */
  public boolean isName() {
    return text.startsWith("dns:");
  }

  // Written out here: what the JDK makes for records is slow until the optimising compiler came by.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupId id && text.equals(id.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public int compareTo(GroupId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
