package org.mudward.mud.learn;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.policy.MacAddress;

/**
 * What the QR code on a device says of MUD (RFC 9238 section 3.2). Anybody can print one: it is a
 * claim, like what a device emits by itself.
 *
 * @param company who made it
 * @param product what it is; null if it does not say
 * @param model which model it is
 * @param url without a query
 * @param hardware its link-layer address, 12 or 16 upper-case hexadecimal digits; null if it does
 *     not say
 */
public record QrLabel(
    String company, @Nullable String product, String model, MudUrl url, @Nullable String hardware) {
  private static final int ETHERNET_DIGITS = 12;

  /** Which device it is, if it has an Ethernet address and says which. */
  public Optional<MacAddress> mac() {
    return hardware == null || hardware.length() != ETHERNET_DIGITS
        ? Optional.empty()
        : DeviceMac.of(Long.parseLong(hardware, 16));
  }
}
