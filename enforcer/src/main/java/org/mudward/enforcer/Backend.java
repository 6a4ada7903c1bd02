package org.mudward.enforcer;

import java.util.List;
import java.util.Map;
import org.mudward.policy.Limitation;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkMessage.Count;

/**
 * One way to drop packets. Driven by the enforcer's thread alone; what happens elsewhere comes back
 * through {@link Listener}.
 */
public interface Backend extends AutoCloseable {

  /** What a back end tells; called on any thread, and must not block. */
  interface Listener {
    /** A frame that may tell something about a device. */
    void frameSeen(String port, byte[] frame);

    /** What is in force may no longer be what was applied: apply again. */
    void stateLost(String reason);
  }

  /** How applying a snapshot ended. */
  sealed interface Outcome {
    /** It is in force, stricter where the limitations say so. */
    record Applied(List<Limitation> limitations) implements Outcome {}

    /** What was in force before still is. */
    record Refused(String reason) implements Outcome {}

    /** There is nothing to apply it to at the moment; {@link Listener#stateLost} will ask again. */
    record Absent(String reason) implements Outcome {}
  }

  /** Starts listening for the data plane. */
  void start(Listener listener);

  /**
   * Puts a snapshot in force, or leaves everything as it was. Blocks, within a bound.
   *
   * @throws InterruptedException if the enforcer is closing
   */
  Outcome apply(PolicySnapshot snapshot) throws InterruptedException;

  /** What has to be kept for the next start, as a small file's content by name. */
  Map<String, byte[]> memory();

  /** What decided how often since the data plane started; empty if it cannot be asked now. */
  List<Count> counts() throws InterruptedException;

  @Override
  void close();
}
