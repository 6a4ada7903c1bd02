package org.mudward.mud.parse;

import org.jspecify.annotations.Nullable;

/** Checks a bandwidth profile (draft-lear-opsawg-mud-bw-profile). It is not enforced yet. */
final class BandwidthReader {
  private static final String SECTION = "draft-lear-opsawg-mud-bw-profile 2";
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;
  private static final int MAX_DSCP = 63;

  private final Report report;

  BandwidthReader(Report report) {
    this.report = report;
  }

  void read(JsonObject policy, String node) {
    JsonObject params = policy.object(node, "BW-01");
    if (params == null) {
      return;
    }
    report.notice(
        "BW-01",
        policy.at(node),
        SECTION,
        "The bandwidth profile was checked; it is not enforced yet.");
    for (JsonObject service : params.objects("service", "BW-01")) {
      if (service.text("name", "BW-01") == null && !service.has("name")) {
        report.error("BW-01", service.pointer(), SECTION, "A service has no name; it needs one.");
      }
      if (service.number("timeframe", "BW-01", 0, MAX_UINT32) == null
          && !service.has("timeframe")) {
        report.error(
            "BW-01", service.pointer(), SECTION, "A service has no timeframe; it needs one.");
      }
      service.number("pps", "BW-01", 0, MAX_UINT32);
      bitsPerSecond(service);
      service.number("dscp", "BW-01", 0, MAX_DSCP);
      service.text("aclname", "BW-01");
      service.ignoreRest("a service");
    }
    params.ignoreRest("bw-params");
  }

  /** A 64-bit number, which JSON writes as a text (RFC 7951 section 6.1). */
  private static void bitsPerSecond(JsonObject service) {
    String text = service.text("bps", "BW-01");
    if (text != null && !isUint64(text)) {
      service.wrong("BW-01", "bps", "RFC 7951 6.1", "a number from 0 to 2^64-1 in quotes");
    }
  }

  private static boolean isUint64(@Nullable String text) {
    if (text == null || !text.matches("[0-9]{1,20}")) {
      return false;
    }
    try {
      Long.parseUnsignedLong(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
