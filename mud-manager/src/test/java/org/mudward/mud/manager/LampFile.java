package org.mudward.mud.manager;

import org.mudward.mud.MudUrl;

/** MUD files of a lamp that talks to its cloud and to lamps of its maker. */
public final class LampFile {
  private LampFile() {}

  public static String of(MudUrl url) {
    return of(url, "2026-10-01T00:00:00Z", 48, "cloud.lamp.example");
  }

  /** One that names the revision of its firmware. */
  public static String ofFirmware(MudUrl url) {
    return of(url).replace("\"systeminfo\"", "\"firmware-rev\": \"1.2\", \"systeminfo\"");
  }

  public static String of(MudUrl url, String lastUpdate, int validity, String cloud) {
    return TEXT.replace("URL", url.text())
        .replace("LAST-UPDATE", lastUpdate)
        .replace("VALIDITY", Integer.toString(validity))
        .replace("CLOUD", cloud);
  }

  private static final String TEXT =
      """
      {"ietf-mud:mud": {
        "mud-version": 1,
        "mud-url": "URL",
        "mud-signature": "URL.p7s",
        "last-update": "LAST-UPDATE",
        "cache-validity": VALIDITY,
        "is-supported": true,
        "systeminfo": "a lamp",
        "documentation": "https://lamp.example/manual",
        "from-device-policy": {"access-lists": {"access-list": [{"name": "fr"}]}},
        "to-device-policy": {"access-lists": {"access-list": [{"name": "to"}]}}},
       "ietf-access-control-list:acls": {"acl": [
        {"name": "fr", "type": "ipv4-acl-type", "aces": {"ace": [
          {"name": "cloud", "matches": {
            "ipv4": {"ietf-acldns:dst-dnsname": "CLOUD", "protocol": 6},
            "tcp": {"ietf-mud:direction-initiated": "from-device",
                    "destination-port": {"operator": "eq", "port": 443}}},
           "actions": {"forwarding": "accept"}},
          {"name": "peers", "matches": {
            "ietf-mud:mud": {"same-manufacturer": [null]},
            "ipv4": {"protocol": 17},
            "udp": {"destination-port": {"operator": "eq", "port": 5540}}},
           "actions": {"forwarding": "accept"}}]}},
        {"name": "to", "type": "ipv4-acl-type", "aces": {"ace": [
          {"name": "cloud", "matches": {
            "ipv4": {"ietf-acldns:src-dnsname": "CLOUD", "protocol": 6},
            "tcp": {"ietf-mud:direction-initiated": "from-device",
                    "source-port": {"operator": "eq", "port": 443}}},
           "actions": {"forwarding": "accept"}},
          {"name": "peers", "matches": {
            "ietf-mud:mud": {"same-manufacturer": [null]},
            "ipv4": {"protocol": 17},
            "udp": {"source-port": {"operator": "eq", "port": 5540}}},
           "actions": {"forwarding": "accept"}}]}}]}}
      """;
}
