package org.mudward.enforcer.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

/**
 * The hellos of TLS and DTLS in a capture. Of most packets one octet is looked at; those that begin
 * with a hello are put together with what follows them, until it is whole.
 *
 * <p>A segment that is missing or comes out of order ends the reading: what it showed stays
 * unknown.
 */
final class HandshakeTable {
  /** Services of peers of which versions are kept, some 5 MiB; of later ones none are. */
  static final int MAX_SIGHTS = 10_000;

  /** Hellos that are being put together at once; a newer one takes the place of an older. */
  static final int MAX_OPEN = 256;

  /** Segments of one hello: 16 KiB by the smallest of segments that anybody uses. */
  static final int MAX_SEGMENTS = 32;

  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;

  /** With it a DTLS server asks for a cookie; its hello is the message after it. */
  private static final int HELLO_VERIFY_REQUEST = 3;

  private final Map<Service, TlsSight> sights = new LinkedHashMap<>();
  private final @Nullable OpenHello[] open = new OpenHello[MAX_OPEN];
  private final ProfileTable profiles;
  private int openCount;

  HandshakeTable(ProfileTable profiles) {
    this.profiles = profiles;
  }

  private record Service(
      MacAddress device, IpAddress peer, int protocol, int port, boolean servedByPeer) {}

  /**
   * Looks at a packet of a device with a policy.
   *
   * @param facts the frame's
   */
  void see(Packet packet, PacketData data, Decision decision, FrameFacts facts) {
    if (data.isEmpty()) {
      return;
    }
    int type = data.handshake();
    boolean begins =
        type == CLIENT_HELLO
            || type == SERVER_HELLO
            || (type == HELLO_VERIFY_REQUEST && data.isDatagram());
    if (!begins && openCount == 0) {
      return;
    }
    int place = OpenHello.hash(packet) & (MAX_OPEN - 1);
    OpenHello hello = open[place];
    boolean goesOn = hello != null && hello.isOf(packet);
    if (hello == null || !goesOn) {
      if (!begins) {
        return;
      }
      if (hello == null) {
        openCount++;
      } else {
        hello.end("another hello took its room", facts);
      }
      boolean fromClient = type == CLIENT_HELLO;
      ProfileSight sight = fromClient ? profiles.sight(packet) : null;
      hello = new OpenHello(packet, fromClient, data.isDatagram(), sight);
      open[place] = hello;
    }
    boolean more = hello.add(packet.field(Field.TCP_SEQUENCE), data);
    tell(hello, packet, decision, facts.number);
    if (!more) {
      hello.end("a segment of it is missing, or it has too many", facts);
      open[place] = null;
      openCount--;
    }
  }

  private void tell(OpenHello hello, Packet packet, Decision decision, long number) {
    hello
        .hello()
        .ifPresent(
            found -> {
              for (TlsSight sight : sights(packet, decision, End.DESTINATION)) {
                sight.offers(found, number);
              }
            });
    hello
        .choice()
        .ifPresent(
            choice -> {
              for (TlsSight sight : sights(packet, decision, End.SOURCE)) {
                sight.chooses(choice.version(), choice.suite(), number);
              }
            });
  }

  /** Of each of the two parties that has a policy. */
  private List<TlsSight> sights(Packet packet, Decision decision, End server) {
    List<TlsSight> found = new ArrayList<>();
    if (decision.sender() != null) {
      add(found, packet, Direction.FROM_DEVICE, server);
    }
    if (decision.receiver() != null) {
      add(found, packet, Direction.TO_DEVICE, server);
    }
    return found;
  }

  private void add(List<TlsSight> found, Packet packet, Direction direction, End server) {
    End peer = direction.peer();
    Service service =
        new Service(
            new MacAddress(packet.mac(peer.opposite())),
            packet.address(peer),
            packet.protocol(),
            packet.port(server),
            server == peer);
    TlsSight sight = sights.get(service);
    if (sight == null && sights.size() < MAX_SIGHTS) {
      sight =
          new TlsSight(
              service.device(),
              service.peer(),
              service.protocol(),
              service.port(),
              service.servedByPeer());
      sights.put(service, sight);
    }
    if (sight != null) {
      found.add(sight);
    }
  }

  /** Ends what is being put together, at the end of all frames. */
  void end(FrameFacts facts) {
    for (int place = 0; place < MAX_OPEN; place++) {
      OpenHello hello = open[place];
      if (hello != null) {
        hello.end("the capture ends before it", facts);
        open[place] = null;
      }
    }
    openCount = 0;
  }

  /** All of them, in the order in which they came up. */
  List<TlsSight> sights() {
    return List.copyOf(sights.values());
  }
}
