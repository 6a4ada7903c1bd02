package org.mudward.enforcer.openflow;

import java.util.List;
import org.projectfloodlight.openflow.protocol.OFMessage;

/** What a switch said, as far as it was read before it reaches a session. */
sealed interface SwitchMessage {

  /** An ordinary message, read by openflowj. */
  record Ordinary(OFMessage message) implements SwitchMessage {}

  /** A part of the answer to a request for flow statistics. */
  record FlowStats(int xid, boolean more, List<InstalledFlow> flows) implements SwitchMessage {}

  /** A part of the answer to a request for what tables can do. */
  record Tables(int xid, boolean more, List<TableFeatures> tables) implements SwitchMessage {}

  /** The answer to a step of a bundle; see {@link BundleCodec}. */
  record BundleReply(int xid, int type) implements SwitchMessage {}

  /** A request failed; {@code reason} is for people. */
  record Failure(int xid, String reason) implements SwitchMessage {}
}
