package org.mudward.benchmarks.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * A network of as many devices as asked, three of each model, at most fifty models. The MUD file of
 * a model names twenty hosts of its own, as real files do: 80 entries, and DNS and NTP.
 */
final class SampleNetwork {
  static final int NAMES_PER_MODEL = 20;

  /** Addresses behind a name in each family, as a network that delivers content has them. */
  static final int ADDRESSES_PER_NAME = 8;

  private static final int DEVICES_PER_MODEL = 3;
  private static final int MOST_MODELS = 50;

  /** Of so many names one is spoken to by UDP. */
  private static final int UDP_EVERY = 5;

  private static final long GATEWAY_MAC = 0x0200_0000_0001L;
  private static final long FIRST_MAC = 0x0200_0100_0000L;

  /** 10.64.0.0/16 and 2001:db8:1::/64 are here. */
  private static final long LOCAL_FOUR = 0x0A40_0000L;

  private static final long LOCAL_SIX = 0x2001_0DB8_0001_0000L;

  /** 198.18.0.0/15 and 2001:db8:2::/64 are the Internet. */
  private static final long REMOTE_FOUR = 0xC612_0000L;

  private static final long REMOTE_SIX = 0x2001_0DB8_0002_0000L;

  /** Hosts that no file names begin here. */
  private static final int STRANGERS = 1 << 16;

  private final int devices;
  private final int models;

  SampleNetwork(int devices) {
    this.devices = devices;
    models = Math.min(MOST_MODELS, (devices + DEVICES_PER_MODEL - 1) / DEVICES_PER_MODEL);
  }

  int devices() {
    return devices;
  }

  Station gateway() {
    return new Station(new MacAddress(GATEWAY_MAC), local(1).four(), local(1).six());
  }

  /**
   * A device, or another machine of this network.
   *
   * @param number those with a MUD file are below the number of devices
   */
  Station device(int number) {
    return local(2 + number);
  }

  private static Station local(int number) {
    return new Station(
        new MacAddress(FIRST_MAC + number),
        new IpAddress(Family.IPV4, 0, LOCAL_FOUR + number),
        new IpAddress(Family.IPV6, LOCAL_SIX, number));
  }

  /** The number of a name in the file of a device. */
  int name(int device, int number) {
    return device % models * NAMES_PER_MODEL + number;
  }

  static String host(int name) {
    return "host%d.maker%d.example".formatted(name % NAMES_PER_MODEL, name / NAMES_PER_MODEL);
  }

  static boolean isUdp(int name) {
    return name % UDP_EVERY == 0;
  }

  static int port(int name) {
    return isUdp(name) ? 8801 : 443;
  }

  static IpAddress address(int name, Family family, int number) {
    return remote(name * ADDRESSES_PER_NAME + number, family);
  }

  static IpAddress stranger(int number, Family family) {
    return remote(STRANGERS + number, family);
  }

  private static IpAddress remote(int number, Family family) {
    return family == Family.IPV4
        ? new IpAddress(family, 0, REMOTE_FOUR + number)
        : new IpAddress(family, REMOTE_SIX, number);
  }

  /** Writes the site file and the MUD files. */
  void write(Path folder) throws IOException {
    StringBuilder site = new StringBuilder();
    site.append("gateway: {mac: \"").append(gateway().mac());
    site.append(
        "\", addresses: [10.64.0.1]}\nlocal-networks: [10.64.0.0/16, \"2001:db8:1::/64\"]\n");
    site.append("dns: [10.64.0.1]\nntp: [10.64.0.1]\ndevices:\n");
    for (int number = 0; number < devices; number++) {
      Station device = device(number);
      site.append(
          "  - {mac: \"%s\", addresses: [\"%s\", \"%s\"], mud-file: model-%d.json}%n"
              .formatted(device.mac(), device.four(), device.six(), number % models));
    }
    Files.writeString(folder.resolve("site.yaml"), site);
    for (int model = 0; model < models; model++) {
      Files.writeString(folder.resolve("model-%d.json".formatted(model)), file(model));
    }
  }

  private static String file(int model) {
    String lists =
        "{\"access-lists\": {\"access-list\": [{\"name\": \"%1$s-4\"}, {\"name\": \"%1$s-6\"}]}}";
    return """
        {"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://maker%d.example/model.json",
          "last-update": "2026-11-01T00:00:00Z", "cache-validity": 48, "is-supported": true,
          "systeminfo": "Sample model %d",
          "from-device-policy": %s,
          "to-device-policy": %s},
        "ietf-access-control-list:acls": {"acl": [
        %s,
        %s,
        %s,
        %s
        ]}}
        """
        .formatted(
            model,
            model,
            lists.formatted("from"),
            lists.formatted("to"),
            list(model, Family.IPV4, true),
            list(model, Family.IPV4, false),
            list(model, Family.IPV6, true),
            list(model, Family.IPV6, false));
  }

  private static String list(int model, Family family, boolean from) {
    String version = family == Family.IPV4 ? "4" : "6";
    StringBuilder entries = new StringBuilder();
    for (int number = 0; number < NAMES_PER_MODEL; number++) {
      entries.append(number == 0 ? "" : ",\n");
      entries.append(entry(model * NAMES_PER_MODEL + number, version, from));
    }
    return "{\"name\": \"%s-%s\", \"type\": \"ipv%s-acl-type\", \"aces\": {\"ace\": [%n%s]}}"
        .formatted(from ? "from" : "to", version, version, entries);
  }

  private static String entry(int name, String version, boolean from) {
    String side = from ? "destination" : "source";
    String begun = isUdp(name) ? "" : "\"ietf-mud:direction-initiated\": \"from-device\", ";
    return """
        {"name": "name-%d", "matches": {"ipv%s": {"ietf-acldns:%s-dnsname": "%s"},
          "%s": {%s"%s-port": {"operator": "eq", "port": %d}}}, "actions": {"forwarding": "accept"}}"""
        .formatted(
            name % NAMES_PER_MODEL,
            version,
            from ? "dst" : "src",
            host(name),
            isUdp(name) ? "udp" : "tcp",
            begun,
            side,
            port(name));
  }
}
