package org.mudward.mud.parse;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;

/** Reads the leaves of {@code ietf-mud:mud} (RFC 8520 sections 3.1 to 3.8). */
final class LeafReader {
  private static final int VERSION = 1;
  private static final int MAX_VERSION = 255;

  /** RFC 8520 section 3.5, in hours: a week. */
  private static final int MAX_CACHE_VALIDITY = 168;

  /** The leaves that are meant for people, and the checks that speak of them. */
  private static final Map<String, String> INFO =
      Map.of(
          "systeminfo", "MF-12",
          "mfg-name", "MF-12",
          "model-name", "MF-12",
          "firmware-rev", "MF-16",
          "software-rev", "MF-16",
          "documentation", "MF-23");

  private final JsonObject mud;
  private final Report report;

  LeafReader(JsonObject mud) {
    this.mud = mud;
    report = mud.report();
  }

  private void require(String name, String code, String section) {
    if (!mud.has(name)) {
      report.error(code, mud.pointer(), section, name + " is missing; every MUD file has it.");
    }
  }

  void version() {
    require("mud-version", "MF-04", "RFC 8520 3.1");
    Long version = mud.number("mud-version", "MF-04", 0, MAX_VERSION);
    if (version != null && version != VERSION) {
      report.error(
          "MF-05",
          mud.at("mud-version"),
          "RFC 8520 3.1",
          "mud-version is " + version + ", which may mean anything; 1 is known here.");
    }
  }

  @Nullable MudUrl url() {
    require("mud-url", "MF-06", "RFC 8520 3.2");
    String text = mud.text("mud-url", "MF-06");
    if (text == null) {
      return null;
    }
    String at = mud.at("mud-url");
    try {
      if (report.isLenient() && text.regionMatches(true, 0, "http://", 0, 7)) {
        MudUrl secure = new MudUrl("https" + text.substring(4));
        report.warning(
            "MF-06",
            at,
            "RFC 8520 3.2",
            "mud-url is http and should be https; it was read as " + secure + ".");
        return secure;
      }
      return new MudUrl(text);
    } catch (IllegalArgumentException e) {
      report.error("MF-06", at, "RFC 8520 3.2", "mud-url cannot be used: " + e.getMessage() + ".");
      return null;
    }
  }

  @Nullable OffsetDateTime lastUpdate() {
    require("last-update", "MF-07", "RFC 8520 3.4");
    String text = mud.text("last-update", "MF-07");
    if (text == null) {
      return null;
    }
    OffsetDateTime time = DateAndTime.parse(text);
    if (time == null) {
      mud.wrong(
          "MF-07",
          "last-update",
          "RFC 8520 3.4",
          "a day that exists, a time with seconds, and a zone, such as 2019-01-28T11:20:51+01:00");
    }
    return time;
  }

  @Nullable Boolean supported() {
    require("is-supported", "MF-11", "RFC 8520 3.6");
    return mud.flag("is-supported", "MF-11");
  }

  Duration cacheValidity() {
    Long hours = mud.number("cache-validity", "MF-08", 1, MAX_CACHE_VALIDITY);
    return Duration.ofHours(hours == null ? MudFile.DEFAULT_CACHE_VALIDITY : hours);
  }

  /** Where the signature is; may be relative to the MUD URL. */
  @Nullable String signature() {
    String text = mud.text("mud-signature", "SG-12");
    if (text == null) {
      return null;
    }
    try {
      String scheme = new URI(text).getScheme();
      if (scheme != null && !scheme.equalsIgnoreCase("https")) {
        report.warning(
            "SG-12",
            mud.at("mud-signature"),
            "RFC 8520 13.1",
            "mud-signature is " + scheme + " and will not be fetched; it should be https.");
      }
    } catch (URISyntaxException e) {
      mud.wrong("SG-12", "mud-signature", "RFC 6991 4", "a URI");
    }
    return text;
  }

  /** What is meant for people, by leaf name. */
  Map<String, String> info() {
    Map<String, String> info = new LinkedHashMap<>();
    INFO.forEach(
        (leaf, code) -> {
          String text = mud.text(leaf, code);
          if (text != null) {
            info.put(leaf, text);
          }
        });
    return info;
  }
}
