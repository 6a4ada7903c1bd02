package org.mudward.cli.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mudward.mud.learn.Trait;
import org.mudward.mud.learn.Trait.Kind;
import org.mudward.mud.learn.Traits;

/**
 * What well-known programs and products say of themselves in DHCP, multicast DNS and SSDP. Anybody
 * can say the same, so it is worth as much as a name plate.
 *
 * <p>The table is short on purpose: words that programs are known to send by their own
 * documentation or source, not a collection of fingerprints.
 */
public final class Likeness {
  private static final List<Entry> TABLE = table();

  private Likeness() {}

  /** How much it says. */
  public enum Sure {
    /** It says so in words that few others use. */
    LIKELY,
    /** Others say the same. */
    POSSIBLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a device may be.
   *
   * @param evidence the words that it rests on
   */
  public record Guess(String what, String evidence, Sure sure) {}

  /**
   * A row of the table.
   *
   * @param text what the whole text looks like
   * @param what in which {@code %s} stands for the first group of the text
   */
  private record Entry(Kind kind, Pattern text, String what, Sure sure) {}

  /** What these words suggest, the surest first; each thing once. */
  public static List<Guess> of(Traits traits) {
    List<Guess> guesses = new ArrayList<>();
    for (Sure sure : Sure.values()) {
      for (Trait trait : traits.all()) {
        TABLE.stream()
            .filter(entry -> entry.sure() == sure && entry.kind() == trait.kind())
            .forEach(entry -> add(entry, trait, guesses));
      }
    }
    return List.copyOf(guesses);
  }

  private static void add(Entry entry, Trait trait, List<Guess> guesses) {
    Matcher found = entry.text().matcher(trait.text());
    if (found.matches()) {
      String what = found.groupCount() == 0 ? entry.what() : entry.what().formatted(found.group(1));
      if (guesses.stream().noneMatch(other -> other.what().equals(what))) {
        String evidence = trait.kind().words() + ": " + trait.text();
        guesses.add(new Guess(what, evidence, entry.sure()));
      }
    }
  }

  private static Entry likely(Kind kind, String text, String what) {
    return new Entry(kind, Pattern.compile(text, Pattern.CASE_INSENSITIVE), what, Sure.LIKELY);
  }

  private static Entry possible(Kind kind, String text, String what) {
    return new Entry(kind, Pattern.compile(text, Pattern.CASE_INSENSITIVE), what, Sure.POSSIBLE);
  }

  private static List<Entry> table() {
    List<Entry> table = new ArrayList<>();
    vendorClasses(table);
    parameters(table);
    hostNames(table, Kind.DHCPV4_HOST_NAME);
    hostNames(table, Kind.MDNS_NAME);
    services(table);
    return List.copyOf(table);
  }

  private static void vendorClasses(List<Entry> table) {
    Kind kind = Kind.DHCPV4_VENDOR_CLASS;
    table.add(likely(kind, "MSFT 5\\.0", "a computer with Windows"));
    table.add(likely(kind, "android-dhcp-(\\d{1,3}).*", "a telephone or set with Android %s"));
    table.add(likely(kind, "Mfg=([^;]+);Typ=Printer.*", "a printer of %s"));
    table.add(likely(kind, "Hewlett-Packard JetDirect.*", "a printer of Hewlett-Packard"));
    table.add(likely(kind, "Cisco Systems, Inc\\. IP Phone.*", "a telephone of Cisco"));
    table.add(likely(kind, "Cisco AP .*", "a wireless access point of Cisco"));
    table.add(likely(kind, "ArubaAP", "a wireless access point of Aruba"));
    table.add(likely(kind, "ubnt", "network equipment of Ubiquiti"));
    table.add(likely(kind, "yealink", "a telephone of Yealink"));
    table.add(likely(kind, "docsis[0-9.]+:.*", "a cable modem"));
    table.add(likely(kind, "dhcpcd-.*:BCM2[0-9]+", "a Raspberry Pi"));
    table.add(likely(kind, "PXEClient.*", "a computer that starts over the network"));
    table.add(possible(kind, "udhcp .*", "a small device with Linux and BusyBox"));
    table.add(possible(kind, "dhcpcd-.*", "something with Linux or BSD and dhcpcd"));
    table.add(likely(Kind.DHCPV6_VENDOR_CLASS, "40712 dhcpcd-.*:BCM2[0-9]+", "a Raspberry Pi"));
    table.add(likely(Kind.DHCPV6_VENDOR_CLASS, "311 .*", "a computer with Windows"));
    table.add(possible(Kind.DHCPV6_VENDOR_CLASS, "40712 .*", "something with dhcpcd"));
  }

