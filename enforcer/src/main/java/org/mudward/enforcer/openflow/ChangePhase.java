package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.projectfloodlight.openflow.protocol.OFBarrierReply;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Makes some changes and waits at a barrier until the switch has done them all. */
final class ChangePhase extends Exchange<Optional<StepFailure>> {
  private final OFFactory messages = OFFactories.getFactory(OFVersion.OF_13);
  private final List<FlowStep> steps;
  private final List<ByteBuf> encoded;
  private int firstXid;
  private int barrier;
  private @Nullable StepFailure failure;

  ChangePhase(List<FlowStep> steps) {
    this.steps = steps;
    encoded = steps.stream().map(FlowStep::encode).toList(); // by the caller, not the event loop
  }

  @Override
  void begin(SwitchSession.Outlet out) {
    firstXid = out.nextXid();
    int xid = firstXid;
    for (ByteBuf message : encoded) {
      out.send(message.setInt(WireHeader.XID_OFFSET, xid));
      xid = out.nextXid();
    }
    barrier = xid;
    out.send(messages.buildBarrierRequest().setXid(Integer.toUnsignedLong(barrier)).build());
  }

  @Override
  void hear(SwitchMessage message) {
    if (message instanceof SwitchMessage.Failure found) {
      int index = found.xid() - firstXid;
      if (failure == null && index >= 0 && index <= steps.size()) {
        FlowStep step = index < steps.size() ? steps.get(index) : null;
        failure = new StepFailure(step, found.reason());
      }
      if (found.xid() == barrier) {
        fail("no barrier: " + found.reason());
      }
    } else if (message instanceof SwitchMessage.Ordinary ordinary
        && ordinary.message() instanceof OFBarrierReply reply
        && (int) reply.getXid() == barrier) {
      finish(Optional.ofNullable(failure));
    }
  }
}
