package org.mudward.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.MudUrl;
import org.mudward.mud.resolve.Site;
import org.mudward.mud.resolve.SiteRates;
import org.mudward.policy.Baseline;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rate;

/** Reads the site file, which is also the {@code site} section of the configuration. */
public final class SiteReader {
  private SiteReader() {}

  /**
   * Reads a site file.
   *
   * @throws ConfigException with all its problems and their lines
   */
  public static Site read(Path path) throws ConfigException {
    return YamlFile.read(path, SiteReader::site);
  }

  static Site site(YamlMap map) {
    YamlMap gateway = map.map("gateway");
    Optional<MacAddress> mac = gateway.value("mac", MacAddress::parse);
    Set<IpAddress> gatewayAddresses = addresses(gateway, "addresses");
    Map<MacAddress, String> ports = new HashMap<>();
    Optional<String> gatewayPort = gateway.value("port", SiteReader::port);
    gateway.finish();
    mac.ifPresent(address -> gatewayPort.ifPresent(port -> ports.put(address, port)));
    List<Site.SiteDevice> devices = devices(map, ports);
    Set<IpAddress> dhcp = map.has("dhcp") ? addresses(map, "dhcp") : gatewayAddresses;
    return new Site(
        map.list("local-networks", Prefix::parse),
        mac.orElse(null),
        gatewayAddresses,
        addresses(map, "dns"),
        addresses(map, "ntp"),
        dhcp,
        sets(map.lists("controllers", IpAddress::parse)),
        sets(map.lists("my-controllers", IpAddress::parse)),
        map.list("trust-anchors", map::path),
        names(map),
        devices,
        baseline(map),
        ports,
        rates(map));
  }

  private static Set<IpAddress> addresses(YamlMap map, String key) {
    return new LinkedHashSet<>(map.list(key, IpAddress::parse));
  }

  private static Map<String, Set<IpAddress>> sets(Map<String, List<IpAddress>> lists) {
    Map<String, Set<IpAddress>> sets = new HashMap<>();
    lists.forEach((key, list) -> sets.put(key, new LinkedHashSet<>(list)));
    return sets;
  }

  private static Map<String, Set<IpAddress>> names(YamlMap map) {
    Map<String, Set<IpAddress>> names = new HashMap<>();
    sets(map.lists("names", IpAddress::parse))
        .forEach(
            (name, addresses) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              String key = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
              names.computeIfAbsent(key, k -> new LinkedHashSet<>()).addAll(addresses);
            });
    return names;
  }

  private static List<Site.SiteDevice> devices(YamlMap map, Map<MacAddress, String> ports) {
    List<Site.SiteDevice> devices = new ArrayList<>();
    Set<MacAddress> seen = new HashSet<>();
    for (YamlMap entry : map.maps("devices")) {
      MacAddress mac = entry.required("mac", MacAddress::parse, new MacAddress(0));
      if (!seen.add(mac)) {
        entry.problem("the device " + mac + " is listed twice");
      }
      if (mac.isMulticast()) {
        entry.problem("no device has the address of a group, such as " + mac);
      }
      devices.add(
          new Site.SiteDevice(
              mac,
              entry.value("name", text -> text).orElse(null),
              addresses(entry, "addresses"),
              entry.value("mud-file", entry::path).orElse(null),
              entry.value("mud-url", text -> new MudUrl(text).text()).orElse(null)));
      entry.value("port", SiteReader::port).ifPresent(port -> ports.put(mac, port));
      entry.finish();
    }
    return devices;
  }

  private static SiteRates rates(YamlMap map) {
    Map<String, Rate> ofUrls = new HashMap<>();
    Rate others = null;
    for (YamlMap entry : map.maps("rates")) {
      Optional<String> url = entry.value("mud-url", text -> new MudUrl(text).text());
      Optional<Long> packets = entry.value("packets-per-second", SiteReader::number);
      Optional<Long> bits = entry.value("bits-per-second", SiteReader::number);
      long seconds = entry.value("seconds", SiteReader::number).orElse(1L);
      entry.finish();
      try {
        Rate rate = new Rate(packets.orElse(null), bits.orElse(null), seconds);
        Rate before = url.isPresent() ? ofUrls.put(url.get(), rate) : others;
        if (before != null) {
          entry.problem("a second rate for " + url.orElse("all devices"));
        }
        others = url.isPresent() ? others : rate;
      } catch (IllegalArgumentException e) {
        entry.problem(e.getMessage() + ": packets-per-second, bits-per-second, or both");
      }
    }
    return new SiteRates(ofUrls, others);
  }

  private static long number(String text) {
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException("a number from 1 on is expected, not " + text);
    }
    return Long.parseLong(text);
  }

  private static String port(String text) {
    if (!text.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}/[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,15}")) {
      throw new IllegalArgumentException("SWITCH/PORT is expected, as in br0/lan1, not " + text);
    }
    return text;
  }

  private static Set<Baseline> baseline(YamlMap map) {
    Set<Baseline> on = EnumSet.allOf(Baseline.class);
    YamlMap switches = map.map("baseline");
    for (Baseline entry : Baseline.values()) {
      if (!switches.value(entry.toString(), SiteReader::yesOrNo).orElse(true)) {
        on.remove(entry);
      }
    }
    switches.finish();
    return on;
  }

  static boolean yesOrNo(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("true or false is expected, not " + text);
    };
  }
}
