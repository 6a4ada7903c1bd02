package org.mudward.mud.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.manager.DroppedFrames;
import org.mudward.mud.manager.LampFile;
import org.mudward.mud.manager.LinkPeer;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.manager.Signer;
import org.mudward.mud.manager.World;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.policy.DropStage;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.SnapshotJson;

class ApiServerTest {
  @TempDir Path folder;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private World world;
  private ApiServer api;
  private String token;

  @BeforeEach
  void startTheApi() throws Exception {
    world = new World(folder);
    world.maker.serve(URL, LampFile.of(URL), world.signer, null);
    world.start();
    Path file = world.state().resolve("api-token");
    ApiToken.of(file);
    api = new ApiServer(loopback(), ApiToken.of(file), world.manager());
    token = Files.readString(file).trim();
  }

  @AfterEach
  void endTheApi() {
    api.close();
    world.close();
    assertEquals(0, world.faults.get());
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(
        request.header("Authorization", "Bearer " + token).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request("/api/v1/" + path).GET());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        request("/api/v1/" + path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void assertProblem(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
    assertEquals(status, new JsonObject(response.body()).getInteger("status"));
  }

  @Test
  void everyRouteWantsTheToken() throws Exception {
    List<String> routes =
        List.of(
            "devices",
            "devices/" + LAMP,
            "events",
            "violations",
            "status",
            "snapshot",
            "counts",
            "files",
            "trust",
            "",
            "x");
    for (String route : routes) {
      HttpRequest bare = request("/api/v1/" + route).GET().build();
      assertProblem(401, http.send(bare, HttpResponse.BodyHandlers.ofString()));
    }
    for (String wrong : List.of("Bearer x", "Bearer " + token + "0", "Basic " + token, token, "")) {
      HttpRequest request =
          request("/api/v1/devices/" + LAMP + "/forget")
              .header("Authorization", wrong)
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      assertProblem(401, http.send(request, HttpResponse.BodyHandlers.ofString()));
    }
    assertEquals(200, get("devices").statusCode());
  }

  @Test
  void violationsAreShownWithAllTheirFields() throws Exception {
    world.emits(LAMP, URL);
    world.leases(LAMP, "192.168.1.10", Duration.ofHours(1));
    world.awaitEnforced(LAMP);
    assertEquals("[]", get("violations").body());
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.await(now -> now.devices().containsKey(LAMP));
      peer.send(
          DroppedFrames.syn(
              DropStage.FROM_DEVICE, LAMP, World.GATEWAY, "192.168.1.10", "203.0.113.9", 443));
      World.until(() -> world.device(LAMP).violations() == 1, () -> "none");
    }
    JsonObject violation =
        new JsonObject()
            .put("mac", LAMP.toString())
            .put("direction", "from-device")
            .put("address", "192.168.1.10")
            .put("peer", "203.0.113.9")
            .put("peer_mac", World.GATEWAY.toString())
            .put("protocol", "tcp")
            .put("port", 443)
            .put("port_of", "peer")
            .put("dropped_by", new JsonObject().put("mud_url", "").put("acl", "").put("ace", ""))
            .put("reason", "nomatch")
            .put(
                "nearest",
                new JsonObject()
                    .put("mud_url", URL.text())
                    .put("acl", "fr")
                    .put("ace", "cloud")
                    .put(
                        "missed",
                        JsonArray.of(
                            "peer: 203.0.113.9, wanted dns:cloud.lamp.example (198.51.100.10)")))
            .put("samples", 1)
            .put("first", "2026-11-01T10:00:00Z")
            .put("last", "2026-11-01T10:00:00Z");
    assertEquals(JsonArray.of(violation), new JsonArray(get("violations").body()));
    assertEquals(JsonArray.of(violation), new JsonArray(get("violations?mac=" + LAMP).body()));
    assertEquals("[]", get("violations?mac=" + LAMP2).body());
    assertEquals("[]", get("violations?limit=0").body());
    assertProblem(400, get("violations?mac=lamp"));
    assertEquals(1, new JsonObject(get("devices/" + LAMP).body()).getInteger("violations"));
    assertEquals(1, new JsonObject(get("status").body()).getInteger("violations"));
  }

  @Test
  void theTokenIsForItsOwnerAndStaysTheSame() throws Exception {
    Path file = world.state().resolve("api-token");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertTrue(token.matches("[0-9a-f]{64}"), token);
    ApiToken.of(file);
    assertEquals(token, Files.readString(file).trim());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThrows(IOException.class, () -> ApiToken.of(file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "short");
    assertThrows(IOException.class, () -> ApiToken.of(file));
  }

  @Test
  void aRequestForAnotherHostIsTurnedAwayAlthoughItKnowsTheToken() throws Exception {
    for (String host : List.of("evil.example", "127.0.0.1.evil.example", "192.168.1.1", "")) {
      assertTrue(raw(host).startsWith("HTTP/1.1 4"), host + ": " + raw(host));
    }
    for (String host : List.of("localhost", "127.0.0.1:" + api.port(), "[::1]", "LOCALHOST:1")) {
      assertTrue(raw(host).startsWith("HTTP/1.1 200"), host + ": " + raw(host));
    }
  }

  private String raw(String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      String request =
          "GET /api/v1/status HTTP/1.1\r\nHost: "
              + host
              + "\r\nAuthorization: Bearer "
              + token
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void itListensOnLoopbackOnly() throws Exception {
    ApiToken secret = ApiToken.of(world.state().resolve("api-token"));
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
    assertThrows(IOException.class, () -> new ApiServer(everywhere, secret, world.manager()));
    InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port());
    assertThrows(IOException.class, () -> new ApiServer(taken, secret, world.manager()));
  }

  @Test
  void aHookLeadsToADeviceThatIsShownWithAllItsFields() throws Exception {
    String hook =
        new JsonObject()
            .put("args", JsonArray.of("add", LAMP.toString(), "192.168.1.10", "lamp"))
            .put(
                "env",
                new JsonObject()
                    .put("DNSMASQ_MUD_URL", URL.text())
                    .put("DNSMASQ_SUPPLIED_HOSTNAME", "lamp\u001b[2J")
                    .put("DNSMASQ_TIME_REMAINING", "3600 "))
            .encode();
    HttpResponse<String> answer = post("hooks/dnsmasq", hook);
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(3, new JsonObject(answer.body()).getInteger("sightings"));
    world.awaitEnforced(LAMP);
    JsonObject device = new JsonObject(get("devices/" + LAMP).body());
    assertEquals(
        new JsonObject()
            .put("mac", LAMP.toString())
            .put("standing", "enforced")
            .put("mud_url", URL.text())
            .put("source", "dnsmasq")
            .put("addresses", JsonArray.of("192.168.1.10"))
            .put("signer", "CN=maker")
            .put(
                "traits",
                JsonArray.of(
                    new JsonObject().put("kind", "dhcpv4-host-name").put("text", "lamp?[2J")))
            .put("first_seen", "2026-11-01T10:00:00Z")
            .put("last_seen", "2026-11-01T10:00:00Z"),
        device);
    assertEquals(JsonArray.of(device), new JsonArray(get("devices").body()));
  }

  @Test
  void eventsComeInOrderAndInPieces() throws Exception {
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    JsonArray all = new JsonArray(get("events").body());
    assertTrue(all.size() > 3);
    JsonObject first = all.getJsonObject(0);
    assertEquals(1, first.getInteger("seq"));
    assertTrue(first.containsKey("time") && first.containsKey("event"), first.encode());
    assertEquals(
        new JsonArray(all.getList().subList(1, 3)),
        new JsonArray(get("events?since=1&limit=2").body()));
    assertEquals("[]", get("events?since=999999").body());
    assertProblem(400, get("events?since=-1"));
    assertProblem(400, get("events?limit=many"));
  }

  @Test
  void theSnapshotIsTheOneThatEnforcersGet() throws Exception {
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    PolicySnapshot shown =
        SnapshotJson.read(get("snapshot").body().getBytes(StandardCharsets.UTF_8));
    assertEquals(world.manager().snapshot().join().orElseThrow(), shown);
  }

  @Test
  void theStatusSaysWhatIsPublishedAndWhatIsInForce() throws Exception {
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    JsonObject status = new JsonObject(get("status").body());
    assertEquals(world.manager().status().join().revision(), status.getLong("revision"));
    assertEquals(-1, status.getInteger("applied"));
    assertEquals(new JsonObject().put("enforced", 1), status.getJsonObject("devices"));
    assertTrue(status.getJsonArray("problems").contains("no enforcer is connected"));
  }

  @Test
  void theOperatorsWordsDoWhatTheySay() throws Exception {
    world.maker.serve(URL, LampFile.of(URL), null, null);
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "SG-14");
    JsonObject approved =
        new JsonObject(post("devices/" + LAMP + "/approve", "{\"by\":\"alice\"}").body());
    assertEquals("enforced", approved.getString("standing"), approved.encode());
    assertEquals(
        "alice",
        world.journal().stream()
            .filter(e -> e.event().equals("file.approved"))
            .findFirst()
            .orElseThrow()
            .actor());
    assertProblem(409, post("devices/" + LAMP + "/approve", ""));
    assertEquals(
        "quarantined",
        new JsonObject(post("devices/" + LAMP + "/quarantine", "{}").body()).getString("standing"));
    assertEquals(
        "enforced",
        new JsonObject(post("devices/" + LAMP + "/release", "").body()).getString("standing"));
    assertEquals(
        200, post("files/refetch", new JsonObject().put("url", URL.text()).encode()).statusCode());
    assertProblem(404, post("files/refetch", "{\"url\":\"https://x.example/y\"}"));
    assertEquals(200, post("devices/" + LAMP + "/forget", "").statusCode());
    assertProblem(404, get("devices/" + LAMP));
    assertProblem(404, post("devices/" + LAMP2 + "/quarantine", ""));
  }

  @Test
  void aDeviceIsPausedForSecondsAndResumed() throws Exception {
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    JsonObject paused =
        new JsonObject(post("devices/" + LAMP + "/pause", "{\"seconds\":7200}").body());
    assertEquals("paused", paused.getString("standing"));
    assertEquals("2026-11-01T12:00:00Z", paused.getString("paused_until"));
    assertEquals(
        "enforced",
        new JsonObject(post("devices/" + LAMP + "/resume", "").body()).getString("standing"));
    assertProblem(409, post("devices/" + LAMP + "/resume", ""));
    for (String time : List.of("", "{\"seconds\":0}", "{\"seconds\":-1}", "{\"seconds\":\"5\"}")) {
      assertProblem(400, post("devices/" + LAMP + "/pause", time));
    }
    assertProblem(409, post("devices/" + LAMP + "/pause", "{\"seconds\":999999999}"));
    world.awaitEnforced(LAMP);
  }

  @Test
  void aFileCanBeApprovedByItsUrl() throws Exception {
    world.maker.serve(URL, LampFile.of(URL), null, null);
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "SG-14");
    String body = new JsonObject().put("url", URL.text()).put("by", "bob").encode();
    assertEquals(200, post("files/approve", body).statusCode());
    world.awaitEnforced(LAMP);
    assertProblem(409, post("files/approve", body));
  }

