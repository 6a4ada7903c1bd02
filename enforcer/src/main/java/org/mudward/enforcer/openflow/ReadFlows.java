package org.mudward.enforcer.openflow;

import java.util.ArrayList;
import java.util.List;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFGetConfigReply;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.types.OFGroup;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.TableId;

/**
 * Reads every entry of every table back, and whether fragments still show what entries ask for: any
 * other tool may change that for the whole switch. If they do not, the session ends, and the next
 * begins with setting it right.
 */
final class ReadFlows extends Exchange<List<InstalledFlow>> {
  /** What {@link FlowSwitch#MAX_ENTRIES} allows, and as much again of others. */
  private static final int MAX_FLOWS = 2 * FlowSwitch.MAX_ENTRIES;

  private final OFFactory messages = OFFactories.getFactory(OFVersion.OF_13);
  private final List<InstalledFlow> flows = new ArrayList<>();
  private final boolean fragments;
  private int xid;

  /**
   * @param fragments whether fragments reach the tables
   */
  ReadFlows(boolean fragments) {
    this.fragments = fragments;
  }

  @Override
  void begin(SwitchSession.Outlet out) {
    out.send(messages.getConfigRequest());
    xid = out.nextXid();
    out.send(
        messages
            .buildFlowStatsRequest()
            .setXid(Integer.toUnsignedLong(xid))
            .setTableId(TableId.ALL)
            .setOutPort(OFPort.ANY)
            .setOutGroup(OFGroup.ANY)
            .setMatch(messages.matchWildcardAll())
            .build());
  }

  @Override
  void hear(SwitchMessage message) {
    if (message instanceof SwitchMessage.FlowStats stats && stats.xid() == xid) {
      if (flows.size() + stats.flows().size() > MAX_FLOWS) {
        fail("the switch holds more than " + MAX_FLOWS + " entries");
        return;
      }
      flows.addAll(stats.flows());
      if (!stats.more()) {
        finish(List.copyOf(flows));
      }
    } else if (message instanceof SwitchMessage.Ordinary ordinary
        && ordinary.message() instanceof OFGetConfigReply config
        && (fragments ? Handshake.hidesFragments(config) : !Handshake.dropsFragments(config))) {
      fail("somebody made the switch hide the ports of first fragments");
    } else if (message instanceof SwitchMessage.Failure failure && failure.xid() == xid) {
      fail(failure.reason());
    }
  }
}
