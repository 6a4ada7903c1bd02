package org.mudward.mud.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.mudward.mud.inventory.Rejection;
import org.mudward.mud.manager.FileView;

/** The JSON of MUD files as the API gives it out. Members that have no value are left out. */
final class FileJson {
  private FileJson() {}

  static JsonArray files(List<FileView> files) {
    JsonArray array = new JsonArray();
    files.forEach(file -> array.add(file(file)));
    return array;
  }

  private static JsonObject file(FileView file) {
    JsonObject json = new JsonObject().put("mud_url", file.url().text());
    FileView.InUse inUse = file.inUse();
    if (inUse != null) {
      json.put("in_use", inUse(inUse));
    }
    FileView.Waiting waiting = file.waiting();
    if (waiting != null) {
      json.put("waiting", waiting(waiting));
    }
    if (!file.reason().isEmpty()) {
      json.put("reason", file.reason());
    }
    if (!file.notes().isEmpty()) {
      json.put("notes", new JsonArray(file.notes()));
    }
    if (!file.rejected().isEmpty()) {
      JsonArray rejected = new JsonArray();
      file.rejected().forEach(rejection -> rejected.add(rejection(rejection)));
      json.put("rejected", rejected);
    }
    ApiJson.put(json, "retrieved", file.retrieved());
    return json.put("due", file.due().toString());
  }

  private static JsonObject inUse(FileView.InUse file) {
    JsonObject json = new JsonObject().put("sha256", file.sha256());
    ApiJson.put(json, "signer", file.signer());
    return json.put("last_update", file.lastUpdate())
        .put("calls_itself", file.itself().text())
        .put("supported", file.supported());
  }

  private static JsonObject waiting(FileView.Waiting file) {
    JsonObject json = new JsonObject().put("sha256", file.sha256());
    ApiJson.put(json, "signer", file.signer());
    return json.put("newly_permitted", new JsonArray(file.newlyPermitted()))
        .put("no_longer_permitted", new JsonArray(file.noLongerPermitted()))
        .put("besides", new JsonArray(file.besides()));
  }

  private static JsonObject rejection(Rejection rejection) {
    return new JsonObject()
        .put("sha256", rejection.sha256())
        .put("by", rejection.by())
        .put("at", rejection.at().toString());
  }
}
