package org.mudward.enforcer;

import java.io.IOException;
import java.util.List;
import org.mudward.enforcer.openflow.HeldFrame;
import org.mudward.policy.Limitation;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.link.LinkMessage;

/**
 * What makes packets obey a snapshot: a flow switch, later others.
 *
 * <p>Everything but the listener is called by the enforcer's thread alone, and may wait.
 */
interface Backend extends AutoCloseable {

  /** What a back end tells by itself. Called from its threads: must not block. */
  interface Listener {
    /** The data plane has come, or come back; what it holds is unknown. */
    void ready();

    /**
     * A frame may tell something about a device.
     *
     * @param port where it came in, as {@code switch/port}; empty if that says nothing
     */
    void frameSeen(String port, byte[] frame);

    /** A frame was dropped, and this is a sample of it. */
    void frameDropped(LinkMessage.FrameDropped frame);

    /** A frame waits to be released. */
    void frameHeld(HeldFrame frame);
  }

  /** What has to be done before packets may see anything of a snapshot. */
  interface Gate {
    /** There is nothing to be done. */
    Gate OPEN = ids -> {};

    /**
     * Waits until it is done.
     *
     * @param ids the numbers given out
     * @throws IOException if it cannot be done; then the data plane must stay as it is
     */
    void pass(ClassIds ids) throws IOException;
  }

  /** Why a snapshot is refused that the disk will not have. */
  static String notSaved(IOException reason) {
    return "cannot be saved: " + reason.getMessage();
  }

  /** What became of a snapshot. */
  sealed interface Outcome {

    /**
     * It is in force.
     *
     * @param ids the numbers given out, for the next snapshot
     */
    record Applied(ClassIds ids, List<Limitation> limitations) implements Outcome {
      public Applied {
        limitations = List.copyOf(limitations);
      }
    }

    /**
     * It is not, and the one before is.
     *
     * @param mayPass whether the same snapshot may be accepted later, when the world has changed
     */
    record Refused(String reason, boolean mayPass) implements Outcome {}

    /** There is no data plane; try again when {@link Listener#ready} is called. */
    record Unavailable(String reason) implements Outcome {}
  }

  /**
   * Starts.
   *
   * @throws IOException if what it needs cannot be had
   */
  void start(Listener listener) throws IOException;

  /** Takes a snapshot as the one in force, without touching the data plane yet. */
  void restore(PolicySnapshot snapshot, ClassIds ids);

  /**
   * Puts a snapshot in force instead of the one before, whole or not at all.
   *
   * @param previous the numbers of the snapshot before
   * @param gate is passed before packets see anything of it; what they do not see may be done
   *     before
   */
  Outcome apply(PolicySnapshot snapshot, ClassIds previous, Gate gate);

  /**
   * Compares the data plane with what is in force, puts right what differs, and counts.
   *
   * @return packets since the start by rule; empty if nothing can be counted
   */
  List<LinkMessage.Count> check();

  /** Where what is in force is stricter than the snapshot, as far as the last look showed. */
  List<Limitation> limitations();

  /** The ports of what is connected that have a link. */
  List<LinkMessage.SwitchPorts> ports();

  @Override
  void close();
}
