package org.mudward.mud.manager;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Direction;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;

/**
 * A kind of traffic of one device that is dropped, as samples show it.
 *
 * @param latest what the newest sample showed besides
 * @param samples how many there were; the packets are counted by rule only
 * @param first when the first came
 * @param last when the newest came
 */
public record Violation(
    Traffic traffic, Details latest, long samples, Instant first, Instant last) {

  /**
   * What counts as the same kind.
   *
   * @param device whose policy dropped it, or who forged it
   * @param direction which way it went, seen from the device
   * @param peer the other end: its IP address, or its MAC address where there is none
   * @param protocol its name or number; of what is not IP the EtherType
   * @param service whose port it was about; null if there are none
   * @param origin what dropped it
   */
  public record Traffic(
      MacAddress device,
      Direction direction,
      String peer,
      String protocol,
      @Nullable Service service,
      Origin origin) {}

  /**
   * The port of the side that is asked for something: where a connection is opened to, and if that
   * is not seen, the lower of the two.
   *
   * @param ofPeer whether it is the peer's, and not the device's
   */
  public record Service(int port, boolean ofPeer) {}

  /**
   * What may differ within a kind.
   *
   * @param address the one that the device used; null if it is not IP
   * @param peerMac the other end on the link, which is the gateway for all that is behind it
   * @param peerName a name of the peer; null if none is known
   * @param reason {@code spoof}, or in a word why rules drop it
   * @param nearest the entry that came nearest to permitting it; null if none comes near
   */
  public record Details(
      @Nullable IpAddress address,
      MacAddress peerMac,
      @Nullable String peerName,
      String reason,
      @Nullable Nearest nearest) {

    Details named(@Nullable String name) {
      return new Details(address, peerMac, name, reason, nearest);
    }
  }

  /**
   * An entry that would have permitted it.
   *
   * @param missed what would have to be different; empty if an entry before it decided
   */
  public record Nearest(Origin origin, List<String> missed) {
    public Nearest {
      missed = List.copyOf(missed);
    }
  }

  /** The sentence for the journal. */
  String inWords() {
    StringBuilder text = new StringBuilder();
    text.append(traffic.direction()).append(", dropped by ").append(traffic.origin());
    text.append(": ").append(traffic.protocol());
    Service service = traffic.service();
    if (service != null) {
      text.append(' ').append(service.port()).append(service.ofPeer() ? " of " : " of it, with ");
    } else {
      text.append(" with ");
    }
    text.append(traffic.peer());
    if (latest.peerName() != null) {
      text.append(" (").append(latest.peerName()).append(')');
    }
    if (latest.nearest() != null) {
      text.append("; nearest: ").append(latest.nearest().origin()).append(", but for ");
      List<String> missed = latest.nearest().missed();
      text.append(missed.isEmpty() ? "an entry before it" : String.join("; ", missed));
    }
    return text.toString();
  }
}
