package org.mudward.enforcer.audit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Protocol;

/**
 * Community ID version 1 with seed 0: the same short text for a connection in every tool, whichever
 * way its packets go.
 */
public final class CommunityId {
  private static final int SCTP = 132;

  /** Messages of ICMP that answer each other count as the two ports of a connection. */
  private static final Map<Integer, Integer> ICMP_PAIRS =
      Map.of(0, 8, 8, 0, 9, 10, 10, 9, 13, 14, 14, 13, 15, 16, 16, 15, 17, 18, 18, 17);

  /** The lower of each pair of ICMPv6; the higher is one more. */
  private static final int[] ICMPV6_PAIRS = {128, 130, 133, 135, 139, 144};

  private CommunityId() {}

  /** Whether it takes the ports of a protocol. */
  static boolean hasPorts(int protocol) {
    return protocol == Protocol.TCP || protocol == Protocol.UDP || protocol == SCTP;
  }

  /**
   * The text for a packet.
   *
   * @param sourcePort of ICMP the type; negative if there is none, or it is not shown
   * @param destinationPort of ICMP the code, likewise
   * @return null where ports belong to it and are not shown
   */
  public static @Nullable String of(
      IpAddress source, IpAddress destination, int protocol, int sourcePort, int destinationPort) {
    boolean icmp = isIcmp(source.family(), protocol);
    if (!icmp && !hasPorts(protocol)) {
      return protocol < 0 ? null : text(ordered(source, 0, destination, 0, true), protocol, false);
    }
    if (sourcePort < 0 || destinationPort < 0) {
      return null;
    }
    int counterpart = icmp ? counterpart(protocol, sourcePort) : destinationPort;
    boolean oneWay = counterpart < 0;
    int second = oneWay ? destinationPort : counterpart;
    return text(ordered(source, sourcePort, destination, second, !oneWay), protocol, true);
  }

  private static boolean isIcmp(Family family, int protocol) {
    return protocol == (family == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6);
  }

  /** What answers a message, or is answered by it; -1 if there is no such thing. */
  private static int counterpart(int protocol, int type) {
    if (protocol == Protocol.ICMP) {
      return ICMP_PAIRS.getOrDefault(type, -1);
    }
    for (int lower : ICMPV6_PAIRS) {
      if (type == lower || type == lower + 1) {
        return 2 * lower + 1 - type;
      }
    }
    return -1;
  }

  private record Ends(byte[] first, int firstPort, byte[] second, int secondPort) {}

  private static Ends ordered(
      IpAddress source, int sourcePort, IpAddress destination, int destinationPort, boolean swap) {
    byte[] from = source.octets();
    byte[] to = destination.octets();
    int order = Arrays.compareUnsigned(from, to);
    boolean back = order > 0 || (order == 0 && sourcePort > destinationPort);
    return swap && back
        ? new Ends(to, destinationPort, from, sourcePort)
        : new Ends(from, sourcePort, to, destinationPort);
  }

  private static String text(Ends ends, int protocol, boolean ports) {
    ByteBuffer octets = ByteBuffer.allocate(2 + 2 * ends.first().length + 2 + (ports ? 4 : 0));
    octets.putShort((short) 0).put(ends.first()).put(ends.second());
    octets.put((byte) protocol).put((byte) 0);
    if (ports) {
      octets.putShort((short) ends.firstPort()).putShort((short) ends.secondPort());
    }
    return "1:" + Base64.getEncoder().encodeToString(sha1(octets.array()));
  }

  /** No secret hangs on it: it names, and protects nothing. */
  private static byte[] sha1(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(octets);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
