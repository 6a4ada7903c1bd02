package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mudward.lab.EnforcerLab;
import org.mudward.lab.Network;
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
 * frames: the switch must do what {@code decide} says. {@code -Dmudward.policies} and {@code
 * -Dmudward.frames} run more.
 */
class AgreementTest {
  private static final int POLICIES = Integer.getInteger("mudward.policies", 20);
  private static final int FRAMES = Integer.getInteger("mudward.frames", 40);

  @ParameterizedTest
  @EnumSource(Backend.class)
  void agreement(Backend backend) throws IOException {
    Optional<String> missing = Requires.missing();
    missing.ifPresent(what -> System.out.println("agreement not run: missing " + what));
    assumeTrue(missing.isEmpty(), "missing " + missing.orElse(""));
    Path folder = Files.createTempDirectory("mudward-agreement");
    int agreed = 0;
    int stricter = 0;
    int shownOtherwise = 0;
    int accepted = 0;
    try (EnforcerLab lab = new EnforcerLab(folder)) {
      for (long seed = 1; seed <= POLICIES; seed++) {
        Generators generators = new Generators(seed);
        PolicySnapshot snapshot = generators.snapshot();
        lab.enforce(SnapshotJson.write(snapshot));
        SoftwareSwitch model =
            new SoftwareSwitch(FlowCompiler.compile(snapshot, ClassIds.EMPTY).entries());
        for (int i = 0; i < FRAMES; i++) {
          byte[] frame = generators.frame(snapshot);
          String hex = HexFormat.of().formatHex(frame);
          String trace = lab.trace(hex);
          boolean passed = trace.contains("NORMAL");
          Decision decision = snapshot.decide(Packet.of(frame));
          String what = "seed " + seed + " frame " + i + " " + hex + " " + decision;
          assertEquals(
              model.run(frame).passes(),
              passed,
              () -> "the model is wrong: " + what + "\n" + trace);
          if (passed == decision.passes()) {
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
    } finally {
      Network.remove(folder);
    }
    int total = POLICIES * FRAMES;
    System.out.println(
        "agreement: "
            + total
            + " frames on "
            + POLICIES
            + " policies: "
            + agreed
            + " as decided ("
            + accepted
            + " accepted), "
            + stricter
            + " stricter by limitation, "
            + shownOtherwise
            + " that the switch is shown as something else");
    assertTrue(accepted > total / 20, "too few frames fit a rule to mean something");
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
