package org.mudward.mud.manager;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.learn.Sighting;
import org.mudward.policy.IpAddress;
import org.mudward.policy.link.LinkMessage;

/** Who hears what enforcers say; called on the link's event loop, so it must not block. */
interface LinkListener {
  void connected(String enforcer);

  void disconnected(String enforcer);

  void sighted(List<Sighting> sightings);

  /**
   * An answer of the DNS was on its way to a device.
   *
   * @param from who sent it
   * @return done when what it says has been published
   */
  CompletableFuture<Boolean> answered(DnsMessage answer, IpAddress from);

  void applied(String enforcer, LinkMessage.Applied applied);

  void refused(String enforcer, LinkMessage.Refused refused);

  void ports(String enforcer, LinkMessage.Ports ports);

  /** Something was dropped that no policy permits. */
  void violated(DropSample sample);

  void counted(String enforcer, LinkMessage.Counts counts);
}
