package org.mudward.mud.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.inventory.JournalEntry;
import org.mudward.mud.learn.Trait;
import org.mudward.mud.manager.DeviceView;
import org.mudward.mud.manager.Reload;
import org.mudward.mud.manager.Status;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.link.LinkMessage;

/** The JSON of what the API gives out. Members that have no value are left out. */
final class ApiJson {
  private ApiJson() {}

  static JsonArray devices(List<DeviceView> devices) {
    JsonArray array = new JsonArray();
    devices.forEach(device -> array.add(device(device)));
    return array;
  }

  static JsonObject device(DeviceView device) {
    JsonObject json = new JsonObject().put("mac", device.mac().toString());
    put(json, "name", device.name());
    json.put("standing", device.standing().name().toLowerCase(Locale.ROOT));
    put(json, "mud_url", device.url());
    put(json, "source", device.source());
    JsonArray addresses = new JsonArray();
    device.addresses().forEach(address -> addresses.add(address.toString()));
    json.put("addresses", addresses);
    if (!device.reason().isEmpty()) {
      json.put("reason", device.reason());
    }
    put(json, "signer", device.signer());
    put(json, "port", device.port());
    put(json, "paused_until", device.pausedUntil());
    if (device.violations() > 0) {
      json.put("violations", device.violations());
    }
    JsonArray traits = new JsonArray();
    for (Trait trait : device.traits().all()) {
      traits.add(new JsonObject().put("kind", trait.kind().toString()).put("text", trait.text()));
    }
    if (!traits.isEmpty()) {
      json.put("traits", traits);
    }
    return json.put("first_seen", device.firstSeen().toString())
        .put("last_seen", device.lastSeen().toString());
  }

  static JsonArray events(List<JournalEntry> entries) {
    JsonArray array = new JsonArray();
    for (JournalEntry entry : entries) {
      JsonObject json =
          new JsonObject()
              .put("seq", entry.seq())
              .put("time", entry.time().toString())
              .put("event", entry.event());
      put(json, "mac", entry.mac());
      put(json, "mud_url", entry.url());
      array.add(json.put("text", entry.text()).put("actor", entry.actor()));
    }
    return array;
  }

  static JsonObject status(Status status) {
    JsonArray enforcers = new JsonArray();
    JsonArray limitations = new JsonArray();
    for (Status.Enforcer enforcer : status.enforcers()) {
      JsonObject json =
          new JsonObject().put("name", enforcer.name()).put("applied", enforcer.applied());
      if (!enforcer.refused().isEmpty()) {
        json.put("refused", enforcer.refused());
      }
      enforcers.add(json);
      enforcer.limitations().forEach(limitation -> limitations.add(text(limitation)));
    }
    JsonObject devices = new JsonObject();
    status
        .devices()
        .forEach((standing, count) -> devices.put(standing.name().toLowerCase(Locale.ROOT), count));
    return new JsonObject()
        .put("revision", status.revision())
        .put("applied", status.applied())
        .put("new_devices", status.newDevices().name().toLowerCase(Locale.ROOT))
        .put("enforcers", enforcers)
        .put("devices", devices)
        .put("violations", status.violations())
        .put("problems", new JsonArray(status.problems()))
        .put("limitations", limitations);
  }

  private static String text(Limitation limitation) {
    Origin origin = limitation.origin();
    return origin.equals(Origin.NO_MATCH)
        ? limitation.text()
        : origin.mudUrl() + " " + origin + ": " + limitation.text();
  }

  static JsonArray counts(List<LinkMessage.Count> counts) {
    JsonArray array = new JsonArray();
    for (LinkMessage.Count count : counts) {
      array.add(
          new JsonObject()
              .put("mud_url", count.origin().mudUrl())
              .put("acl", count.origin().acl())
              .put("ace", count.origin().ace())
              .put("direction", count.direction().toString())
              .put("packets", count.packets()));
    }
    return array;
  }

  static JsonArray anchors(List<X509Certificate> anchors) {
    JsonArray array = new JsonArray();
    for (X509Certificate anchor : anchors) {
      array.add(
          new JsonObject()
              .put("subject", anchor.getSubjectX500Principal().getName())
              .put("sha256", sha256(anchor))
              .put("not_after", anchor.getNotAfter().toInstant().toString()));
    }
    return array;
  }

  private static String sha256(X509Certificate certificate) {
    try {
      return SignatureVerifier.sha256(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("it was read from its encoding", e);
    }
  }

  static JsonObject reload(Reload reload) {
    return new JsonObject()
        .put("applied", reload.applied())
        .put("changes", new JsonArray(reload.changes()))
        .put("need_restart", new JsonArray(reload.needRestart()))
        .put("consequences", new JsonArray(reload.consequences()));
  }

  /** A fault as RFC 9457 writes it. */
  static JsonObject problem(int status, String title, String detail) {
    return new JsonObject()
        .put("type", "about:blank")
        .put("title", title)
        .put("status", status)
        .put("detail", detail);
  }

  static void put(JsonObject json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }
}
