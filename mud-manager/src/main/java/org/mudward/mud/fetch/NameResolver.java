package org.mudward.mud.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.mudward.policy.IpAddress;

/** Knows the addresses of a host; the fetcher dials only what it got here and judged. */
@FunctionalInterface
public interface NameResolver {

  /**
   * All addresses of a name, best first. Blocks, for a time that the resolver bounds.
   *
   * @param host a name, never an address in any spelling
   * @throws IOException if there are none, or nobody answers
   */
  List<IpAddress> addresses(String host) throws IOException;

  /** The system's resolver, with the time limits of the system. */
  static NameResolver system() {
    return host -> {
      List<IpAddress> addresses = new ArrayList<>();
      for (InetAddress address : InetAddress.getAllByName(host)) {
        addresses.add(IpAddress.of(address.getAddress()));
      }
      return addresses;
    };
  }
}
