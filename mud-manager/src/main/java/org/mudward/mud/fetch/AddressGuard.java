package org.mudward.mud.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Decides which addresses are dialled. A device names the URL, so whoever owns the device also owns
 * the answers about the name: what is not plainly out there is refused unless the site permits it.
 *
 * <p>A name is looked up once for each request. Exactly the addresses that were judged are handed
 * on, so a resolver that changes its mind (rebinding) has nobody to tell.
 */
final class AddressGuard {
  private final List<Prefix> allowed;
  private final FetchSettings settings;
  private final NameResolver resolver;

  AddressGuard(FetchSettings settings, NameResolver resolver) {
    this.allowed = settings.allowed();
    this.settings = settings;
    this.resolver = resolver;
  }

  /** The addresses of a host that may be dialled, in the resolver's order; at least one. */
  List<IpAddress> permitted(HttpsUrl url) throws FailedException {
    List<IpAddress> permitted = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (IpAddress address : addresses(url)) {
      Optional<String> reason = refusal(address);
      if (reason.isPresent()) {
        refused.add(address + " is " + reason.get());
      } else {
        permitted.add(address);
      }
    }
    if (permitted.isEmpty()) {
      throw new FailedException(
          Reason.FORBIDDEN_ADDRESS, url.host() + " is not dialled: " + String.join(", ", refused));
    }
    return permitted;
  }

  private List<IpAddress> addresses(HttpsUrl url) throws FailedException {
    if (url.literal().isPresent()) {
      return List.of(url.literal().get());
    }
    try {
      List<IpAddress> addresses = resolver.addresses(url.host());
      if (addresses.isEmpty()) {
        throw new IOException("it has none");
      }
      return addresses;
    } catch (IOException e) {
      throw new FailedException(
          Reason.NAME, "no address for " + url.host() + ": " + e.getMessage());
    }
  }

  /**
   * Why an address is not dialled; empty if it may be.
   *
   * <p>The site permits by block, but an address of the appliance itself only by naming it alone: a
   * block around it was meant for its neighbours.
   */
  Optional<String> refusal(IpAddress address) {
    if (SpecialAddresses.isMapped(address)) {
      return Optional.of("an IPv4 address in the clothes of IPv6 (RFC 4291 section 2.5.5.2)");
    }
    IpAddress reached = SpecialAddresses.reached(address);
    if (isOwn(address) || isOwn(reached)) {
      return allowed.contains(Prefix.of(address))
          ? Optional.empty()
          : Optional.of("the appliance's own");
    }
    if (allowed.stream().anyMatch(block -> block.contains(address) || block.contains(reached))) {
      return Optional.empty();
    }
    return SpecialAddresses.kind(reached);
  }

  private boolean isOwn(IpAddress address) {
    return settings.own().contains(address);
  }
}
