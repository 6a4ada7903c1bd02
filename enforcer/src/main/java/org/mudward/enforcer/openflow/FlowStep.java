package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Meter;

/** One change of one entry or meter in the switch. */
sealed interface FlowStep {

  /** Puts an entry in its place, instead of whatever stood there. */
  record Add(FlowEntry entry) implements FlowStep {
    @Override
    public void encode(Octets out) {
      FlowModEncoder.add(entry, out);
    }
  }

  /** Takes an entry away. */
  record Delete(InstalledFlow flow) implements FlowStep {
    @Override
    public void encode(Octets out) {
      FlowModEncoder.delete(flow, out);
    }
  }

  /**
   * Makes a meter.
   *
   * @param exists whether there is one with its number, which becomes this
   */
  record SetMeter(Meter meter, boolean exists) implements FlowStep {
    @Override
    public void encode(Octets out) {
      out.writeBytes(MeterCodec.set(meter, exists));
    }
  }

  /** Takes a meter away. */
  record DeleteMeter(int number) implements FlowStep {
    @Override
    public void encode(Octets out) {
      out.writeBytes(MeterCodec.delete(number));
    }
  }

  /** Appends the message to the switch, still without a number, to what is written already. */
  void encode(Octets out);

  /** The message by itself. */
  default ByteBuf encode() {
    Octets out = new Octets(128);
    encode(out);
    return out.buffer();
  }
}