  @Test
  void filesAreListedApprovedAndRejectedByTheHashOfTheirOctets() throws Exception {
    String unsigned = LampFile.of(URL);
    String sha256 = SignatureVerifier.sha256(unsigned.getBytes(StandardCharsets.UTF_8));
    String body = new JsonObject().put("sha256", sha256).put("by", "bob").encode();
    world.maker.serve(URL, unsigned, null, null);
    assertProblem(404, post("files/approve", body));
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "SG-14");
    JsonObject held = new JsonArray(get("files").body()).getJsonObject(0);
    assertEquals(URL.text(), held.getString("mud_url"));
    assertEquals(sha256, held.getJsonObject("waiting").getString("sha256"));
    assertFalse(held.containsKey("in_use"), held.encode());
    assertEquals(200, post("files/reject", body).statusCode());
    JsonObject rejected = new JsonArray(get("files").body()).getJsonObject(0);
    assertEquals("bob", rejected.getJsonArray("rejected").getJsonObject(0).getString("by"));
    assertFalse(rejected.containsKey("waiting"), rejected.encode());
    assertProblem(404, post("files/reject", body));
    assertEquals(200, post("files/approve", body).statusCode());
    world.awaitEnforced(LAMP);
    JsonObject used = new JsonArray(get("files").body()).getJsonObject(0);
    assertEquals(sha256, used.getJsonObject("in_use").getString("sha256"));
    assertEquals(true, used.getJsonObject("in_use").getBoolean("supported"));
    assertProblem(400, post("files/approve", "{\"sha256\":\"12\"}"));
    assertProblem(409, post("devices/" + LAMP + "/reject", ""));
  }

  @Test
  void trustAnchorsAreListedAndReadAnew() throws Exception {
    JsonArray both = new JsonArray(get("trust").body());
    assertEquals(1, both.size());
    assertEquals("CN=CA of maker", both.getJsonObject(0).getString("subject"));
    assertEquals(
        SignatureVerifier.sha256(world.signer.anchor().getEncoded()),
        both.getJsonObject(0).getString("sha256"));
    assertEquals(
        world.signer.anchor().getNotAfter().toInstant().toString(),
        both.getJsonObject(0).getString("not_after"));
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    world.trust(new Signer("somebody else"));
    JsonArray now = new JsonArray(post("trust/reload", "{\"by\":\"bob\"}").body());
    assertEquals("CN=CA of somebody else", now.getJsonObject(0).getString("subject"));
    world.awaitHeld(LAMP, "trust anchor");
    world.trust();
    assertProblem(409, post("trust/reload", ""));
  }

  @Test
  void theConfigurationIsRehearsedReadAnewAndRefused() throws Exception {
    world.newDevices(NewDevices.QUARANTINE);
    JsonObject rehearsal = new JsonObject(post("config/reload", "{\"dry_run\":true}").body());
    assertEquals(false, rehearsal.getBoolean("applied"));
    assertEquals(
        JsonArray.of("devices that are not listed: left alone -> unknown"),
        rehearsal.getJsonArray("consequences"));
    assertEquals("allow", new JsonObject(get("status").body()).getString("new_devices"));
    JsonObject done = new JsonObject(post("config/reload", "{\"by\":\"bob\"}").body());
    assertEquals(true, done.getBoolean("applied"));
    assertEquals("quarantine", new JsonObject(get("status").body()).getString("new_devices"));
    world.needRestart("manager.state");
    assertProblem(409, post("config/reload", ""));
    assertProblem(400, post("config/reload", "{\"dry_run\":\"yes\"}"));
    world.broken(true);
    assertProblem(409, post("config/reload", "{\"dry_run\":true}"));
  }

  @Test
  void nothingChangesOnGetOrWithAnotherMethod() throws Exception {
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    for (String word :
        List.of("approve", "reject", "quarantine", "pause", "resume", "release", "forget")) {
      assertProblem(405, get("devices/" + LAMP + "/" + word));
    }
    assertProblem(405, get("files/refetch"));
    assertProblem(405, get("hooks/dnsmasq"));
    assertProblem(405, get("trust/reload"));
    assertProblem(405, get("config/reload"));
    assertProblem(405, send(request("/api/v1/devices/" + LAMP).DELETE()));
    assertProblem(404, get("nothing"));
    assertProblem(404, send(request("/").GET()));
    world.awaitEnforced(LAMP);
  }

  @Test
  void badRequestsAreAnsweredAndNotFollowed() throws Exception {
    assertProblem(400, get("devices/nonsense"));
    assertProblem(400, post("devices/" + LAMP + "/quarantine", "{"));
    assertProblem(400, post("devices/" + LAMP + "/quarantine", "[1]"));
    assertProblem(400, post("devices/" + LAMP + "/quarantine", "{\"by\":7}"));
    assertProblem(
        400, post("devices/" + LAMP + "/quarantine", "{\"by\":\"" + "x".repeat(200) + "\"}"));
    assertProblem(400, post("hooks/dnsmasq", ""));
    assertProblem(400, post("hooks/dnsmasq", "{\"args\":[1,2,3]}"));
    assertProblem(400, post("hooks/dnsmasq", "{\"args\":[\"add\"],\"env\":{\"A\":{}}}"));
    assertProblem(400, post("files/refetch", "{\"url\":\"http://x.example/y\"}"));
    assertProblem(400, post("files/refetch", "{}"));
    assertProblem(413, post("hooks/dnsmasq", "{\"args\":[\"" + "x".repeat(70_000) + "\"]}"));
    HttpResponse<String> plain =
        send(
            request("/api/v1/devices/" + LAMP + "/quarantine")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"by\":\"x\"}")));
    assertProblem(400, plain);
    HttpResponse<String> odd = post("hooks/dnsmasq", "{\"args\":[\"add\",\"zz\",\"1.2.3.4\"]}");
    assertEquals("{\"sightings\":0}", odd.body());
    assertFalse(world.manager().device(LAMP).join().isPresent());
  }

  @Test
  void itsThreadsEndWithIt() throws Exception {
    assertEquals(200, get("status").statusCode());
    api.close();
    World.until(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("vert.x")),
        () -> "still there: " + Thread.getAllStackTraces().keySet());
    api =
        new ApiServer(loopback(), ApiToken.of(world.state().resolve("api-token")), world.manager());
  }
}
