package org.mudward.mud.learn;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * Something learnt about a device from one frame or one hook call. Times are the receiver's affair.
 */
public sealed interface Sighting {
  /** The device that it is about. */
  MacAddress mac();

  /**
   * The device emitted a MUD URL, or authenticated itself by a certificate that names none.
   *
   * @param url null if what it emitted is no valid MUD URL, or if it emitted none
   * @param source by which way
   * @param problem what is wrong with it, for the journal; null if nothing is
   * @param proof what the certificate says by which it authenticated itself; null if it did not
   * @param lasting for how long it holds unless it is repeated; null if that is not said
   */
  record Emitted(
      MacAddress mac,
      @Nullable MudUrl url,
      Source source,
      @Nullable String problem,
      @Nullable Proof proof,
      @Nullable Duration lasting)
      implements Sighting {
    /** By a way that proves nothing. */
    public Emitted(MacAddress mac, @Nullable MudUrl url, Source source, @Nullable String problem) {
      this(mac, url, source, problem, null, null);
    }

    /** By a certificate. */
    public Emitted(
        MacAddress mac, @Nullable MudUrl url, @Nullable String problem, @Nullable Proof proof) {
      this(mac, url, Source.X509, problem, proof, null);
    }

    /** The same, which holds for so long unless it is repeated. */
    public Emitted lasting(Duration time) {
      return new Emitted(mac, url, source, problem, proof, time);
    }
  }

  /**
   * What a certificate says of the thing that proved to hold its key (RFC 8520 section 11).
   *
   * @param thing the subject
   * @param mudsigner the subject of the certificate that has to sign its MUD file; null if any may
   */
  record Proof(X500Principal thing, @Nullable X500Principal mudsigner) {}

  /**
   * The device was given an address.
   *
   * @param lease for how long; null if the source does not say
   */
  record Leased(MacAddress mac, IpAddress address, @Nullable Duration lease) implements Sighting {}

  /**
   * The device gave up an address, or its lease ended.
   *
   * @param address null for all its addresses
   */
  record Released(MacAddress mac, @Nullable IpAddress address) implements Sighting {}

  /**
   * The site's DHCP server told the device which resolvers and time servers it may use, or the
   * site's router told everybody.
   *
   * @param mac the device; the router if that speaks
   * @param lasting for how long a server is one unless that is said again; of those that are not in
   *     it, that is not said
   */
  record Served(
      MacAddress mac,
      By by,
      Set<IpAddress> dns,
      Set<IpAddress> ntp,
      Map<IpAddress, Duration> lasting)
      implements Sighting {
    /** Where nobody says for how long. */
    public Served(MacAddress mac, By by, Set<IpAddress> dns, Set<IpAddress> ntp) {
      this(mac, by, dns, ntp, Map.of());
    }

    /** Who says so; what one says takes nothing from what another said. */
    public enum By {
      /** Options 6 and 42 of DHCPv4. */
      DHCPV4(Family.IPV4),
      /** Options 23, 31 and 56 of DHCPv6. */
      DHCPV6(Family.IPV6),
      /** Router advertisements, which name all resolvers that there are. */
      ROUTER(Family.IPV6);

      private final Family family;

      By(Family family) {
        this.family = family;
      }

      /** Of the addresses. */
      public Family family() {
        return family;
      }
    }

    public Served {
      dns = Set.copyOf(dns);
      ntp = Set.copyOf(ntp);
      lasting = Map.copyOf(lasting);
    }
  }

  /**
   * A frame of the device came in at a port of one of our switches.
   *
   * @param port as {@code switch/port}
   */
  record Heard(MacAddress mac, String port) implements Sighting {}

  /**
   * The device's own frames say something of what it is: for a person, never for a rule.
   *
   * @param traits not empty
   */
  record Described(MacAddress mac, Traits traits) implements Sighting {}

  /**
   * Somebody else says where the device is attached to the network.
   *
   * @param port of a switch, as that names it
   */
  record Attached(MacAddress mac, String port) implements Sighting {}

  /**
   * A switch let the device in.
   *
   * @param proved whether it authenticated itself by the certificate that was just told of
   */
  record Joined(MacAddress mac, Session session, boolean proved) implements Sighting {}

  /** A session of the device has ended: whoever has its address next may be another. */
  record Left(MacAddress mac, Session session) implements Sighting {}

  /**
   * What the device told by one way no longer holds: it said so, or it leaves the network.
   *
   * @param source by which way
   */
  record Withdrawn(MacAddress mac, Source source) implements Sighting {}

  /** By which way a MUD URL was learnt. */
  enum Source {
    /** Option 161 of DHCPv4 on the wire (RFC 8520 section 10). */
    DHCPV4("dhcpv4", Strength.WEAK),
    /** Option 112 of DHCPv6 on the wire. */
    DHCPV6("dhcpv6", Strength.WEAK),
    /** The TLV of LLDP (RFC 8520 section 12). */
    LLDP("lldp", Strength.WEAK),
    /** What a DHCP server tells its script. */
    DNSMASQ("dnsmasq", Strength.WEAK),
    /** A certificate by which the device has authenticated itself (RFC 8520 section 11). */
    X509("x509", Strength.STRONG),
    /** The operator handed it in: by itself, from a QR code, or in a list. */
    OPERATOR("operator", Strength.STRONG),
    /** The operator wrote it into the site file. */
    SITE("site", Strength.STRONG);

    private final String text;
    private final Strength strength;

    Source(String text, Strength strength) {
      this.text = text;
      this.strength = strength;
    }

    /** What vouches for a URL that was learnt this way. */
    public Strength strength() {
      return strength;
    }

    /** Whether a person wrote it, whom no device contradicts and none takes back. */
    public boolean isWritten() {
      return this == SITE || this == OPERATOR;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What vouches for a MUD URL (RFC 8520 section 16). */
  enum Strength {
    /** Nothing but the device's own word: any other device could say the same. */
    WEAK,
    /** A proof by the device that it holds a key, or the operator's word. */
    STRONG
  }
}
