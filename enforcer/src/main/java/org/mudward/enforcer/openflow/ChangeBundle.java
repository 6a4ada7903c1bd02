package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
 * of it was accepted, and commits. The switch reads the first changes while the next are encoded,
 * and, if they come one by one, while they are still worked out.
 *
 * <p>The changes come from one thread, that of whoever wants the result; what becomes of them is
 * the event loop's.
 */
final class ChangeBundle extends Exchange<ChangeBundle.Outcome> {

  /**
   * What became of it.
   *
   * @param supported whether the switch has bundles at all; if not, nothing was done
   * @param failure why nothing was done; empty if everything was, or if it was not to be
   */
  record Outcome(boolean supported, Optional<StepFailure> failure) {
    /** What follows for a switch that took bundles before; null if everything was done. */
    @Nullable FlowResult refusal() {
      return supported
          ? failure.map(StepFailure::rejected).orElse(null)
          : new FlowResult.NoSwitch("the switch takes no bundles any more");
    }
  }

  /** What is to become of the changes once the switch has accepted all. */
  private enum Decision {
    NONE,
    COMMIT,
    DISCARD
  }

  private static final int BUNDLE = 1;

  /** So many octets are handed to the event loop, and to the switch, while the next are encoded. */
  private static final int PORTION = 32 * 1024;

  private static final int LONGEST_MESSAGE = 1024;

  private final OFFactory messages = OFFactories.getFactory(OFVersion.OF_13);
  private final boolean known;

  /** All that there is to do, if that was known at the beginning. */
  private final @Nullable List<FlowStep> whole;

  /** What is being filled, by the thread that has the changes. */
  private Portion filling = new Portion();

  private int count;
  private @Nullable Consumer<Runnable> loop;

  private final Queue<Portion> waiting = new ArrayDeque<>();
  private final List<FlowStep> steps = new ArrayList<>();
  private SwitchSession.@Nullable Outlet out;
  private Decision decision = Decision.NONE;
  private boolean ended;
  private boolean opened;
  private boolean heard;
  private int open;
  private int firstXid;
  private int barrier;
  private int last;
  private @Nullable StepFailure failure;

  /** Changes that are written to the switch at once. */
  private static final class Portion {
    private final List<FlowStep> steps = new ArrayList<>();
    private final Octets octets = new Octets(PORTION + LONGEST_MESSAGE);
  }

  /**
   * With changes that are known. To be made once.
   *
   * @param known whether the switch is known to have bundles: then it need not be waited for before
   *     this one is filled
   */
  ChangeBundle(List<FlowStep> steps, boolean known) {
    whole = steps;
    this.known = known;
  }

  /** With changes that come one by one, for a switch that is known to have bundles. */
  ChangeBundle() {
    whole = null;
    known = true;
  }

  @Override
  void begin(SwitchSession.Outlet outlet) {
    out = outlet;
    open = outlet.nextXid();
    outlet.send(BundleCodec.control(open, BUNDLE, BundleCodec.OPEN));
    opened = known;
  }

  @Override
  void feed(Consumer<Runnable> eventLoop) {
    loop = eventLoop;
    if (whole != null) {
      whole.forEach(this::add);
      end();
      decide(true);
    }
  }

  /**
   * One change more, once this was handed to its session; with many, the switch reads the first.
   */
  void add(FlowStep step) {
    BundleCodec.add(BUNDLE, step, filling.octets);
    filling.steps.add(step);
    count++;
    if (filling.octets.length() >= PORTION) {
      hand();
    }
  }

  /** How many there were. */
  int count() {
    return count;
  }

  private void hand() {
    Portion full = filling;
    filling = new Portion();
    loop(
        () -> {
          waiting.add(full);
          fill();
        });
  }

  /** There are no more; the switch is asked whether it has accepted all. */
  void end() {
    hand();
    loop(
        () -> {
          ended = true;
          fill();
        });
  }

  /** Says, after {@link #end}, whether what was accepted takes effect or is thrown away. */
  void decide(boolean commit) {
    loop(
        () -> {
          decision = commit ? Decision.COMMIT : Decision.DISCARD;
          close();
        });
  }

  private void loop(Runnable task) {
    Objects.requireNonNull(loop, "not handed to a session yet").accept(task);
  }

  @Override
  void hear(SwitchMessage message) {
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
      heard = true;
      close();
    }
  }

  /** Sends what is encoded by now, and a barrier behind the last of it. */
  private void fill() {
    SwitchSession.Outlet outlet = out;
    if (outlet == null || !opened || result().isDone()) {
      return;
    }
    for (Portion portion = waiting.poll(); portion != null; portion = waiting.poll()) {
      int first = outlet.nextXids(portion.steps.size());
      if (firstXid == 0) {
        firstXid = first;
      }
      steps.addAll(portion.steps);
      ByteBuf octets = portion.octets.buffer();
      BundleCodec.number(octets, first);
      outlet.sendNow(octets);
    }
    if (ended && barrier == 0) {
      barrier = outlet.nextXid();
      outlet.sendNow(
          messages.buildBarrierRequest().setXid(Integer.toUnsignedLong(barrier)).build());
    }
  }

  /** Ends it once the switch has said what it thinks of all, and it is decided what it is for. */
  private void close() {
    SwitchSession.Outlet outlet = out;
    if (outlet == null || !heard || decision == Decision.NONE || last != 0 || result().isDone()) {
      return;
    }
    last = outlet.nextXid();
    boolean commit = failure == null && decision == Decision.COMMIT;
    outlet.sendNow(
        BundleCodec.control(last, BUNDLE, commit ? BundleCodec.COMMIT : BundleCodec.DISCARD));
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
