package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.projectfloodlight.openflow.protocol.OFBarrierReply;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Makes changes all at once or not at all: opens a bundle, fills it, waits at a barrier whether all
 * of it was accepted, and commits. The switch reads the first changes while the next are encoded.
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

  /** So many octets are handed to the event loop, and to the switch, while the next are encoded. */
  private static final int PORTION = 32 * 1024;

  private static final int LONGEST_MESSAGE = 1024;

  private final OFFactory messages = OFFactories.getFactory(OFVersion.OF_13);
  private final List<FlowStep> steps;
  private final boolean known;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private SwitchSession.@Nullable Outlet out;
  private boolean opened;
  private int open;
  private int firstXid;
  private int filled;
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
  }

  @Override
  void begin(SwitchSession.Outlet outlet) {
    out = outlet;
    open = outlet.nextXid();
    outlet.send(BundleCodec.control(open, BUNDLE, BundleCodec.OPEN));
    opened = known;
  }

  @Override
  void feed(Consumer<Runnable> loop) {
    for (int next = 0; next < steps.size(); ) {
      ByteBuf portion = Unpooled.buffer(PORTION + LONGEST_MESSAGE);
      for (; next < steps.size() && portion.readableBytes() < PORTION; next++) {
        BundleCodec.add(BUNDLE, steps.get(next), portion);
      }
      loop.accept(
          () -> {
            waiting.add(portion);
            fill();
          });
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
        opened = true;
        fill();
      } else if (last != 0 && reply.xid() == last) {
        finish(new Outcome(true, Optional.ofNullable(failure)));
      }
    } else if (message instanceof SwitchMessage.Ordinary ordinary
        && ordinary.message() instanceof OFBarrierReply reply
        && barrier != 0
        && (int) reply.getXid() == barrier) {
      last = outlet.nextXid();
      int type = failure == null ? BundleCodec.COMMIT : BundleCodec.DISCARD;
      outlet.send(BundleCodec.control(last, BUNDLE, type));
    }
  }

  /** Sends what is encoded by now, and a barrier behind the last of it. */
  private void fill() {
    SwitchSession.Outlet outlet = out;
    if (outlet == null || !opened || result().isDone()) {
      return;
    }
    if (firstXid == 0) {
      firstXid = outlet.nextXids(steps.size());
    }
    for (ByteBuf portion = waiting.poll(); portion != null; portion = waiting.poll()) {
      filled = BundleCodec.number(portion, firstXid + filled) - firstXid;
      outlet.sendNow(portion);
    }
    if (filled == steps.size() && barrier == 0) {
      barrier = outlet.nextXid();
      outlet.sendNow(
          messages.buildBarrierRequest().setXid(Integer.toUnsignedLong(barrier)).build());
    }
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
