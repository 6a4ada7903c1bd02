package org.mudward.policy;

/** Who belongs to which group at the moment; a snapshot answers it. */
public interface Membership {
  /** Whether this end of the packet is a member; false for a group that is empty or unknown. */
  boolean contains(GroupId group, Packet packet, End peer);
}
