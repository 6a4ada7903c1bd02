package org.mudward.mud.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

/** Every way to write an address into a URL that some reader of URLs has ever taken for it. */
final class AddressSpellings {
  private AddressSpellings() {}

  /** Hosts as they stand in a URL, by what is odd about them; the plain one among them. */
  static Map<String, String> of(IpAddress address) {
    Map<String, String> hosts = new TreeMap<>();
    if (address.family() == Family.IPV4) {
      numbers(address.low(), hosts);
      disguises(address.toString(), hosts);
      insideIpv6(address, hosts);
    } else {
      groups(address, hosts);
    }
    return hosts;
  }

  /** What inet_aton takes: one to four numbers in base 8, 10 or 16, the last one filling up. */
  private static void numbers(long bits, Map<String, String> hosts) {
    for (int parts = 1; parts <= 4; parts++) {
      List<Long> values = new ArrayList<>();
      for (int i = 0; i < parts - 1; i++) {
        values.add(bits >>> (24 - 8 * i) & 255);
      }
      values.add(bits & (0xFFFF_FFFFL >>> (8 * (parts - 1))));
      for (String form : List.of("%d", "0%o", "0x%x", "0X%08X", "%012d")) {
        StringBuilder host = new StringBuilder();
        for (Long value : values) {
          host.append(host.length() == 0 ? "" : ".")
              .append(String.format(Locale.ROOT, form, value));
        }
        boolean plain = parts == 4 && form.equals("%d");
        hosts.put(plain ? "plain" : parts + " numbers as " + form, host.toString());
      }
    }
    hosts.put("one number too large", String.valueOf(bits + (1L << 32)));
    hosts.put(
        "mixed bases", "0x%x.0%o.%d".formatted(bits >>> 24, bits >>> 16 & 255, bits & 0xFFFF));
  }

  private static void disguises(String plain, Map<String, String> hosts) {
    hosts.put("final dot", plain + ".");
    hosts.put("two final dots", plain + "..");
    hosts.put("dots percent-encoded", plain.replace(".", "%2e"));
    hosts.put("digit percent-encoded", "%3" + plain.charAt(0) + plain.substring(1));
    hosts.put("ideographic full stops", plain.replace('.', '\u3002'));
    hosts.put("fullwidth full stops", plain.replace('.', '\uff0e'));
    hosts.put("halfwidth full stops", plain.replace('.', '\uff61'));
    hosts.put("fullwidth digits", shifted(plain, '\uff10'));
    hosts.put("Arabic digits", shifted(plain, '\u0660'));
    hosts.put("behind a user", "mud.example.com@" + plain);
    hosts.put("behind a user and a colon", "mud.example.com:443@" + plain);
    hosts.put("before a backslash", plain + "\\@mud.example.com");
    hosts.put("before a space", plain + " .mud.example.com");
    hosts.put("before NUL", plain + "%00.mud.example.com");
    hosts.put("in brackets", "[" + plain + "]");
    hosts.put("in brackets of the future", "[v1." + plain + "]");
  }

  private static String shifted(String plain, char zero) {
    return plain
        .chars()
        .map(c -> Character.isDigit(c) ? zero + c - '0' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static void insideIpv6(IpAddress address, Map<String, String> hosts) {
    String plain = address.toString();
    String hex = "%x:%x".formatted(address.low() >>> 16, address.low() & 0xFFFF);
    hosts.put("mapped", "[::ffff:" + plain + "]");
    hosts.put("mapped, in hexadecimal", "[::FFFF:" + hex + "]");
    hosts.put("mapped, in full", "[0000:0000:0000:0000:0000:ffff:" + hex + "]");
    hosts.put("mapped, with a zone", "[::ffff:" + plain + "%25lo]");
    hosts.put("compatible", "[::" + plain + "]");
    hosts.put("translated", "[::ffff:0:" + plain + "]");
    hosts.put("behind a NAT64", "[64:ff9b::" + plain + "]");
    hosts.put("behind a NAT64, in hexadecimal", "[64:FF9B::" + hex + "]");
    hosts.put("behind a NAT64 of the site", "[64:ff9b:1::" + plain + "]");
    hosts.put("6to4", "[2002:" + hex + "::1]");
    hosts.put("Teredo server", "[2001:0:" + hex + "::1]");
    long inverted = ~address.low() & 0xFFFF_FFFFL;
    hosts.put(
        "Teredo client", "[2001:0:808:808::%x:%x]".formatted(inverted >>> 16, inverted & 0xFFFF));
    hosts.put("ISATAP", "[fe80::5efe:" + plain + "]");
  }

  private static void groups(IpAddress address, Map<String, String> hosts) {
    String plain = address.toString();
    StringBuilder full = new StringBuilder();
    byte[] octets = address.octets();
    for (int i = 0; i < octets.length; i += 2) {
      full.append(i == 0 ? "" : ":")
          .append("%02X%02X".formatted(octets[i] & 255, octets[i + 1] & 255));
    }
    String dotted =
        "%d.%d.%d.%d"
            .formatted(octets[12] & 255, octets[13] & 255, octets[14] & 255, octets[15] & 255);
    hosts.put("plain", "[" + plain + "]");
    hosts.put("in full", "[" + full + "]");
    hosts.put("dotted at its end", "[" + full.substring(0, 30) + dotted + "]");
    hosts.put("with a zone", "[" + plain + "%25eth0]");
    hosts.put("with a zone that is no number", "[" + plain + "%eth0]");
    hosts.put("final dot", "[" + plain + "].");
    hosts.put("without brackets", plain);
    hosts.put("one bracket", "[" + plain);
    hosts.put("behind a user", "mud.example.com@[" + plain + "]");
    hosts.put("brackets percent-encoded", "%5b" + plain + "%5d");
    hosts.put("fullwidth colons", "[" + plain.replace(':', '\uff1a') + "]");
    hosts.put("with a length", "[" + plain + "/128]");
  }
}
