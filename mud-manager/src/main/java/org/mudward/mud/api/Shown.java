package org.mudward.mud.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.Event;
import org.mudward.mud.inventory.KnownDevice;
import org.mudward.mud.manager.DeviceView;
import org.mudward.mud.manager.Status;
import org.mudward.policy.Origin;

/** The JSON of what the API shows. */
final class Shown {
  private Shown() {}

  static JsonObject device(DeviceView view) {
    KnownDevice device = view.device();
    MudUrl url = device.url();
    JsonArray addresses = new JsonArray();
    device.addresses().keySet().stream().sorted().forEach(a -> addresses.add(a.toString()));
    return new JsonObject()
        .put("mac", device.mac().toString())
        .put("name", view.name())
        .put("standing", device.standing().name().toLowerCase(Locale.ROOT))
        .put("mud_url", url == null ? null : url.text())
        .put("source", device.source())
        .put("addresses", addresses)
        .put("reason", device.reason())
        .put("signer", view.signer())
        .put("first_seen", device.firstSeen().toString())
        .put("last_seen", device.lastSeen().toString());
  }

  static JsonObject event(Event event) {
    return new JsonObject()
        .put("seq", event.seq())
        .put("time", event.time().toString())
        .put("event", event.event())
        .put("mac", event.mac())
        .put("text", event.text());
  }

  static JsonObject status(Status status) {
    JsonObject devices = new JsonObject();
    status.devices().forEach(devices::put);
    JsonArray limitations = new JsonArray();
    status
        .limitations()
        .forEach(
            limitation -> {
              boolean general = limitation.origin().equals(Origin.NO_MATCH);
              limitations.add((general ? "" : limitation.origin() + ": ") + limitation.text());
            });
    return new JsonObject()
        .put("revision", status.revision())
        .put("applied", status.applied())
        .put("devices", devices)
        .put("problems", new JsonArray(status.problems()))
        .put("limitations", limitations);
  }
}
