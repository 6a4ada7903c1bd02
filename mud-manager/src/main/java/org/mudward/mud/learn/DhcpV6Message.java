package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.mudward.policy.MacAddress;

/**
 * One DHCPv6 message that a client or a server wrote, taken out of what relays put around it (RFC
 * 8415 sections 8 and 9).
 *
 * @param device whom it is from or for
 * @param isRelayed whether it came in a relay's message
 * @param type what kind of message it is
 * @param options what its options say
 */
record DhcpV6Message(MacAddress device, boolean isRelayed, int type, DhcpV6Options options) {
  /** RFC 8415 sections 7.6 and 19.1.2: the first relay writes hop count 0, the last one 8. */
  private static final int MAX_RELAYS = 9;

  private static final int HEADER = 4;
  private static final int RELAY_HEADER = 34;

  private static final int ETHERNET = 1;

  // RFC 8415 section 11: a DUID of link-layer address and time, and one without the time.
  private static final int DUID_LLT = 1;
  private static final int DUID_LL = 3;
  private static final int LLT_ADDRESS = 8;
  private static final int LL_ADDRESS = 4;

  /** The message in a datagram between a client and a server on the same link. */
  static Optional<DhcpV6Message> direct(Datagram datagram, Optional<MacAddress> device) {
    ByteBuffer content = datagram.content();
    return content.limit() < HEADER
        ? Optional.empty()
        : device.map(mac -> of(mac, false, content, options(content, datagram.isWhole())));
  }

  /**
   * The message in a datagram between a relay and a server; empty if it cannot be said about whom
   * it is, or if a part of what the relays wrote is missing, which might say so.
   *
   * @param envelope the type that every relay's part must have: towards servers, or back
   */
  static Optional<DhcpV6Message> relayed(Datagram datagram, int envelope) {
    ByteBuffer content = datagram.content();
    DhcpV6Options relay = null;
    for (int hop = 0; hop < MAX_RELAYS && isEnvelope(content, envelope); hop++) {
      relay = DhcpV6Options.read(content, RELAY_HEADER, datagram.isWhole());
      Optional<ByteBuffer> inner = relay.one(DhcpV6Options.RELAY_MESSAGE);
      if (!relay.isWhole() || inner.isEmpty()) {
        return Optional.empty();
      }
      content = inner.get();
    }
    if (relay == null || content.limit() < HEADER) {
      return Optional.empty();
    }
    ByteBuffer message = content;
    DhcpV6Options options = options(message, true);
    return device(relay, options).map(mac -> of(mac, true, message, options));
  }

  private static DhcpV6Message of(
      MacAddress device, boolean relayed, ByteBuffer content, DhcpV6Options options) {
    return new DhcpV6Message(device, relayed, content.get(0) & 0xFF, options);
  }

  private static boolean isEnvelope(ByteBuffer content, int type) {
    return content.limit() >= RELAY_HEADER && content.get(0) == type;
  }

  private static DhcpV6Options options(ByteBuffer message, boolean complete) {
    return DhcpV6Options.read(message, HEADER, complete);
  }

  /**
   * What the relay next to the client saw (RFC 6939); only if it does not say, what the client says
   * of itself.
   */
  private static Optional<MacAddress> device(DhcpV6Options relay, DhcpV6Options message) {
    return relay.all(DhcpV6Options.LINK_LAYER_ADDRESS).isEmpty()
        ? message.one(DhcpV6Options.CLIENT_ID).flatMap(DhcpV6Message::ofDuid)
        : relay
            .one(DhcpV6Options.LINK_LAYER_ADDRESS)
            .filter(value -> value.limit() == 2 + DeviceMac.LENGTH && value.getShort(0) == ETHERNET)
            .flatMap(value -> DeviceMac.at(value, 2));
  }

  private static Optional<MacAddress> ofDuid(ByteBuffer duid) {
    if (duid.limit() < LL_ADDRESS || duid.getShort(2) != ETHERNET) {
      return Optional.empty();
    }
    int place =
        switch (duid.getShort(0)) {
          case DUID_LLT -> LLT_ADDRESS;
          case DUID_LL -> LL_ADDRESS;
          default -> duid.limit();
        };
    return duid.limit() == place + DeviceMac.LENGTH ? DeviceMac.at(duid, place) : Optional.empty();
  }
}
