package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.projectfloodlight.openflow.protocol.OFBarrierReply;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Makes changes all at once or not at all: opens a bundle, fills it, waits at a barrier whether all
 * of it was accepted, and commits.
 */
final class ChangeBundle extends Exchange<ChangeBundle.Outcome> {

  /**
   * What became of it.
   *
   * @param supported whether the switch has bundles at all; if not, nothing was done
   * @param failure why nothing was done; empty if everything was
   */
  record Outcome(boolean supported, Optional<StepFailure> failure) {}

  private static final int BUNDLE = 1;

  private final OFFactory messages = OFFactories.getFactory(OFVersion.OF_13);
  private final List<FlowStep> steps;
  private final boolean known;
  private final List<ByteBuf> encoded;
  private SwitchSession.@Nullable Outlet out;
  private int open;
  private int firstXid;
  private int barrier;
  private int last;
  private @Nullable StepFailure failure;

  /**
   * To be made once.
   *
   * @param known whether the switch is known to have bundles: then it need not be waited for before
   *     this one is filled
   */
  ChangeBundle(List<FlowStep> steps, boolean known) {
    this.steps = steps;
    this.known = known;
    encoded = // by the caller, not the event loop
        steps.stream().map(step -> BundleCodec.add(BUNDLE, step.encode())).toList();
  }

  @Override
  void begin(SwitchSession.Outlet outlet) {
    out = outlet;
    open = outlet.nextXid();
    outlet.send(BundleCodec.control(open, BUNDLE, BundleCodec.OPEN));
    if (known) {
      fill(outlet);
    }
  }

  @Override
  void hear(SwitchMessage message) {
    SwitchSession.Outlet outlet = out;
    if (outlet == null) {
      return;
    }
    if (message instanceof SwitchMessage.Failure found) {
      hear(found);
    } else if (message instanceof SwitchMessage.BundleReply reply) {
      if (reply.xid() == open && reply.type() == BundleCodec.OPENED) {
        if (!known) {
          fill(outlet);
        }
      } else if (last != 0 && reply.xid() == last) {
        finish(new Outcome(true, Optional.ofNullable(failure)));
      }
    } else if (message instanceof SwitchMessage.Ordinary ordinary
        && ordinary.message() instanceof OFBarrierReply reply
        && (int) reply.getXid() == barrier) {
      last = outlet.nextXid();
      int type = failure == null ? BundleCodec.COMMIT : BundleCodec.DISCARD;
      outlet.send(BundleCodec.control(last, BUNDLE, type));
    }
  }

  private void fill(SwitchSession.Outlet outlet) {
    firstXid = outlet.nextXid();
    int xid = firstXid;
    for (ByteBuf message : encoded) {
      BundleCodec.number(message, xid);
      outlet.send(message);
      xid = outlet.nextXid();
    }
    barrier = xid;
    outlet.send(messages.buildBarrierRequest().setXid(Integer.toUnsignedLong(barrier)).build());
  }

  private void hear(SwitchMessage.Failure found) {
    if (found.xid() == open) {
      finish(new Outcome(false, Optional.empty()));
      return;
    }
    int index = found.xid() - firstXid;
    if (firstXid != 0 && failure == null && index >= 0 && index < steps.size()) {
      failure = new StepFailure(steps.get(index), found.reason());
    }
    if (last != 0 && found.xid() == last) {
      StepFailure known = failure;
      finish(
          new Outcome(
              true, Optional.of(known != null ? known : new StepFailure(null, found.reason()))));
    }
  }
}
