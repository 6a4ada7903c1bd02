package org.mudward.acceptance;

import org.mudward.lab.LocalManager;

/** MUD files of devices that talk to clouds by name. */
final class ModelFile {
  private ModelFile() {}

  /**
   * A file that permits TCP to port 443 of some names.
   *
   * @param version makes it another file; higher ones are newer
   */
  static String of(LocalManager manager, String name, int version, String... clouds) {
    StringBuilder from = new StringBuilder();
    StringBuilder to = new StringBuilder();
    for (String cloud : clouds) {
      from.append(entry(cloud, "dst", "destination"));
      to.append(entry(cloud, "src", "source"));
    }
    return TEXT.replace("URL", manager.url(name))
        .replace("SIGNATURE", manager.url(name).replace(".json", ".p7s"))
        .replace("VERSION", "%05d".formatted(version))
        .replace("FROM", from.substring(0, from.length() - 1))
        .replace("TO", to.substring(0, to.length() - 1));
  }

  /** The same, for which nobody signs. */
  static String unsigned(String file) {
    return file.replaceFirst("\"mud-signature\": \"[^\"]*\",", "");
  }

  private static String entry(String cloud, String side, String port) {
    return """
        {"name": "%1$s", "matches": {
          "ipv4": {"ietf-acldns:%2$s-dnsname": "%1$s", "protocol": 6},
          "tcp": {"ietf-mud:direction-initiated": "from-device",
                  "%3$s-port": {"operator": "eq", "port": 443}}},
         "actions": {"forwarding": "accept"}},"""
        .formatted(cloud, side, port);
  }

  private static final String TEXT =
      """
      {"ietf-mud:mud": {
        "mud-version": 1,
        "mud-url": "URL",
        "mud-signature": "SIGNATURE",
        "last-update": "2026-01-01T00:00:00.VERSIONZ",
        "cache-validity": 48,
        "is-supported": true,
        "systeminfo": "a model",
        "from-device-policy": {"access-lists": {"access-list": [{"name": "fr"}]}},
        "to-device-policy": {"access-lists": {"access-list": [{"name": "back"}]}}},
       "ietf-access-control-list:acls": {"acl": [
        {"name": "fr", "type": "ipv4-acl-type", "aces": {"ace": [FROM]}},
        {"name": "back", "type": "ipv4-acl-type", "aces": {"ace": [TO]}}]}}
      """;
}
