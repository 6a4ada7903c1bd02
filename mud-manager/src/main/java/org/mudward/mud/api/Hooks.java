package org.mudward.mud.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.CertificateClaim;
import org.mudward.mud.learn.CertificateReader;
import org.mudward.mud.learn.DnsmasqHook;
import org.mudward.mud.learn.KeaHook;
import org.mudward.mud.learn.Sighting;
import org.mudward.policy.MacAddress;

/**
 * What other programs of the network tell: DHCP servers, and whoever authenticates devices. Each
 * hook makes sightings of a request's body, and what it answers if they are saved.
 */
final class Hooks {
  /**
   * What a hook learnt.
   *
   * @param answer for whoever called it
   */
  record Learnt(List<Sighting> sightings, JsonObject answer) {
    Learnt {
      sightings = List.copyOf(sightings);
    }
  }

  private Hooks() {}

  private static Learnt counted(List<Sighting> sightings) {
    return new Learnt(sightings, new JsonObject().put("sightings", sightings.size()));
  }

  static Learnt dnsmasq(JsonObject body) {
    return counted(DnsmasqHook.read(Requests.texts(body, "args"), Requests.map(body, "env")));
  }

  static Learnt kea(JsonObject body) {
    return counted(KeaHook.read(Requests.texts(body, "args"), Requests.map(body, "env")));
  }

  /**
   * A device has authenticated itself by this certificate. That it did is the caller's word; what
   * the certificate says is looked at here, and no more.
   */
  static Learnt certificate(JsonObject body) {
    MacAddress mac = Requests.mac(body);
    CertificateClaim claim = CertificateReader.read(Requests.octets(body, "certificate"));
    List<Sighting> sightings = new ArrayList<>(attached(mac, body));
    sightings.add(claim.by(mac));
    sightings.add(new Sighting.Joined(mac, Requests.session(body), true));
    JsonObject answer = new JsonObject().put("mac", mac.toString());
    MudUrl url = claim.url();
    ApiJson.put(answer, "mud_url", url == null ? null : url.text());
    ApiJson.put(answer, "thing", name(claim.thing()));
    ApiJson.put(answer, "signer", name(claim.signer()));
    return new Learnt(sightings, answer.put("problems", new JsonArray(claim.problems())));
  }

  private static @Nullable String name(@Nullable X500Principal name) {
    return name == null ? null : name.getName();
  }

  private static List<Sighting> attached(MacAddress mac, JsonObject body) {
    String port = Requests.port(body);
    return port == null ? List.of() : List.of(new Sighting.Attached(mac, port));
  }

  /** A switch let a device in, by a certificate or otherwise. */
  static Learnt sessionStart(JsonObject body) {
    MacAddress mac = Requests.mac(body);
    return counted(List.of(new Sighting.Joined(mac, Requests.session(body), false)));
  }

  /** A session of a device is over. */
  static Learnt sessionEnd(JsonObject body) {
    MacAddress mac = Requests.mac(body);
    return counted(List.of(new Sighting.Left(mac, Requests.session(body))));
  }
}
