package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing that a device's own frames say of what it is. Anybody can say anything of himself, so
 * it helps a person to recognise the device, and no rule ever comes of it.
 *
 * @param text printable ASCII and not longer than anybody reads, whatever the device sent
 */
public record Trait(Kind kind, String text) implements Comparable<Trait> {
  /** As long as the names of the DNS may be; what is longer is cut. */
  static final int MAX_TEXT = 253;

  private static final Comparator<Trait> ORDER =
      Comparator.comparing(Trait::kind).thenComparing(Trait::text);

  /** What cannot be printed, and what is too long, is made harmless. */
  public Trait {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_TEXT));
    text.chars().limit(MAX_TEXT).forEach(c -> safe.append(c >= 0x20 && c < 0x7F ? (char) c : '?'));
    text = safe.toString();
  }

  /** What it is said by. */
  public enum Kind {
    /** RFC 2132 section 3.14. */
    DHCPV4_HOST_NAME("host name, DHCPv4 option 12", false),
    /** The options that it asks for, in its order (RFC 2132 section 9.8). */
    DHCPV4_PARAMETERS("parameter request list, DHCPv4 option 55", false),
    /** RFC 2132 section 9.13. */
    DHCPV4_VENDOR_CLASS("vendor class, DHCPv4 option 60", false),
    /** RFC 4702. */
    DHCPV4_CLIENT_NAME("client name, DHCPv4 option 81", false),
    /** RFC 8415 section 21.15. */
    DHCPV6_USER_CLASS("user class, DHCPv6 option 15", false),
    /** An enterprise number and what that one's devices say (RFC 8415 section 21.16). */
    DHCPV6_VENDOR_CLASS("vendor class, DHCPv6 option 16", false),
    /** RFC 4704. */
    DHCPV6_CLIENT_NAME("client name, DHCPv6 option 39", false),
    /** A name for which it announces an address (RFC 6762). */
    MDNS_NAME("host name by mDNS", true),
    /** A kind of service that it announces (RFC 6763). */
    MDNS_SERVICE("service by mDNS", true),
    /** What it calls its own software (UPnP Device Architecture section 1.2.2). */
    SSDP_SERVER("SERVER by SSDP", true),
    /** What it announces to be, or to serve. */
    SSDP_TYPE("type by SSDP", true);

    private final String words;
    private final boolean several;

    Kind(String words, boolean several) {
      this.words = words;
      this.several = several;
    }

    /** What it is, and where it stands, for people. */
    public String words() {
      return words;
    }

    /** Whether a device may have several of the kind at once; of others the newest counts. */
    boolean isSeveral() {
      return several;
    }

    /** For programs. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind that {@link #toString} calls so. */
    public static Optional<Kind> of(String name) {
      return Stream.of(values()).filter(kind -> kind.toString().equals(name)).findFirst();
    }
  }

  /** One whose text is the octets from a place on. */
  static Trait of(Kind kind, ByteBuffer octets, int from) {
    StringBuilder text = new StringBuilder();
    for (int at = from; at < octets.limit() && text.length() < MAX_TEXT; at++) {
      text.append((char) (octets.get(at) & 0xFF));
    }
    return new Trait(kind, text.toString());
  }

  @Override
  public int compareTo(Trait other) {
    return ORDER.compare(this, other);
  }
}
