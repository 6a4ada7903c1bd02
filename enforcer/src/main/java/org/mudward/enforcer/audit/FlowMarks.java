package org.mudward.enforcer.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.End;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/** What tells of a flow who began it, whether that was answered, and when something new began. */
final class FlowMarks {
  /**
   * Beginnings that are remembered of a flow, half a KiB. By then a device has shown by which names
   * it knows a peer.
   */
  static final int MAX_BEGINNINGS = 64;

  /** What comes without such a pause is one burst, however long; programs retry after seconds. */
  private static final long PAUSE_MICROS = 500_000;

  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int ACK = 0x10;
  private static final int NO_PORT = -9;
  private static final long[] NONE = {};

  private long opened;
  private long hidden;
  private long answered;
  private long reset;
  private long data;
  private long uses;
  private long usedMicros;
  private int clientPort = NO_PORT;
  private boolean clientVaries;
  private long firstBeginning;

  /** All but the first; most flows have no other. */
  private long[] beginnings = NONE;

  private int begun;

  /**
   * Looks at one of the flow's frames.
   *
   * @param client the end that the service does not belong to
   */
  void see(Packet packet, End client, long number, long micros) {
    if (packet.protocol() == Protocol.TCP) {
      seeSegment(packet.tcpFlags(), number, micros);
    } else {
      seeDatagram(packet.port(client), number, micros);
    }
  }

  private void use(long micros) {
    if (uses == 0 || micros - usedMicros >= PAUSE_MICROS || micros == CapturedFrame.NO_TIME) {
      uses++;
      usedMicros = micros;
    }
  }

  /**
   * Looks at a packet of another protocol than TCP.
   *
   * @param port that of the end that the service does not belong to
   */
  void seeDatagram(int port, long number, long micros) {
    use(micros);
    if (port != clientPort) {
      clientVaries |= clientPort != NO_PORT;
      clientPort = port;
      begin(number);
    }
  }

  /** Looks at a segment of TCP. */
  void seeSegment(int flags, long number, long micros) {
    use(micros);
    if (flags < 0) {
      hidden++;
    } else if ((flags & SYN) != 0) {
      if ((flags & ACK) == 0) {
        opened++;
        begin(number);
      } else {
        answered++;
      }
    } else if ((flags & RST) != 0) {
      reset++;
    } else {
      data++;
    }
  }

  private void begin(long number) {
    if (begun == 0) {
      firstBeginning = number;
      begun = 1;
    } else if (begun < MAX_BEGINNINGS) {
      if (begun > beginnings.length) {
        beginnings = Arrays.copyOf(beginnings, 2 * begun - 1);
      }
      beginnings[begun++ - 1] = number;
    }
  }

  /** How often it was used, with pauses between. */
  long uses() {
    return uses;
  }

  long opened() {
    return opened;
  }

  /** TCP segments that open a connection, or hide whether they do. */
  long strays() {
    return opened + hidden;
  }

  long answered() {
    return answered;
  }

  long reset() {
    return reset;
  }

  long data() {
    return data;
  }

  /**
   * The port of the end that the service does not belong to, if it was always the same; else -1.
   */
  int clientPort() {
    return clientVaries || clientPort < 0 ? Flow.NONE : clientPort;
  }

  /** The numbers of the first frames with which something new began. */
  List<Long> beginnings() {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < begun; i++) {
      numbers.add(i == 0 ? firstBeginning : beginnings[i - 1]);
    }
    return numbers;
  }
}
