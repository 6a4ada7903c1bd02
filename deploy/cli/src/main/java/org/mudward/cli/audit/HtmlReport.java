package org.mudward.cli.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import org.mudward.enforcer.audit.Audit;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;

/**
 * The report for people, as one page that needs nothing else: no script, nothing from elsewhere,
 * and a policy that forbids both. Its form is in the resources; here are the values.
 */
final class HtmlReport {
  /** Rows of a table that anybody reads; the rest is in the outputs for programs. */
  static final int MAX_ROWS = 200;

  /** Sentences before the report itself; with more of them nobody gets to it. */
  private static final int MAX_NOTICES = 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final AuditReport report;

  private HtmlReport(AuditReport report) {
    this.report = report;
  }

  static String of(AuditReport report) {
    String style = resource("report.css");
    Template page = Template.of(resource("report.html").replace("@@STYLE@@", style));
    Map<String, Object> values = new HtmlReport(report).values();
    values.put("style_hash", hash(style));
    return page.fill(values);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By which the page's own policy knows its style, and no other. */
  private static String hash(String style) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(style.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A time as people read it. */
  static String time(long micros) {
    return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  private Map<String, Object> values() {
    Audit audit = report.audit();
    Map<String, Object> values = new HashMap<>();
    values.put("frames", audit.frames());
    values.put("accepted", audit.accepted());
    values.put("dropped", audit.dropped());
    values.put("dropped_class", droppedClass(audit.dropped()));
    values.put("none", audit.frames() - audit.accepted() - audit.dropped());
    boolean timed = audit.firstMicros() != CapturedFrame.NO_TIME;
    values.put("timed", timed);
    if (timed) {
      values.put("first", time(audit.firstMicros()));
      values.put("last", time(audit.lastMicros()));
    }
    List<String> notices = report.notices();
    values.put("notices", texts(notices.stream().limit(MAX_NOTICES).toList()));
    putMore(values, "notices", notices.size() - MAX_NOTICES);
    values.put("capture_count", report.captures().size());
    values.put(
        "captures",
        report.captures().stream()
            .map(capture -> Map.of("file", capture.file(), "frames", capture.frames()))
            .toList());
    putDevices(values);
    new HtmlPictures(report).put(values);
    new HtmlTables(report).put(values);
    return values;
  }

  static String droppedClass(long dropped) {
    return dropped > 0 ? "bad" : "soft";
  }

  static List<Map<String, String>> texts(List<String> texts) {
    return texts.stream().map(text -> Map.of("text", text)).toList();
  }

  /** How much of a list is left out, if anything is. */
  static void putMore(Map<String, Object> values, String name, int more) {
    values.put(name + "_more", more > 0 ? Map.of("count", more) : false);
  }

  /** If there are too many, those with most that is not permitted. */
  private void putDevices(Map<String, Object> values) {
    List<DeviceTally> judged = new ArrayList<>(report.devices());
    if (judged.size() > MAX_ROWS) {
      judged.sort(Comparator.comparingLong(DeviceTally::dropped).reversed());
    }
    List<MacAddress> unjudged = report.identities().unjudged(report.devices());
    List<Object> devices = new ArrayList<>();
    judged.stream().limit(MAX_ROWS).forEach(device -> devices.add(device(device)));
    unjudged.stream().limit(MAX_ROWS).forEach(mac -> devices.add(unjudged(mac)));
    values.put("devices", devices);
    putMore(values, "devices", judged.size() + unjudged.size() - devices.size());
  }

  private Map<String, Object> unjudged(MacAddress mac) {
    Map<String, Object> values = identity(mac);
    values.put("judged", false);
    report
        .identities()
        .shown()
        .claim(mac)
        .ifPresent(
            claim -> {
              values.put("url", claim.text());
              values.put("source", Map.of("source", claim.source().toString()));
            });
    return values;
  }

  private Map<String, Object> identity(MacAddress mac) {
    Map<String, Object> values = new HashMap<>();
    String name = report.identities().name(mac);
    values.put("mac", mac.toString());
    values.put("name", name == null ? false : Map.of("name", name));
    values.put("perhaps", report.identities().suggested(mac).text());
    values.put("url", "no MUD URL");
    String source = report.identities().sources().get(mac);
    values.put("source", source == null ? false : Map.of("source", source));
    return values;
  }

  private Map<String, Object> device(DeviceTally device) {
    Map<String, Object> values = identity(device.mac());
    values.put("url", device.policy().mudUrl());
    values.put("judged", true);
    values.put("frames", device.frames());
    values.put("accepted", device.accepted());
    values.put("dropped", device.dropped());
    values.put("dropped_class", droppedClass(device.dropped()));
    values.put("peers", device.peers().size());
    SortedSet<String> clouds = report.peerNames().regions(device);
    values.put("clouds", clouds.isEmpty() ? false : Map.of("clouds", Words.few(clouds)));
    values.put("accepted_share", share(device.accepted(), device.frames()));
    values.put("dropped_share", share(device.dropped(), device.frames()));
    List<Origin> unused = device.unused();
    values.put("has_unused", !unused.isEmpty());
    values.put("unused_count", unused.size());
    values.put(
        "unused",
        unused.stream().limit(MAX_ROWS).map(origin -> Map.of("ace", origin.toString())).toList());
    return values;
  }

  private static String share(long part, long whole) {
    return whole == 0 ? "0" : String.format(Locale.ROOT, "%.2f", 100.0 * part / whole);
  }
}
