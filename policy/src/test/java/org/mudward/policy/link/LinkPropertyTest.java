package org.mudward.policy.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.Generators;

/** What goes over the link arrives as it was, whole or as changes. */
class LinkPropertyTest {

  @Property(shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void aSnapshotIsReadBackTheSame(@ForAll Random random) throws LinkFormatException {
    PolicySnapshot snapshot = new Generators(random.nextLong()).snapshot();
    byte[] written = SnapshotJson.write(snapshot);
    PolicySnapshot read = SnapshotJson.read(written);
    assertEquals(snapshot, read);
    assertArrayEquals(written, SnapshotJson.write(read));
  }

  @Property(shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void changesInAnyNumberOfStepsLeadWhereOneLeads(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int steps)
      throws LinkFormatException {
    Generators generators = new Generators(random.nextLong());
    PolicySnapshot first = generators.snapshot().toBuilder(1).build();
    PolicySnapshot sent = first;
    PolicySnapshot received = first;
    for (int i = 1; i <= steps; i++) {
      PolicySnapshot next = sameSite(generators, first).toBuilder(1 + i).build();
      received = overTheLink(sent, next).applyTo(received);
      assertEquals(next, received);
      sent = next;
    }
    assertEquals(sent, overTheLink(first, sent).applyTo(first));
    assertEquals(first, overTheLink(sent, first).applyTo(sent));
    SnapshotDelta nothing = overTheLink(sent, sent.toBuilder(99).build());
    assertTrue(nothing.policies().isEmpty() && nothing.removedPolicies().isEmpty());
    assertTrue(nothing.devices().isEmpty() && nothing.removedDevices().isEmpty());
    assertTrue(nothing.groups().isEmpty() && nothing.removedGroups().isEmpty());
  }

  /** Other policies, devices and groups, but the gateway and baseline that a change cannot say. */
  private static PolicySnapshot sameSite(Generators generators, PolicySnapshot site) {
    PolicySnapshot other = generators.random().nextInt(5) == 0 ? site : generators.snapshot();
    PolicySnapshot.Builder builder =
        other.toBuilder(1)
            .gateway(site.gateway())
            .baseline(site.baseline())
            .unknownPolicy(site.unknownPolicy());
    if (site.unknownPolicy() != null) {
      builder.policy(site.policies().get(site.unknownPolicy()));
    }
    return builder.build();
  }

  private static SnapshotDelta overTheLink(PolicySnapshot old, PolicySnapshot now)
      throws LinkFormatException {
    SnapshotDelta delta = SnapshotDelta.between(old, now).orElseThrow();
    LinkMessage read = LinkCodec.decode(LinkCodec.encode(new LinkMessage.Delta(delta)));
    assertEquals(new LinkMessage.Delta(delta), read);
    return ((LinkMessage.Delta) read).delta();
  }
}
