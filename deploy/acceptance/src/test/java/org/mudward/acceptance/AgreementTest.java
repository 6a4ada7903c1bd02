package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mudward.lab.EnforcerLab;
import org.mudward.lab.FrameRig;
import org.mudward.lab.Requirements;
import org.mudward.policy.Binding;
import org.mudward.policy.Decision;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.link.SnapshotJson;
import org.mudward.policy.testing.Generators;
import org.mudward.policy.testing.SoftwareSwitch;

/**
 * Generated policies, put in force by the real enforcer on a real Open vSwitch, and generated
 * frames, sent through it: what comes out must be what {@code decide} lets pass. {@code
 * -Dmudward.seed}, {@code -Dmudward.policies} and {@code -Dmudward.frames} run others and more.
 */
@Tag("root")
class AgreementTest {
  private static final long FIRST_SEED = Long.getLong("mudward.seed", 1);
  private static final int POLICIES = Integer.getInteger("mudward.policies", 20);
  private static final int FRAMES = Integer.getInteger("mudward.frames", 250);

  /** An advertisement of code 1 made the switch cache a drop of all that this sender advertised. */
  private static final long[] ONCE_DIFFERENT = {1000};

  private static final int MANY_FRAMES = 1000;
  private static final String CAME_IN = FrameRig.PORTS.get(0);

  private int agreed;
  private int accepted;
  private int stricter;
  private int shownOtherwise;
  private int held;

  @ParameterizedTest
  @EnumSource(Backend.class)
  void agreement(Backend backend) throws IOException {
    Requirements.demand();
    try (EnforcerLab lab = new EnforcerLab(Stage.folder())) {
      for (long seed : ONCE_DIFFERENT) {
        compare(lab, seed, MANY_FRAMES, false);
      }
      for (long seed = FIRST_SEED; seed < FIRST_SEED + POLICIES; seed++) {
        compare(lab, seed, FRAMES, true);
      }
    }
    System.out.println(
        "agreement: %d policies; %d frames as decided (%d accepted), %d stricter by limitation, %d that the switch is shown as something else, %d held"
            .formatted(POLICIES, agreed, accepted, stricter, shownOtherwise, held));
    assertTrue(accepted > agreed / 20, "too few frames fit a rule to mean something");
  }

  private void compare(EnforcerLab lab, long seed, int count, boolean atPorts) throws IOException {
    Generators generators = new Generators(seed);
    PolicySnapshot anywhere = generators.snapshot();
    PolicySnapshot snapshot = atPorts ? Generators.placed(anywhere, FrameRig.PORTS) : anywhere;
    lab.enforce(SnapshotJson.write(snapshot), snapshot.revision());
    List<byte[]> frames = GeneratedFrames.of(generators, snapshot, count, frame -> true);
    compare(snapshot, frames, lab.rig(), "seed " + seed);
  }

  private void compare(PolicySnapshot snapshot, List<byte[]> frames, FrameRig rig, String policy)
      throws IOException {
    SoftwareSwitch model =
        new SoftwareSwitch(FlowCompiler.compile(snapshot, ClassIds.EMPTY).entries());
    BitSet out = rig.send(frames);
    Binding binding = new Binding(snapshot);
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = frames.get(i);
      boolean passed = out.get(i);
      Decision decision = snapshot.decide(Packet.of(frame));
      String what =
          "%s frame %d %s %s".formatted(policy, i, HexFormat.of().formatHex(frame), decision);
      SoftwareSwitch.Result modelled = model.run(frame, CAME_IN);
      if (modelled.held()) {
        held++; // there is no enforcer that would send it on
        continue;
      }
      if (modelled.passes() != passed) {
        fail("the model is wrong: " + what + "\n" + rig.trace(frame));
      }
      boolean forged =
          binding.isForged(Packet.of(frame)) || binding.isElsewhere(Packet.of(frame), CAME_IN);
      boolean meant = decision.passes() && !forged;
      if (passed == meant) {
        agreed++;
        accepted += decision.outcome() == Decision.Outcome.ACCEPT ? 1 : 0;
      } else if (!passed) {
        stricter++;
      } else {
        shownOtherwise++;
        assertTrue(isShownOtherwise(frame), () -> "wider: " + what);
      }
    }
  }

  /** Frames that Open vSwitch cannot tell from others; docs/LIMITS.md names them. */
  private static boolean isShownOtherwise(byte[] frame) {
    Packet packet = Packet.of(frame);
    boolean llc = packet.etherType() == Packet.LLC;
    boolean wrongVersion =
        packet.family() == null && (packet.etherType() == 0x0800 || packet.etherType() == 0x86DD);
    boolean shortIcmp =
        packet.family() != null
            && packet.protocol() == Protocol.ICMP
            && packet.payloadEnd() - packet.payloadOffset() < 8;
    return llc || wrongVersion || shortIcmp;
  }
}
