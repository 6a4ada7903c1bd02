package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.Pipeline;
import org.mudward.policy.flow.SwitchAbilities;

/**
 * Asks a switch what its tables can compare. Of one that does not say, what OpenFlow 1.3 wants of
 * every switch is believed, and no more. Some do not say which fields they compare in part, and do
 * (ofsoftswitch13): what OpenFlow 1.3 compares in part is believed of every field that is there. If
 * that is wrong, the switch refuses the entries.
 */
final class ReadAbilities extends Exchange<SwitchAbilities> {
  /** Extensions of Open vSwitch, which OpenFlow 1.3 does not have. */
  private static final Set<FlowField> EXTENSIONS =
      EnumSet.of(FlowField.IP_FRAGMENT, FlowField.IP_TTL, FlowField.TCP_FLAGS);

  /** Fields that OpenFlow 1.3 compares bit by bit (section 7.2.3.7, table 12). */
  private static final Set<FlowField> MASKED =
      EnumSet.of(
          FlowField.METADATA,
          FlowField.ETHERNET_DESTINATION,
          FlowField.ETHERNET_SOURCE,
          FlowField.IPV4_SOURCE,
          FlowField.IPV4_DESTINATION,
          FlowField.ARP_SENDER,
          FlowField.IPV6_SOURCE,
          FlowField.IPV6_DESTINATION,
          FlowField.IPV6_FLOW_LABEL);

  /** Tables are numbered by an octet. */
  private static final int MAX_TABLES = 255;

  private final boolean fragments;
  private final List<TableFeatures> tables = new ArrayList<>();
  private int xid;

  /**
   * @param fragments whether fragments reach the tables
   */
  ReadAbilities(boolean fragments) {
    this.fragments = fragments;
  }

  @Override
  void begin(SwitchSession.Outlet out) {
    xid = out.nextXid();
    ByteBuf request = Unpooled.buffer(16);
    TableFeatures.writeRequest(xid, request);
    out.send(request);
  }

  @Override
  void hear(SwitchMessage message) {
    if (message instanceof SwitchMessage.Failure failure && failure.xid() == xid) {
      finish(
          new SwitchAbilities(EnumSet.complementOf(EnumSet.copyOf(EXTENSIONS)), MASKED, fragments));
    } else if (message instanceof SwitchMessage.Tables found && found.xid() == xid) {
      tables.addAll(found.tables());
      if (tables.size() > MAX_TABLES) {
        fail("the switch shows more tables than there are numbers");
      } else if (!found.more()) {
        common();
      }
    }
  }

  /** What all tables have in common that are used. */
  private void common() {
    Set<FlowField> whole = EnumSet.allOf(FlowField.class);
    Set<FlowField> masked = EnumSet.allOf(FlowField.class);
    int used = 0;
    for (TableFeatures table : tables) {
      if (table.table() < Pipeline.TABLES.size()) {
        Set<FlowField> inPart = EnumSet.copyOf(MASKED);
        inPart.retainAll(table.whole());
        inPart.addAll(table.masked());
        whole.retainAll(table.whole());
        masked.retainAll(inPart);
        used++;
      }
    }
    if (used < Pipeline.TABLES.size()) {
      fail(
          "the switch has "
              + used
              + " of the "
              + Pipeline.TABLES.size()
              + " tables that are needed");
    } else {
      finish(new SwitchAbilities(whole, masked, fragments));
    }
  }
}
