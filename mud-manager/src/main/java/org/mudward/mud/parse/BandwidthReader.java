package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Rate;

/**
 * Reads a bandwidth profile (draft-lear-opsawg-mud-bw-profile section 2): how much of the traffic
 * of a list is to be expected. It bounds what the list permits, and never permits anything itself.
 */
final class BandwidthReader {
  static final String SECTION = "draft-lear-opsawg-mud-bw-profile 2";
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;
  private static final int MAX_DSCP = 63;

  private final Report report;

  BandwidthReader(Report report) {
    this.report = report;
  }

  /**
   * What is expected of the traffic of a list.
   *
   * @param acl the name of the list, with its place
   */
  record Service(JsonObject.Item acl, Rate rate) {}

  /** The services that bound a list. */
  List<Service> read(JsonObject policy, String node) {
    JsonObject params = policy.object(node, "BW-01");
    if (params == null) {
      return List.of();
    }
    List<Service> services = new ArrayList<>();
    for (JsonObject service : params.objects("service", "BW-01")) {
      Service read = read(service);
      if (read != null) {
        services.add(read);
      }
      service.ignoreRest("a service");
    }
    params.ignoreRest("bw-params");
    return services;
  }

  private @Nullable Service read(JsonObject service) {
    if (service.text("name", "BW-01") == null && !service.has("name")) {
      report.error("BW-01", service.pointer(), SECTION, "A service has no name; it needs one.");
    }
    Long seconds = service.number("timeframe", "BW-01", 0, MAX_UINT32);
    if (seconds == null && !service.has("timeframe")) {
      report.error(
          "BW-01", service.pointer(), SECTION, "A service has no timeframe; it needs one.");
    }
    Long packets = service.number("pps", "BW-01", 0, MAX_UINT32);
    Long bits = bitsPerSecond(service);
    if (service.number("dscp", "BW-01", 0, MAX_DSCP) != null) {
      report.notice(
          "BW-01", service.at("dscp"), SECTION, "Packets are not marked with the dscp here.");
    }
    String acl = service.text("aclname", "BW-01");
    if (acl == null || (packets == null && bits == null)) {
      String missing = acl == null ? "aclname" : "pps and no bps";
      report.notice(
          "BW-01",
          service.pointer(),
          SECTION,
          "The service has no " + missing + ": it bounds nothing.");
      return null;
    }
    return seconds == null
        ? null
        : new Service(
            new JsonObject.Item(acl, service.at("aclname")), new Rate(packets, bits, seconds));
  }

  /** A 64-bit number, which JSON writes as a text (RFC 7951 section 6.1). */
  private static @Nullable Long bitsPerSecond(JsonObject service) {
    String text = service.text("bps", "BW-01");
    if (text == null) {
      return null;
    }
    Long bits = text.matches("[0-9]{1,20}") ? unsigned(text) : null;
    if (bits == null) {
      service.wrong("BW-01", "bps", "RFC 7951 6.1", "a number from 0 to 2^64-1 in quotes");
    }
    return bits;
  }

  /** What is more than a rate can say stands for the greatest. */
  private static @Nullable Long unsigned(String text) {
    try {
      long bits = Long.parseUnsignedLong(text);
      return bits < 0 ? Long.MAX_VALUE : bits;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
