package org.mudward.policy.testing;

import java.util.HashSet;
import java.util.Set;
import org.mudward.policy.End;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;

/** The TCP connections that a switch was told to keep, each by its two ends; none ever ends. */
final class Connections {
  private static final long NEW = 0x21;
  private static final long FORTH = 0x22;
  private static final long BACK = 0x2A;

  private final Set<Ends> begun = new HashSet<>();

  private record Ends(IpAddress from, int fromPort, IpAddress to, int toPort) {
    static Ends of(byte[] frame) {
      Packet packet = Packet.of(frame);
      return new Ends(
          packet.address(End.SOURCE),
          packet.port(End.SOURCE),
          packet.address(End.DESTINATION),
          packet.port(End.DESTINATION));
    }

    Ends turned() {
      return new Ends(to, toPort, from, fromPort);
    }
  }

  /** What the switch knows of the connection of a whole TCP segment. */
  long state(byte[] frame) {
    Ends ends = Ends.of(frame);
    if (begun.contains(ends)) {
      return FORTH;
    }
    return begun.contains(ends.turned()) ? BACK : NEW;
  }

  void keep(byte[] frame) {
    begun.add(Ends.of(frame));
  }
}
