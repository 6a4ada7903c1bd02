package org.mudward.mud.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.URL;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.manager.LampFile;
import org.mudward.mud.manager.World;
import org.mudward.mud.verify.TestPki;

/** What programs of the network, and operators, tell the manager of devices over its API. */
class ApiHooksTest {
  private static final ASN1ObjectIdentifier MUD_URL =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.25");
  private static final ASN1ObjectIdentifier MUD_SIGNER =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.30");

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
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    api = new ApiServer(any, ApiToken.of(file), world.manager());
    token = Files.readString(file).trim();
  }

  @AfterEach
  void endTheApi() {
    api.close();
    world.close();
    assertEquals(0, world.faults.get());
  }

  private HttpResponse<String> post(String hook, JsonObject body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/api/v1/" + hook))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonObject said(String hook, JsonObject body) throws Exception {
    HttpResponse<String> answer = post(hook, body);
    assertEquals(200, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  private static JsonObject certificate(String pem) {
    byte[] octets = pem.getBytes(StandardCharsets.US_ASCII);
    return new JsonObject()
        .put("mac", LAMP.toString())
        .put("certificate", Base64.getEncoder().encodeToString(octets));
  }

  private static String pem(String mudsigner) {
    return new TestPki.Recipe("CN=lamp 1")
        .extension(MUD_URL, false, new DERIA5String(URL.text()))
        .extension(MUD_SIGNER, false, new X500Name(mudsigner))
        .make()
        .pem();
  }

  @Test
  void aCertificateProvesItsUrlUntilTheSessionEnds() throws Exception {
    JsonObject answer = said("hooks/certificate", certificate(pem("CN=maker")).put("port", "7"));
    assertEquals(
        new JsonObject()
            .put("mac", LAMP.toString())
            .put("mud_url", URL.text())
            .put("thing", "CN=lamp 1")
            .put("signer", "CN=maker")
            .put("problems", new JsonArray()),
        answer);
    world.awaitEnforced(LAMP);
    assertEquals(URL.text(), world.policy(LAMP));
    assertTrue(
        world.journal().stream()
            .anyMatch(e -> e.event().equals("device.attached") && e.text().equals("at port 7")));
    JsonObject end = new JsonObject().put("mac", "02-00-00-00-00-10");
    assertEquals(1, said("hooks/session-end", end).getInteger("sightings"));
    assertEquals("held", world.policy(LAMP));
    assertTrue(
        world.journal().stream()
            .anyMatch(e -> e.event().equals("device.departed") && e.text().contains("session")));
  }

  @Test
  void theEndOfAnotherSessionEndsNothing() throws Exception {
    JsonObject login = certificate(pem("CN=maker")).put("port", "sw-2/7").put("session", "b9");
    said("hooks/certificate", login);
    world.awaitEnforced(LAMP);
    JsonObject end = new JsonObject().put("mac", LAMP.toString()).put("port", "sw-1/3");
    assertEquals(1, said("hooks/session-end", end).getInteger("sightings"));
    JsonObject start = end.copy().put("port", "sw-2/7").put("session", "b9");
    assertEquals(1, said("hooks/session-start", start).getInteger("sightings"));
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals(400, post("hooks/session-end", end.copy().put("session", "")).statusCode());
    assertEquals(400, post("hooks/session-end", end.copy().put("session", 7)).statusCode());
    said("hooks/session-end", start);
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void aFileThatAnotherSignedThanTheCertificateWantsIsHeld() throws Exception {
    said("hooks/certificate", certificate(pem("CN=somebody else")));
    world.awaitHeld(LAMP, "SG-05");
  }

  @Test
  void whatIsWrongWithACertificateIsAnsweredAndShownAtTheDevice() throws Exception {
    JsonObject answer = said("hooks/certificate", certificate("no certificate"));
    String problem = answer.getJsonArray("problems").getString(0);
    assertTrue(problem.startsWith("no certificate that can be read"), problem);
    assertEquals(problem, world.device(LAMP).reason());
  }

  private static String qr(String hardware) {
    String hardwareField = hardware.isEmpty() ? "" : "M06C" + hardware + "\u001f";
    return "[)>\u001e06\u001d12NB000Example\u001fB001Lamp\u001fB002L1\u001fM180"
        + (URL + "\u001f" + hardwareField + "\u001e\u0004\n");
  }

  @Test
  void aScannedCodeGivesTheDeviceThatItNamesItsUrl() throws Exception {
    JsonObject answer = said("devices/add", new JsonObject().put("qr", qr("020000000010")));
    assertEquals("L1", answer.getString("model"));
    assertEquals(
        JsonArray.of(
            new JsonObject()
                .put("mac", LAMP.toString())
                .put("mud_url", URL.text())
                .put("change", "new")),
        answer.getJsonArray("devices"));
    world.awaitEnforced(LAMP);
    assertEquals("operator", world.device(LAMP).source().toString());
  }

  @Test
  void aCodeThatNamesNoDeviceOrAnotherIsNotTakenForOne() throws Exception {
    JsonObject silent = new JsonObject().put("qr", qr(""));
    JsonObject other = new JsonObject().put("qr", qr("020000000011")).put("mac", LAMP.toString());
    assertEquals(400, post("devices/add", silent).statusCode());
    assertEquals(400, post("devices/add", other).statusCode());
    assertEquals(400, post("devices/add", new JsonObject().put("qr", "hello")).statusCode());
    assertTrue(world.manager().devices().join().isEmpty());
    said("devices/add", silent.put("mac", LAMP.toString()));
    world.awaitEnforced(LAMP);
  }

  @Test
  void aListIsTakenWholeOrNotAtAll() throws Exception {
    String good = LAMP + "," + URL + "\n";
    HttpResponse<String> refused =
        post("devices/import", new JsonObject().put("csv", good + "x," + URL + "\n" + good));
    assertEquals(400, refused.statusCode());
    assertEquals(
        "line 2: not a MAC address: x\nline 3: " + LAMP + " is in line 1 already",
        new JsonObject(refused.body()).getString("detail"));
    assertTrue(world.manager().devices().join().isEmpty());
    StringBuilder long3000 = new StringBuilder(good);
    for (int i = 0x1000; i < 0x1000 + 3_000; i++) {
      long3000.append("02:00:00:00:%02x:%02x,%s%n".formatted(i >> 8, i & 0xFF, URL));
    }
    JsonObject list = new JsonObject().put("csv", long3000.toString());
    JsonObject rehearsed = said("devices/import", list.copy().put("dry_run", true));
    assertEquals(3_001, rehearsed.getJsonArray("devices").size());
    assertTrue(world.manager().devices().join().isEmpty());
    assertEquals(3_001, said("devices/import", list).getJsonArray("devices").size());
    world.awaitEnforced(LAMP);
  }

  @Test
  void aHookThatIsCalledWronglyIsRefused() throws Exception {
    JsonObject good = certificate(pem("CN=maker"));
    for (JsonObject bad :
        new JsonObject[] {
          good.copy().put("mac", "lamp"),
          good.copy().put("certificate", "-----BEGIN"),
          good.copy().put("port", ""),
          good.copy().put("port", "x".repeat(254)),
          good.copy().put("port", 7),
          new JsonObject()
        }) {
      assertEquals(400, post("hooks/certificate", bad).statusCode(), bad.encode());
    }
    assertEquals(400, post("hooks/session-end", new JsonObject()).statusCode());
    assertTrue(world.manager().device(LAMP).join().isEmpty());
  }
}
