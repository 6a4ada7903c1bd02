package org.mudward.enforcer.audit;

import java.util.Arrays;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/**
 * The TCP ports of hosts at which a connection was opened, or answered, in a capture: there a
 * service is, whatever the numbers of the two ports.
 *
 * <p>Holds 64 bits of each host and port; that two of them share all 64 is left out of account.
 */
final class ServedPorts {
  /** Far more than a site has; what comes after is told by the numbers of the ports. */
  static final int MAX_PORTS = 1 << 16;

  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private static final int FIRST_ROOM = 256;

  /** All that were seen, in the order in which they came up. */
  private long[] marks = new long[FIRST_ROOM];

  /** The same, each where it is found; small as long as it can be, to stay in the cache. */
  private long[] places = new long[2 * FIRST_ROOM];

  private int size;

  /** Whether these flags are those of whoever accepts a connection. */
  static boolean isAnswer(int flags) {
    return flags >= 0 && (flags & (SYN | ACK)) == (SYN | ACK);
  }

  /**
   * Looks whether a packet opens a connection, or answers that.
   *
   * @param flags of TCP; negative if there are none
   */
  void see(Packet packet, int flags) {
    if (flags < 0 || (flags & SYN) == 0) {
      return;
    }
    End server = (flags & ACK) == 0 ? End.DESTINATION : End.SOURCE;
    long mark = mark(packet, server);
    int place = place(mark);
    if (places[place] == 0 && size < MAX_PORTS) {
      places[place] = mark;
      marks[size++] = mark;
      if (size == marks.length && size < MAX_PORTS) {
        grow();
      }
    }
  }

  private void grow() {
    marks = Arrays.copyOf(marks, 2 * size);
    places = new long[4 * size];
    for (int i = 0; i < size; i++) {
      places[place(marks[i])] = marks[i];
    }
  }

  /** How many there are; they never become fewer. */
  int size() {
    return size;
  }

  /** Whether a service was seen at this end of a packet. */
  boolean serves(Packet packet, End end) {
    long mark = markOf(packet, end);
    return mark != 0 && places[place(mark)] != 0;
  }

  /** What stands for the port at this end of a packet; 0 if that is none where a service may be. */
  static long markOf(Packet packet, End end) {
    boolean port = packet.protocol() == Protocol.TCP && packet.port(end) >= 0;
    return port ? mark(packet, end) : 0;
  }

  /**
   * Whether none of two ports is among those that came up later.
   *
   * @param before how many there were then
   */
  boolean isAsAfter(int before, long one, long other) {
    for (int i = before; i < size; i++) {
      if (marks[i] == one || marks[i] == other) {
        return false;
      }
    }
    return true;
  }

  /** Where a mark is, or would be. Half of all places are empty, so there is an end. */
  private int place(long mark) {
    int place = (int) (mark >>> 32) & (places.length - 1);
    while (places[place] != 0 && places[place] != mark) {
      place = (place + 1) & (places.length - 1);
    }
    return place;
  }

  /** Never zero, which stands for nothing. */
  private static long mark(Packet packet, End end) {
    long mixed = (packet.port(end) * 2L + (packet.family() == Family.IPV6 ? 1 : 0)) * SPREAD;
    mixed = (mixed ^ mixed >>> 29 ^ packet.addressHigh(end)) * SPREAD;
    mixed = (mixed ^ mixed >>> 29 ^ packet.addressLow(end)) * SPREAD;
    return mixed | 1;
  }
}
