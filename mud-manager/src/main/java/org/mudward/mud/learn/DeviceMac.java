package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.mudward.policy.MacAddress;

/**
 * Addresses that a device can have: a group's is no device's, and zero is what is not filled in.
 */
final class DeviceMac {
  static final int LENGTH = 6;

  private DeviceMac() {}

  /** The address with these 48 bits. */
  static Optional<MacAddress> of(long bits) {
    return checked(new MacAddress(bits));
  }

  /** The address in the six octets from a place on, which have to be there. */
  static Optional<MacAddress> at(ByteBuffer bytes, int place) {
    long high = bytes.getShort(place) & 0xFFFF;
    return of(high << 32 | (bytes.getInt(place + 2) & 0xFFFF_FFFFL));
  }

  /** The same address, if a device can have it. */
  static Optional<MacAddress> checked(MacAddress mac) {
    return mac.isMulticast() || mac.bits() == 0 ? Optional.empty() : Optional.of(mac);
  }
}
