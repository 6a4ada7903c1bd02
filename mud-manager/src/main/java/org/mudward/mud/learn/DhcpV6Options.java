package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.policy.IpAddress;

/**
 * The options in one stretch of DHCPv6 (RFC 8415 section 21.1): of a message, of what a relay wraps
 * around it, or inside of another option.
 *
 * <p>An option that runs past the end of its stretch ends the reading; {@link #isWhole} then says
 * no. Nothing is copied: values are views.
 */
final class DhcpV6Options implements UrlOptions {
  static final int CLIENT_ID = 1;
  static final int IA_NA = 3;
  static final int IA_TA = 4;
  static final int ADDRESS = 5;
  static final int RELAY_MESSAGE = 9;
  static final int STATUS = 13;
  static final int USER_CLASS = 15;
  static final int VENDOR_CLASS = 16;
  static final int DNS_SERVERS = 23;
  static final int SNTP_SERVERS = 31;
  static final int CLIENT_NAME = 39;
  static final int NTP_SERVER = 56;
  static final int LINK_LAYER_ADDRESS = 79;
  static final int MUD_URL = 112;

  private static final int ADDRESS_OCTETS = 16;
  private static final int NTP_ADDRESS = 1;
  private static final int HEADER = 4;
  private static final int NONE = -1;
  private static final int SUCCESS = 0;

  private final Map<Integer, List<ByteBuffer>> values = new HashMap<>();
  private final boolean complete;
  private boolean cutOff;
  private int cut = NONE;

  private DhcpV6Options(boolean complete) {
    this.complete = complete;
  }

  /**
   * Reads them.
   *
   * @param from where the first option starts, at most at the limit of the stretch
   * @param complete whether the stretch has all the octets that it should have
   */
  static DhcpV6Options read(ByteBuffer stretch, int from, boolean complete) {
    DhcpV6Options options = new DhcpV6Options(complete);
    int at = from;
    while (at < stretch.limit() && !options.cutOff) {
      at = options.readOne(stretch, at);
    }
    return options;
  }

  /** Reads the option at a place; returns where the next one starts. */
  private int readOne(ByteBuffer stretch, int at) {
    int room = stretch.limit() - at;
    int code = room < 2 ? NONE : stretch.getShort(at) & 0xFFFF;
    int length = room < HEADER ? room : stretch.getShort(at + 2) & 0xFFFF;
    if (length > room - HEADER) {
      cutOff = true;
      cut = code;
      return stretch.limit();
    }
    values.computeIfAbsent(code, key -> new ArrayList<>()).add(stretch.slice(at + HEADER, length));
    return at + HEADER + length;
  }

  /** Whether nothing is missing at the end. */
  boolean isWhole() {
    return complete && !cutOff;
  }

  @Override
  public boolean isRepeated(int code) {
    return all(code).size() > 1;
  }

  @Override
  public boolean isCut(int code) {
    return cut == code;
  }

  /** All options of a kind. */
  List<ByteBuffer> all(int code) {
    return values.getOrDefault(code, List.of());
  }

  /** The option of a kind that comes just once. */
  Optional<ByteBuffer> one(int code) {
    return all(code).size() == 1 ? Optional.of(all(code).get(0)) : Optional.empty();
  }

  /** The hosts of an option that lists addresses (RFC 3646, RFC 4075); no more count. */
  Set<IpAddress> hosts(int code) {
    Set<IpAddress> hosts = new HashSet<>();
    for (ByteBuffer value : one(code).stream().toList()) {
      for (int at = 0;
          at + ADDRESS_OCTETS <= value.limit() && hosts.size() < DhcpOptions.MAX_HOSTS;
          at += ADDRESS_OCTETS) {
        DhcpV6Addresses.server(value, at).ifPresent(hosts::add);
      }
    }
    return hosts;
  }

  /**
   * The time servers that options 56 name by their addresses, one each (RFC 5908 section 4). Those
   * that they name otherwise, as a group or by a name, are not taken: whom that means is another's
   * word.
   */
  Set<IpAddress> timeServers() {
    Set<IpAddress> servers = new HashSet<>();
    for (ByteBuffer value : all(NTP_SERVER)) {
      boolean one =
          value.limit() == HEADER + ADDRESS_OCTETS
              && value.getShort(0) == NTP_ADDRESS
              && value.getShort(2) == ADDRESS_OCTETS;
      if (one && servers.size() < DhcpOptions.MAX_HOSTS) {
        DhcpV6Addresses.server(value, HEADER).ifPresent(servers::add);
      }
    }
    return servers;
  }

  @Override
  public Optional<String> text(int code) {
    return one(code).map(value -> StandardCharsets.ISO_8859_1.decode(value.slice()).toString());
  }

  /** Whether no status says anything but success (RFC 8415 section 21.13). */
  boolean isSuccess() {
    return all(STATUS).isEmpty()
        || one(STATUS)
            .filter(status -> status.limit() >= 2 && status.getShort(0) == SUCCESS)
            .isPresent();
  }
}
