package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.mudward.mud.fetch.FetchFixture.FILE;
import static org.mudward.mud.fetch.FetchFixture.HOST;
import static org.mudward.mud.fetch.FetchFixture.ROOT;
import static org.mudward.mud.fetch.FetchFixture.UNSIGNED;
import static org.mudward.mud.fetch.FetchFixture.url;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudUrl;
import org.mudward.mud.ServerKey;
import org.mudward.mud.manager.World;
import org.mudward.mud.verify.TestPki;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

/** By which key the server of a file proved who it is (RFC 8520 section 16). */
class ServerKeyTest {
  private static final Identity OTHER = server().make();

  private final MudFetcher fetcher = FetchFixture.fetcher();

  @AfterEach
  void close() {
    fetcher.close();
  }

  private static Recipe server() {
    return new Recipe(HOST).by(ROOT).hosts(HOST).usage(1 << 7);
  }

  private ServerKey shownBy(Identity identity) throws Exception {
    try (TestServer server =
        TestServer.tls(identity, (request, out) -> TestServer.ok(out, UNSIGNED))) {
      return shown(fetcher.fetch(url(server, "/lamp"), null));
    }
  }

  private static ServerKey shown(FetchResult result) {
    return result.shown().orElseThrow(() -> new AssertionError(result.toString()));
  }

  private boolean shows(MudUrl url, String key) {
    try {
      return shown(fetcher.fetch(url, null)).sha256().equals(key);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Worked out by another library. */
  private static String keyOf(Identity identity) throws Exception {
    SubjectPublicKeyInfo info =
        new JcaX509CertificateHolder(identity.certificate()).getSubjectPublicKeyInfo();
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(info.getEncoded("DER")));
  }

  @Test
  void theKeyIsThatOfTheCertificateAndTheIssuerItsAuthority() throws Exception {
    ServerKey key = shownBy(OTHER);
    assertEquals(keyOf(OTHER), key.sha256());
    assertEquals("CN=TLS Root", key.issuer());
    assertNotEquals(key.sha256(), shownBy(server().make()).sha256());
  }

  @Test
  void aRenewedCertificateOfTheSameKeyShowsTheSameKey() throws Exception {
    var keys = TestPki.ec("secp256r1");
    Identity first = server().keys(keys).make();
    Identity second =
        server()
            .keys(keys)
            .valid(TestPki.NOW.minus(Duration.ofDays(1)), TestPki.NOW.plus(Duration.ofDays(9000)))
            .make();
    assertNotEquals(first.certificate(), second.certificate());
    assertEquals(shownBy(first), shownBy(second));
  }

  @Test
  void thatNothingHasChangedIsSaidUnderAKeyAndFailingUnderNone() throws Exception {
    try (TestServer server =
        TestServer.tls(
            OTHER, (request, out) -> TestServer.text(out, "HTTP/1.1 304 Not Modified\r\n\r\n"))) {
      FetchResult result = fetcher.fetch(url(server, "/lamp"), "\"1\"");
      assertInstanceOf(FetchResult.NotModified.class, result);
      assertEquals(keyOf(OTHER), shown(result).sha256());
    }
    try (TestServer server =
        TestServer.tls(
            OTHER, (request, out) -> TestServer.text(out, "HTTP/1.1 500 Oops\r\n\r\n"))) {
      assertEquals(Optional.empty(), fetcher.fetch(url(server, "/lamp"), null).shown());
    }
  }

  @Test
  void theServerOfTheSignatureIsAnother() throws Exception {
    Identity signatures = server().make();
    try (TestServer elsewhere =
            TestServer.tls(signatures, (request, out) -> TestServer.ok(out, new byte[] {1}));
        TestServer server =
            TestServer.tls(OTHER, (request, out) -> TestServer.ok(out, naming(elsewhere.port())))) {
      FetchResult result = fetcher.fetch(url(server, "/lamp"), null);
      assertEquals(1, elsewhere.connections());
      assertEquals(keyOf(OTHER), shown(result).sha256());
    }
  }

  private static byte[] naming(int port) {
    return new String(FILE, StandardCharsets.UTF_8)
        .replace("lamp.p7s", "https://" + HOST + ":" + port + "/lamp.p7s")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aSessionThatIsTakenUpAgainDoesNotHideANewKey() throws Exception {
    SwitchedKeys keys = new SwitchedKeys(OTHER);
    try (TestServer server =
        TestServer.tls(
            "127.0.0.1", 0, keys.context(), (request, out) -> TestServer.ok(out, UNSIGNED))) {
      assertEquals(keyOf(OTHER), shown(fetcher.fetch(url(server, "/lamp"), null)).sha256());
      Identity next = server().make();
      keys.become(next);
      String key = keyOf(next);
      MudUrl lamp = url(server, "/lamp");
      // A session of before may be taken up for a second more.
      World.until(() -> shows(lamp, key), () -> "the new key does not show");
    }
  }
}
