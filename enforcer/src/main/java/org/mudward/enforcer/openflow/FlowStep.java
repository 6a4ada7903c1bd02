package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Meter;

/** One change of one entry or meter in the switch. */
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

  /**
   * Makes a meter.
   *
   * @param exists whether there is one with its number, which becomes this
   */
  record SetMeter(Meter meter, boolean exists) implements FlowStep {
    @Override
    public ByteBuf encode() {
      return MeterCodec.set(meter, exists);
    }
  }

  /** Takes a meter away. */
  record DeleteMeter(int number) implements FlowStep {
    @Override
    public ByteBuf encode() {
      return MeterCodec.delete(number);
    }
  }

  /** The message to the switch, still without a number. */
  ByteBuf encode();
}
