package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import org.mudward.policy.flow.FlowEntry;

/** One change of one entry in the switch. */
sealed interface FlowStep {

  /** Puts an entry in its place, instead of whatever stood there. */
  record Add(FlowEntry entry) implements FlowStep {
    @Override
    public ByteBuf encode() {
      return FlowModEncoder.add(entry);
    }
  }

  /** Takes an entry away. */
  record Delete(InstalledFlow flow) implements FlowStep {
    @Override
    public ByteBuf encode() {
      return FlowModEncoder.delete(flow);
    }
  }

  /** The message to the switch, still without a number. */
  ByteBuf encode();
}
