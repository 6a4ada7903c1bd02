package org.mudward.cli;

/** MUD files as texts, of which a test writes the entries only. */
final class MudText {
  private MudText() {}

  /**
   * A file with one list for each direction.
   *
   * @param from entries of the list {@code from}, as JSON, with commas between them
   * @param to entries of the list {@code to}; none are no list
   */
  static String file(String url, String from, String to) {
    return """
    {"ietf-mud:mud": {"mud-version": 1, "mud-url": "%s",
      "last-update": "2026-01-01T00:00:00Z", "is-supported": true,
      "from-device-policy": {"access-lists": {"access-list": [{"name": "from"}]}},
      "to-device-policy": {"access-lists": {"access-list": [%s]}}},
     "ietf-access-control-list:acls": {"acl": [%s]}}
    """
        .formatted(
            url,
            to.isEmpty() ? "" : "{\"name\": \"to\"}",
            list("from", from) + (to.isEmpty() ? "" : ", " + list("to", to)));
  }

  private static String list(String name, String entries) {
    return "{\"name\": \"%s\", \"type\": \"ipv4-acl-type\", \"aces\": {\"ace\": [%s]}}"
        .formatted(name, entries);
  }

  /** An entry that accepts what matches. */
  static String entry(String name, String matches) {
    return "{\"name\": \"%s\", \"matches\": {%s}, \"actions\": {\"forwarding\": \"accept\"}}"
        .formatted(name, matches);
  }

  /** TCP to a named host that the device opens, to any port if it is 0. */
  static String toName(String host, int port) {
    return named("dst", host, "destination", port);
  }

  /** The answers of that. */
  static String fromName(String host, int port) {
    return named("src", host, "source", port);
  }

  private static String named(String end, String host, String portEnd, int port) {
    return """
    "ipv4": {"ietf-acldns:%s-dnsname": "%s"},
    "tcp": {"ietf-mud:direction-initiated": "from-device"%s}"""
        .formatted(end, host, port == 0 ? "" : ", " + port(portEnd, port));
  }

  /** A port of one end, source or destination. */
  static String port(String end, int port) {
    return "\"%s-port\": {\"operator\": \"eq\", \"port\": %d}".formatted(end, port);
  }

  /** TCP from or to a port of the device, with hosts of the local networks. */
  static String local(String end, int port) {
    return "\"ietf-mud:mud\": {\"local-networks\": [null]}, \"tcp\": {" + port(end, port) + "}";
  }
}
