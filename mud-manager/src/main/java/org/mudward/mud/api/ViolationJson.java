package org.mudward.mud.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.mudward.mud.manager.Violation;
import org.mudward.policy.Origin;

/** The JSON of what devices tried in vain. */
final class ViolationJson {
  private ViolationJson() {}

  static JsonArray violations(List<Violation> violations) {
    JsonArray array = new JsonArray();
    violations.forEach(violation -> array.add(violation(violation)));
    return array;
  }

  private static JsonObject violation(Violation violation) {
    Violation.Traffic traffic = violation.traffic();
    Violation.Details latest = violation.latest();
    JsonObject json =
        new JsonObject()
            .put("mac", traffic.device().toString())
            .put("direction", traffic.direction().toString());
    ApiJson.put(json, "address", latest.address());
    json.put("peer", traffic.peer());
    ApiJson.put(json, "peer_name", latest.peerName());
    json.put("peer_mac", latest.peerMac().toString()).put("protocol", traffic.protocol());
    Violation.Service service = traffic.service();
    if (service != null) {
      json.put("port", service.port()).put("port_of", service.ofPeer() ? "peer" : "device");
    }
    json.put("dropped_by", origin(traffic.origin())).put("reason", latest.reason());
    if (latest.nearest() != null) {
      json.put(
          "nearest",
          origin(latest.nearest().origin())
              .put("missed", new JsonArray(latest.nearest().missed())));
    }
    return json.put("samples", violation.samples())
        .put("first", violation.first().toString())
        .put("last", violation.last().toString());
  }

  private static JsonObject origin(Origin origin) {
    return new JsonObject()
        .put("mud_url", origin.mudUrl())
        .put("acl", origin.acl())
        .put("ace", origin.ace());
  }
}
