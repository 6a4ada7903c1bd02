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

/** What programs of the network tell the manager over its API. */
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
