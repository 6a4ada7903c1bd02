package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

/**
 * The addresses in a DHCPv6 message: those of its identity associations, lasting and temporary (RFC
 * 8415 sections 21.4 to 21.6). Delegated prefixes are none: what is behind a router is not the
 * router.
 *
 * <p>A message with an association that cannot be read to its end, or with more addresses than a
 * device has, has none: it may mean something else.
 */
final class DhcpV6Addresses {
  /** As many as are kept of a device. */
  private static final int MAX_ADDRESSES = 16;

  // Places in the options.
  private static final int IA_NA_OPTIONS = 12;
  private static final int IA_TA_OPTIONS = 4;
  private static final int PREFERRED_LIFETIME = 16;
  private static final int VALID_LIFETIME = 20;
  private static final int ADDRESS_OPTIONS = 24;

  /**
   * One of them.
   *
   * @param preferred for how long it is used for what is new
   * @param valid for how long it is the device's; zero if it no longer is. All ones, which means
   *     for ever, is 136 years
   */
  record Address(IpAddress address, Duration preferred, Duration valid) {}

  private final List<Address> found = new ArrayList<>();
  private boolean readable = true;

  private DhcpV6Addresses() {}

  /** The addresses of a message, without those of which a status says that they were refused. */
  static List<Address> of(DhcpV6Options message) {
    DhcpV6Addresses addresses = new DhcpV6Addresses();
    if (message.isWhole() && message.isSuccess()) {
      addresses.associations(message.all(DhcpV6Options.IA_NA), IA_NA_OPTIONS);
      addresses.associations(message.all(DhcpV6Options.IA_TA), IA_TA_OPTIONS);
    }
    boolean usable = addresses.readable && addresses.found.size() <= MAX_ADDRESSES;
    return usable ? List.copyOf(addresses.found) : List.of();
  }

  private void associations(List<ByteBuffer> associations, int optionsPlace) {
    for (ByteBuffer association : associations) {
      options(association, optionsPlace)
          .filter(DhcpV6Options::isSuccess)
          .ifPresent(options -> options.all(DhcpV6Options.ADDRESS).forEach(this::address));
    }
  }

  private void address(ByteBuffer option) {
    Optional<DhcpV6Options> options = options(option, ADDRESS_OPTIONS);
    if (options.isPresent() && options.get().isSuccess()) {
      IpAddress address = new IpAddress(Family.IPV6, option.getLong(0), option.getLong(8));
      if (isHost(address)) {
        found.add(
            new Address(
                address,
                seconds(option.getInt(PREFERRED_LIFETIME)),
                seconds(option.getInt(VALID_LIFETIME))));
      }
    }
  }

  private Optional<DhcpV6Options> options(ByteBuffer value, int place) {
    if (value.limit() >= place) {
      DhcpV6Options options = DhcpV6Options.read(value, place, true);
      if (options.isWhole()) {
        return Optional.of(options);
      }
    }
    readable = false;
    return Optional.empty();
  }

  private static Duration seconds(int number) {
    return Duration.ofSeconds(Integer.toUnsignedLong(number));
  }

  /** What a server can give a host: not ::, ::1, IPv4-mapped, link-local or multicast. */
  static boolean isHost(IpAddress address) {
    boolean lowest = address.high() == 0 && address.low() >>> 48 == 0;
    boolean multicast = address.high() >>> 56 == 0xFF;
    return !lowest && !multicast && !isLinkLocal(address);
  }

  /** The address at a place, if a server can have it, also one that is known on its link only. */
  static Optional<IpAddress> server(ByteBuffer bytes, int at) {
    IpAddress address =
        new IpAddress(Family.IPV6, bytes.getLong(at), bytes.getLong(at + Long.BYTES));
    return isHost(address) || isLinkLocal(address) ? Optional.of(address) : Optional.empty();
  }

  /** Whether an address is of the block fe80::/10, which no router passes on. */
  static boolean isLinkLocal(IpAddress address) {
    return address.family() == Family.IPV6 && address.high() >>> 54 == 0xFE80 >>> 6;
  }
}
