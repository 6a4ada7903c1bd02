package org.mudward.policy.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.policy.Direction;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.Generators;

/** Any octets are a message or a {@link LinkFormatException}; any change fits or is refused. */
class LinkFuzzTest {
  private static final PolicySnapshot BASE = new Generators(1).snapshot();
  private static final PolicySnapshot OTHER = new Generators(2).snapshot();

  static Stream<byte[]> seeds() {
    Origin origin = new Origin("https://example.com/lamp", "acl", "ace");
    SnapshotDelta delta =
        new SnapshotDelta(
            BASE.revision(),
            BASE.revision() + 1,
            List.copyOf(OTHER.policies().values()),
            List.of(),
            List.copyOf(OTHER.devices().values()),
            List.copyOf(BASE.devices().keySet()).subList(0, 1),
            List.copyOf(OTHER.groups().values()),
            List.of());
    return Stream.of(
            new LinkMessage.Hello(LinkCodec.VERSION, "manager"),
            new LinkMessage.Snapshot(OTHER),
            new LinkMessage.Delta(delta),
            new LinkMessage.FrameSeen("veth0", new byte[60]),
            new LinkMessage.Applied(7, List.of(new Limitation(origin, "too many"))),
            new LinkMessage.Refused(7, "no room"),
            new LinkMessage.Counts(
                List.of(new LinkMessage.Count(origin, Direction.TO_DEVICE, 1L << 40))))
        .map(LinkCodec::encode);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) throws LinkFormatException {
    whatIsAcceptedIsReadBackTheSame(seed);
  }

  @FuzzTest
  void whatIsAcceptedIsReadBackTheSame(byte[] json) throws LinkFormatException {
    LinkMessage message;
    try {
      message = LinkCodec.decode(json);
    } catch (LinkFormatException e) {
      return;
    }
    byte[] written = LinkCodec.encode(message);
    assertArrayEquals(written, LinkCodec.encode(LinkCodec.decode(written)));
    if (message instanceof LinkMessage.Delta change) {
      apply(change.delta());
    }
  }

  private static void apply(SnapshotDelta delta) {
    try {
      delta.applyTo(BASE);
    } catch (IllegalArgumentException e) {
      // What an enforcer answers with Refused.
    }
  }
}
