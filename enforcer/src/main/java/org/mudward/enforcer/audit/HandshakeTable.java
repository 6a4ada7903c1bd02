package org.mudward.enforcer.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.tls.ClientHello;
import org.mudward.policy.tls.ServerReader;

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

  private final Map<Service, TlsSight> sights = new HashMap<>();

  /** The same, in the order in which they came up. */
  private final Map<MacAddress, List<TlsSight>> byDevice = new HashMap<>();

  private final @Nullable OpenHello[] open = new OpenHello[MAX_OPEN];
  private final ProfileTable profiles;
  private int openCount;

  HandshakeTable(ProfileTable profiles) {
    this.profiles = profiles;
  }

  private record Service(
      MacAddress device, IpAddress peer, int protocol, int port, boolean servedByPeer) {
    // Written out here: what the JDK makes for records is slow until the optimising compiler came
    // by.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Service service
          && port == service.port
          && protocol == service.protocol
          && servedByPeer == service.servedByPeer
          && peer.equals(service.peer)
          && device.equals(service.device);
    }

    @Override
    public int hashCode() {
      return (31 * device.hashCode() + peer.hashCode()) * 31 + port;
    }
  }

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
    int place = place(packet);
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

  /** Where a hello of the side of a connection that sent a packet would be. */
  static int place(Packet packet) {
    return OpenHello.hash(packet) & (MAX_OPEN - 1);
  }

  /**
   * Whether a packet has nothing to do with hellos.
   *
   * @param octet the first of its data; negative if it has none
   * @param place where a hello of its side would be
   */
  boolean isNothingTo(int octet, int place) {
    return octet < 0 || (octet != PacketData.HANDSHAKE && (openCount == 0 || open[place] == null));
  }

  private void tell(OpenHello hello, Packet packet, Decision decision, long number) {
    Optional<ClientHello> offer = hello.hello();
    if (offer.isPresent()) {
      for (TlsSight sight : sights(packet, decision, End.DESTINATION)) {
        sight.offers(offer.get(), number);
      }
    }
    Optional<ServerReader.Choice> choice = hello.choice();
    if (choice.isPresent()) {
      for (TlsSight sight : sights(packet, decision, End.SOURCE)) {
        sight.chooses(choice.get().version(), choice.get().suite(), number);
      }
    }
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
      byDevice.computeIfAbsent(service.device(), mac -> new ArrayList<>()).add(sight);
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

  /** Those of a device, in the order in which they came up. */
  List<TlsSight> sights(MacAddress device) {
    return List.copyOf(byDevice.getOrDefault(device, List.of()));
  }
}
