package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.flow.FlowEntry;

/** Reads how many packets some entries have matched, without reading all the others. */
final class ReadCounts extends Exchange<Map<FlowEntry, Long>> {
  /** Of more it is quicker to read all. */
  static final int MAX_ENTRIES = 256;

  private final Set<FlowEntry> entries;
  private final List<ByteBuf> questions;
  private final List<InstalledFlow> flows = new ArrayList<>();
  private int firstXid;
  private int open;

  ReadCounts(Collection<FlowEntry> entries) {
    this.entries = new HashSet<>(entries);
    questions = this.entries.stream().map(FlowModEncoder::ask).toList();
    open = questions.size();
  }

  @Override
  void begin(SwitchSession.Outlet out) {
    firstXid = out.nextXid();
    int xid = firstXid;
    for (ByteBuf question : questions) {
      out.send(question.setInt(WireHeader.XID_OFFSET, xid));
      xid = out.nextXid();
    }
  }

  private boolean isOurs(int xid) {
    int index = xid - firstXid;
    return index >= 0 && index < questions.size();
  }

  @Override
  void hear(SwitchMessage message) {
    if (message instanceof SwitchMessage.FlowStats stats && isOurs(stats.xid())) {
      flows.addAll(stats.flows());
      if (!stats.more() && --open == 0) {
        Map<FlowEntry, Long> packets = InstalledFlow.packets(flows);
        packets.keySet().retainAll(entries);
        finish(packets);
      }
    } else if (message instanceof SwitchMessage.Failure failure && isOurs(failure.xid())) {
      fail(failure.reason());
    }
  }
}
