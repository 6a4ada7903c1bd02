package org.mudward.cli.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.openflow.BridgeSettings;
import org.mudward.mud.resolve.Site;
import org.mudward.mud.resolve.SiteRates;
import org.mudward.policy.Baseline;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Rate;

/**
 * A configuration with every default written out, in the keys of the file. What has neither a value
 * nor a default is left out. The file names no secrets, only where they lie.
 */
public final class EffectiveConfig {
  private EffectiveConfig() {}

  /** The whole, as a file that reads the same. */
  public static String yaml(Config config) {
    return YamlText.of(tree(config));
  }

  /** What is known of a network, as a site file that says this and nothing else. */
  public static String yaml(Site site) {
    Map<String, Object> tree = site(site);
    Map<?, ?> baseline = (Map<?, ?>) Objects.requireNonNull(tree.get("baseline"));
    baseline.values().removeIf(Boolean.TRUE::equals);
    tree.values().removeIf(EffectiveConfig::saysNothing);
    return YamlText.of(tree);
  }

  private static boolean saysNothing(Object value) {
    return value instanceof Map<?, ?> map
        ? map.values().stream().allMatch(EffectiveConfig::saysNothing)
        : value instanceof List<?> list && list.isEmpty();
  }

  /** The whole, as maps, lists, texts, numbers and booleans. */
  public static Map<String, Object> tree(Config config) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("site", site(config.site()));
    tree.put("manager", manager(config.manager()));
    tree.put("enforcer", enforcer(config.enforcer()));
    Map<String, Object> run = new LinkedHashMap<>();
    config.user().ifPresent(user -> run.put("user", user));
    tree.put("run", run);
    return tree;
  }

  private static Map<String, Object> site(Site site) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("local-networks", texts(site.localNetworks()));
    Map<String, Object> gateway = new LinkedHashMap<>();
    put(gateway, "mac", site.gateway());
    gateway.put("addresses", sorted(site.gatewayAddresses()));
    put(gateway, "port", site.gateway() == null ? null : site.ports().get(site.gateway()));
    tree.put("gateway", gateway);
    tree.put("dns", sorted(site.dns()));
    tree.put("ntp", sorted(site.ntp()));
    tree.put("dhcp", sorted(site.dhcp()));
    tree.put("controllers", lists(site.controllers()));
    tree.put("my-controllers", lists(site.myControllers()));
    tree.put("trust-anchors", texts(site.trustAnchors()));
    tree.put("names", lists(site.names()));
    Map<String, Object> baseline = new LinkedHashMap<>();
    for (Baseline entry : Baseline.values()) {
      baseline.put(entry.toString(), site.baseline().contains(entry));
    }
    tree.put("baseline", baseline);
    tree.put("rates", rates(site.rates()));
    tree.put("devices", site.devices().stream().map(device -> device(device, site)).toList());
    return tree;
  }

  private static List<Map<String, Object>> rates(SiteRates rates) {
    List<Map<String, Object>> trees = new ArrayList<>();
    if (rates.others() != null) {
      trees.add(rate(null, rates.others()));
    }
    new TreeMap<>(rates.ofUrls()).forEach((url, rate) -> trees.add(rate(url, rate)));
    return trees;
  }

  private static Map<String, Object> rate(@Nullable String url, Rate rate) {
    Map<String, Object> tree = new LinkedHashMap<>();
    put(tree, "mud-url", url);
    if (rate.packetsPerSecond() != null) {
      tree.put("packets-per-second", rate.packetsPerSecond());
    }
    if (rate.bitsPerSecond() != null) {
      tree.put("bits-per-second", rate.bitsPerSecond());
    }
    tree.put("seconds", rate.seconds());
    return tree;
  }

  private static Map<String, Object> device(Site.SiteDevice device, Site site) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("mac", device.mac().toString());
    put(tree, "name", device.name());
    tree.put("addresses", sorted(device.addresses()));
    put(tree, "mud-file", device.mudFile());
    put(tree, "mud-url", device.mudUrl());
    put(tree, "port", site.ports().get(device.mac()));
    return tree;
  }

  private static Map<String, Object> manager(Config.ManagerPart manager) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("state", manager.state().toString());
    tree.put("link", manager.link().toString());
    tree.put("api", Map.of("listen", text(manager.api())));
    manager.resolver().ifPresent(resolver -> tree.put("resolver", text(resolver)));
    tree.put("new-devices", ConfigReader.word(manager.newDevices()));
    tree.put("weak-urls", ConfigReader.word(manager.weakUrls()));
    tree.put("address-literals", ConfigReader.word(manager.literals()));
    tree.put("changed-files", ConfigReader.word(manager.changedFiles()));
    tree.put("ports", ConfigReader.word(manager.ports()));
    Map<String, Object> fetch = new LinkedHashMap<>();
    fetch.put("trust-anchors", texts(manager.tlsAnchors()));
    fetch.put("allow", texts(manager.allowed()));
    tree.put("fetch", fetch);
    return tree;
  }

  private static Map<String, Object> enforcer(Config.EnforcerPart enforcer) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("state", enforcer.state().toString());
    tree.put("link", enforcer.link().toString());
    Map<String, Object> openflow = new LinkedHashMap<>();
    openflow.put("listen", text(enforcer.openflow()));
    putBridges(openflow, enforcer.bridges());
    enforcer.ovsdb().ifPresent(ovsdb -> openflow.put("ovsdb", ovsdb));
    openflow.put("foreign-flows", ConfigReader.word(enforcer.foreign()));
    openflow.put("flow-restore-wait", enforcer.restoreWait());
    openflow.put("connection-tracking", enforcer.tracking());
    tree.put("openflow", openflow);
    return tree;
  }

  /** The short form where it says all. */
  private static void putBridges(Map<String, Object> openflow, List<BridgeSettings> bridges) {
    String first = bridges.get(0).name();
    if (bridges.equals(List.of(BridgeSettings.of(first)))) {
      openflow.put("bridge", first);
      return;
    }
    openflow.put("bridges", bridges.stream().map(EffectiveConfig::bridge).toList());
  }

  private static Map<String, Object> bridge(BridgeSettings bridge) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", bridge.name());
    bridge.datapath().ifPresent(id -> tree.put("datapath", "0x%016x".formatted(id)));
    tree.put("trunks", bridge.trunks().stream().sorted().toList());
    return tree;
  }

  private static void put(Map<String, Object> tree, String key, @Nullable Object value) {
    if (value != null) {
      tree.put(key, value.toString());
    }
  }

  private static String text(InetSocketAddress address) {
    IpAddress host = IpAddress.of(address.getAddress().getAddress());
    String literal = host.toString();
    return (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + address.getPort();
  }

  private static List<String> texts(Collection<?> values) {
    return values.stream().map(Object::toString).toList();
  }

  private static List<String> sorted(Set<IpAddress> addresses) {
    return addresses.stream().sorted().map(IpAddress::toString).toList();
  }

  private static Map<String, Object> lists(Map<String, Set<IpAddress>> lists) {
    Map<String, Object> tree = new TreeMap<>();
    lists.forEach((key, addresses) -> tree.put(key, sorted(addresses)));
    return tree;
  }

  /** What one configuration says otherwise than another: a line for each key, old and new. */
  public static SortedMap<String, String> changes(Config before, Config after) {
    SortedMap<String, String> old = flat(before);
    SortedMap<String, String> now = flat(after);
    SortedMap<String, String> changes = new TreeMap<>();
    now.forEach(
        (key, value) -> {
          String was = old.getOrDefault(key, "(none)");
          if (!was.equals(value)) {
            changes.put(key, was + " -> " + value);
          }
        });
    old.forEach(
        (key, value) -> {
          if (!now.containsKey(key)) {
            changes.put(key, value + " -> (none)");
          }
        });
    return changes;
  }

  private static SortedMap<String, String> flat(Config config) {
    SortedMap<String, String> flat = new TreeMap<>();
    flatten("", tree(config), flat);
    return flat;
  }

  private static void flatten(String place, Object value, SortedMap<String, String> flat) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> flatten(joined(place, key), inner, flat));
    } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      for (Object member : list) {
        Map<?, ?> entry = (Map<?, ?>) member;
        flat.put(place + "[" + nameOf(entry) + "]", entry.toString());
      }
    } else {
      flat.put(place, value.toString());
    }
  }

  /** What tells a member of a list from the others. */
  private static Object nameOf(Map<?, ?> entry) {
    for (String key : List.of("mac", "name", "mud-url")) {
      if (entry.containsKey(key)) {
        return Objects.requireNonNull(entry.get(key));
      }
    }
    return "all";
  }

  private static String joined(String place, Object key) {
    return place.isEmpty() ? key.toString() : place + "." + key;
  }
}