  /** Lists that a program asks for when nobody tells it otherwise. */
  private static void parameters(List<Entry> table) {
    Kind kind = Kind.DHCPV4_PARAMETERS;
    table.add(possible(kind, "1,3,6,15,31,33,43,44,46,47,.*249,252", "a computer with Windows"));
    table.add(possible(kind, "1,121,3,6,15,.*252.*", "something of Apple"));
    table.add(possible(kind, "1,3,6,15,26,28,51,58,59,43(,.*)?", "something with Android"));
    table.add(possible(kind, "1,3,28,6(,.*)?", "a small device with the lwIP stack"));
  }

  private static void hostNames(List<Entry> table, Kind kind) {
    table.add(likely(kind, "ESP[_-][0-9A-F]{6}", "a device with a chip of Espressif"));
    table.add(likely(kind, "espressif", "a device with a chip of Espressif"));
    table.add(likely(kind, "(DESKTOP|LAPTOP)-[0-9A-Z]{7}", "a computer with Windows"));
    table.add(likely(kind, "BR[NW][0-9A-F]{12}", "a printer of Brother"));
    table.add(likely(kind, "NPI[0-9A-F]{6}", "a printer of Hewlett-Packard"));
    table.add(likely(kind, "EPSON[0-9A-F]{6}", "a printer of Epson"));
    table.add(likely(kind, "shelly(\\w+)-[0-9A-F]{6,12}", "a Shelly %s"));
    table.add(likely(kind, "tasmota-.*", "a device with Tasmota"));
    table.add(possible(kind, "Philips-hue.*", "a bridge of Philips Hue"));
    table.add(possible(kind, "SonosZP.*", "a loudspeaker of Sonos"));
    table.add(possible(kind, "raspberrypi.*", "a Raspberry Pi"));
    table.add(possible(kind, "android-[0-9a-f]{16}", "something with Android"));
    table.add(possible(kind, ".*(iPhone|iPad).*", "an %s"));
    table.add(possible(kind, "Chromecast.*", "a Chromecast"));
    table.add(possible(kind, "amazon-[0-9a-f]+", "something of Amazon"));
  }

  private static void services(List<Entry> table) {
    Kind kind = Kind.MDNS_SERVICE;
    table.add(possible(kind, "_(ipps?|printer|pdl-datastream)\\._tcp", "a printer (%s)"));
    table.add(possible(kind, "_hap\\._tcp", "an accessory for HomeKit"));
    table.add(possible(kind, "_matter\\._tcp", "a device with Matter"));
    table.add(possible(kind, "_googlecast\\._tcp", "a receiver of Google Cast"));
    table.add(possible(kind, "_airplay\\._tcp", "a receiver of AirPlay"));
    table.add(likely(kind, "_hue\\._tcp", "a bridge of Philips Hue"));
    table.add(likely(kind, "_sonos\\._tcp", "a loudspeaker of Sonos"));
    table.add(likely(kind, "_esphomelib\\._tcp", "a device with ESPHome"));
    table.add(likely(kind, "_axis-video\\._tcp", "a camera of Axis"));
    table.add(likely(kind, "_shelly\\._tcp", "a device of Shelly"));
    table.add(likely(Kind.SSDP_SERVER, "\\S+ UPnP/\\S+ ([^/ ]+)(/.*)?", "what calls itself %s"));
    String type = "urn:schemas-upnp-org:device:";
    table.add(possible(Kind.SSDP_TYPE, type + "InternetGatewayDevice:\\d+", "a home router"));
    table.add(possible(Kind.SSDP_TYPE, type + "MediaRenderer:\\d+", "a player of media"));
    table.add(possible(Kind.SSDP_TYPE, type + "MediaServer:\\d+", "a server of media"));
    table.add(likely(Kind.SSDP_TYPE, "urn:Belkin:device:.*", "a device of Belkin"));
    table.add(likely(Kind.SSDP_TYPE, "roku:ecp", "a player of Roku"));
  }
}
