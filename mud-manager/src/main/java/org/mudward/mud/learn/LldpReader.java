package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Sighting.Withdrawn;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

/**
 * What one LLDP frame tells: the MUD URL of the station that sent it (RFC 8520 section 12), or that
 * what it told no longer holds (IEEE 802.1AB: a time to live of zero).
 *
 * <p>A frame counts if a receiver of LLDP would take it: sent to a group address that bridges do
 * not pass on, so that the sender is on this link, and beginning with chassis, port and time to
 * live, which come once each. Never throws for any frame, and looks at each octet at most a few
 * times.
 */
final class LldpReader {
  static final int ETHERTYPE = 0x88CC;

  /** IEEE 802.1AB section 7.1: nearest bridge, nearest non-TPMR bridge, nearest customer bridge. */
  private static final Set<Long> GROUPS =
      Set.of(0x0180_C200_000EL, 0x0180_C200_0003L, 0x0180_C200_0000L);

  private static final int HEADER = 2;

  // IEEE 802.1AB section 8, kinds of TLV.
  private static final int END = 0;
  private static final int CHASSIS = 1;
  private static final int PORT = 2;
  private static final int TIME_TO_LIVE = 3;
  private static final int ORGANIZATION = 127;

  /**
   * IEEE 802.1AB sections 8.5.2 and 8.5.3: an identifier has 1 to 255 octets, and one for its kind.
   */
  private static final int MAX_ID = 256;

  /** The OUI 00-00-5E and subtype 1 (RFC 8520 section 12). */
  private static final int MUD = 0x00005E01;

  private final ByteBuffer frame;
  private final MacAddress sender;
  private int at;

  // The TLV that was read last.
  private int type;
  private int length;
  private int value;

  private int timeToLive;
  private final List<Emitted> urls = new ArrayList<>();

  private LldpReader(ByteBuffer frame, int from, MacAddress sender) {
    this.frame = frame;
    this.sender = sender;
    at = from;
  }

  /**
   * Reads a frame; of one that is cut, what is wholly there.
   *
   * @return nothing for most frames
   */
  static List<Sighting> read(Packet packet) {
    if (packet.etherType() != ETHERTYPE || !GROUPS.contains(packet.destinationMac())) {
      return List.of();
    }
    ByteBuffer frame = packet.bytes().slice(0, packet.frameEnd());
    return DeviceMac.of(packet.sourceMac())
        .map(sender -> new LldpReader(frame, packet.linkPayloadOffset(), sender).read())
        .orElse(List.of());
  }

  private List<Sighting> read() {
    if (!readMandatory()) {
      return List.of();
    }
    if (timeToLive == 0) {
      return List.of(new Withdrawn(sender, Source.LLDP));
    }
    while (next() && type != END) {
      if (type <= TIME_TO_LIVE) {
        return List.of(); // it says two things of itself, and nobody takes it
      }
      if (isMud()) {
        urls.add(emitted());
      }
    }
    Duration lasting = Duration.ofSeconds(timeToLive);
    if (isCut() && isMud() && urls.isEmpty()) {
      String problem = "the TLV of the MUD URL runs past the end of the frame";
      return List.of(MudString.refused(sender, Source.LLDP, problem));
    }
    return urls.size() > 1
        ? List.of(firstOfSeveral().lasting(lasting))
        : urls.stream().<Sighting>map(url -> url.lasting(lasting)).toList();
  }

  /** Chassis, port and time to live, in this order (IEEE 802.1AB section 9.2.7.7.1). */
  private boolean readMandatory() {
    boolean chassis = next() && type == CHASSIS && isId();
    boolean port = chassis && next() && type == PORT && isId();
    if (!port || !next() || type != TIME_TO_LIVE || length < 2) {
      return false;
    }
    timeToLive = frame.getShort(value) & 0xFFFF;
    return true;
  }

  private boolean isId() {
    return length >= 2 && length <= MAX_ID;
  }

  /** Goes to the next TLV; false at the end, and if it is cut off. */
  private boolean next() {
    if (at + HEADER > frame.limit()) {
      return false;
    }
    int header = frame.getShort(at) & 0xFFFF;
    type = header >>> 9;
    length = header & 0x1FF;
    value = at + HEADER;
    at = value + length;
    return !isCut();
  }

  private boolean isCut() {
    return at > frame.limit();
  }

  private boolean isMud() {
    return type == ORGANIZATION
        && length >= 4
        && value + 4 <= frame.limit()
        && frame.getInt(value) == MUD;
  }

  private Emitted emitted() {
    ByteBuffer text = frame.slice(value + 4, length - 4);
    return MudString.emitted(
        sender, StandardCharsets.ISO_8859_1.decode(text).toString(), Source.LLDP);
  }

  /** RFC 8520 section 12 allows one; of several the first counts, and somebody is told. */
  private Emitted firstOfSeveral() {
    String problem = "several MUD URLs in a frame of LLDP, of which the first counts (RFC 8520 12)";
    return new Emitted(sender, urls.get(0).url(), Source.LLDP, problem);
  }
}
