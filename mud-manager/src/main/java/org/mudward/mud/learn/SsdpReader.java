package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mudward.mud.learn.Trait.Kind;
import org.mudward.policy.End;
import org.mudward.policy.Packet;

/**
 * What a device announces of itself by SSDP (UPnP Device Architecture section 1): its software, and
 * what it is or serves. Announcements and answers to searches; what a search asks for says nothing
 * of whoever asks.
 *
 * <p>Never throws for any frame, and looks at each octet at most a few times.
 */
final class SsdpReader {
  /** An announcement has some ten short lines; what stands behind that is not read. */
  static final int MAX_OCTETS = 1500;

  private static final int PORT = 1900;

  private SsdpReader() {}

  static List<Sighting> read(Packet packet) {
    boolean port = packet.port(End.SOURCE) == PORT || packet.port(End.DESTINATION) == PORT;
    Optional<Datagram> datagram = port ? Datagram.of(packet) : Optional.empty();
    if (datagram.isEmpty()) {
      return List.of();
    }
    ByteBuffer content = datagram.get().content();
    ByteBuffer head = content.slice(0, Math.min(content.limit(), MAX_OCTETS));
    Traits all = traits(StandardCharsets.ISO_8859_1.decode(head).toString());
    return DeviceMac.of(packet.sourceMac())
        .filter(mac -> !all.isEmpty())
        .<List<Sighting>>map(mac -> List.of(new Sighting.Described(mac, all)))
        .orElse(List.of());
  }

  private static Traits traits(String message) {
    boolean announcement = message.startsWith("NOTIFY * HTTP/1.1\r\n");
    boolean answer = message.startsWith("HTTP/1.1 200 OK\r\n");
    List<Trait> traits = new ArrayList<>();
    if (announcement || answer) {
      message.lines().skip(1).forEach(line -> header(line, announcement ? "nt" : "st", traits));
    }
    return Traits.NONE.with(traits);
  }

  private static void header(String line, String type, List<Trait> traits) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    String value = line.substring(colon + 1).strip();
    if (name.equals("server")) {
      traits.add(new Trait(Kind.SSDP_SERVER, value));
    } else if (name.equals(type) && !value.startsWith("uuid:")) {
      traits.add(new Trait(Kind.SSDP_TYPE, value));
    }
  }
}
