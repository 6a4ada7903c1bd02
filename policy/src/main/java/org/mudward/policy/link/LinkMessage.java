package org.mudward.policy.link;

import java.util.List;
import java.util.Set;
import org.mudward.policy.Direction;
import org.mudward.policy.DropStage;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;

/** What manager and enforcer say to each other. */
public sealed interface LinkMessage {

  /**
   * The first message of both sides; who hears another version closes the link.
   *
   * @param version {@link LinkCodec#VERSION}
   * @param role {@code manager} or {@code enforcer}
   */
  record Hello(int version, String role) implements LinkMessage {}

  /** Down: everything, whole; the first after Hello, and whenever a delta will not do. */
  record Snapshot(PolicySnapshot snapshot) implements LinkMessage {}

  /** Down: what changed since the snapshot sent before. */
  record Delta(SnapshotDelta delta) implements LinkMessage {}

  /**
   * Up: a frame that may tell something about a device.
   *
   * @param port where it came in, as {@code switch/port}; empty if that says nothing of its sender
   * @param frame the whole frame, at most 64 KiB
   */
  record FrameSeen(String port, byte[] frame) implements LinkMessage {}

  /**
   * Up: a frame that the switch holds until it is released; an answer of the DNS.
   *
   * @param id by which the release names it
   */
  record FrameHeld(long id, String port, byte[] frame) implements LinkMessage {}

  /**
   * Up: a sample of what was dropped.
   *
   * @param stage which check dropped it
   * @param length how long it was
   * @param frame its beginning
   */
  record FrameDropped(String port, DropStage stage, int length, byte[] frame)
      implements LinkMessage {}

  /** Down: a held frame may go as soon as this revision, or a later one, is in force. */
  record Release(long id, long revision) implements LinkMessage {}

  /** Up: this revision is in force. */
  record Applied(long revision, List<Limitation> limitations) implements LinkMessage {
    public Applied {
      limitations = List.copyOf(limitations);
    }
  }

  /** Up: this revision is not in force, an older one still is. */
  record Refused(long revision, String reason) implements LinkMessage {}

  /**
   * Up: which ports have a link; said at the start, and when it changes.
   *
   * @param switches those that are connected; nothing is known of others
   */
  record Ports(List<SwitchPorts> switches) implements LinkMessage {
    public Ports {
      switches = List.copyOf(switches);
    }
  }

  /**
   * The ports of one switch that have a link.
   *
   * @param name of the switch
   * @param up the names of the ports
   */
  record SwitchPorts(String name, Set<String> up) {
    public SwitchPorts {
      up = Set.copyOf(up);
    }
  }

  /** Up: packets that rules decided since the enforcer started. */
  record Counts(List<Count> counts) implements LinkMessage {
    public Counts {
      counts = List.copyOf(counts);
    }
  }

  /**
   * How often one rule decided.
   *
   * @param origin the rule
   * @param direction which way the packets went
   * @param packets a running total
   */
  record Count(Origin origin, Direction direction, long packets) {}
}
