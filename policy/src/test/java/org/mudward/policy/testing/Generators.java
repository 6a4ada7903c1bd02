package org.mudward.policy.testing;

import java.util.List;
import java.util.Random;
import org.mudward.policy.Device;
import org.mudward.policy.PolicySnapshot;

/**
 * Random snapshots, and random frames that are likely to mean something to them.
 *
 * <p>The same seed gives the same sequence. Addresses, ports and names come from small pools, so
 * that rules, groups and frames meet.
 */
public final class Generators {
  private final Random random;
  private final SnapshotGenerator snapshots;
  private final StepGenerator steps;
  private final FrameGenerator frames;

  public Generators(long seed) {
    random = new Random(seed);
    snapshots = new SnapshotGenerator(random);
    steps = new StepGenerator(random);
    frames = new FrameGenerator(random);
  }

  /** Several policies, devices and overlapping groups; every kind of condition occurs. */
  public PolicySnapshot snapshot() {
    return snapshots.snapshot();
  }

  /**
   * The same with two of three devices bound to a port, one after the other. Takes nothing from the
   * sequence.
   */
  public static PolicySnapshot placed(PolicySnapshot snapshot, List<String> ports) {
    PolicySnapshot.Builder builder = snapshot.toBuilder(snapshot.revision());
    int next = 0;
    for (Device device : snapshot.devices().values()) {
      int choice = next++ % 3;
      String port = choice == 2 ? null : ports.get(choice % ports.size());
      builder.device(new Device(device.mac(), device.policy(), device.addresses(), port));
    }
    return builder.build();
  }

  /** The same after other members have come to some groups, and now and then to a device. */
  public PolicySnapshot after(PolicySnapshot before) {
    return snapshots.after(before);
  }

  /** The same after devices, policies and groups have come, gone and changed. */
  public PolicySnapshot changed(PolicySnapshot before) {
    return snapshots.changed(before);
  }

  /** The same after one or two things that happen to the devices and policies of a site. */
  public PolicySnapshot stepped(PolicySnapshot before) {
    return steps.after(before);
  }

  /**
   * A frame between parties of the snapshot, often made to fit one of its rules, sometimes
   * fragmented, cut, tagged, padded or lying.
   */
  public byte[] frame(PolicySnapshot snapshot) {
    return frames.frame(snapshot);
  }

  /** The source of all this, for choices that belong to the same sequence. */
  public Random random() {
    return random;
  }
}
