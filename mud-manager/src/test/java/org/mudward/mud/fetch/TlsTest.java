package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.fetch.FetchFixture.HOST;
import static org.mudward.mud.fetch.FetchFixture.ROOT;
import static org.mudward.mud.fetch.FetchFixture.UNSIGNED;
import static org.mudward.mud.fetch.FetchFixture.assertFailed;
import static org.mudward.mud.fetch.FetchFixture.fetched;
import static org.mudward.mud.fetch.FetchFixture.url;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.mud.verify.TestPki;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

/** Servers whose certificate or TLS is not what it has to be (RFC 8520 section 1.6). */
class TlsTest {
  private final MudFetcher fetcher = FetchFixture.hasty();

  @AfterEach
  void close() {
    fetcher.close();
  }

  private static Recipe server() {
    return new Recipe("server").by(ROOT).usage(1 << 7);
  }

  private FetchResult fetchFrom(Identity identity) throws Exception {
    try (TestServer server =
        TestServer.tls(identity, (request, out) -> TestServer.ok(out, UNSIGNED))) {
      FetchResult result = fetcher.fetch(url(server, "/lamp"), null);
      boolean told = !server.requests().isEmpty();
      assertTrue(told == result instanceof FetchResult.Fetched, "who is not trusted is not asked");
      return result;
    }
  }

  private void assertRefused(String words, Recipe recipe) throws Exception {
    assertFailed(Reason.TLS, words, fetchFrom(recipe.make()));
  }

  @Test
  void theNameInTheCertificateHasToBeTheHosts() throws Exception {
    fetched(fetchFrom(server().hosts(HOST).make()));
    fetched(fetchFrom(server().hosts("other.example", "*.example.com").make()));
    assertRefused("mud.example.com", server().hosts("other.example.com"));
    assertRefused("mud.example.com", server().hosts("*.com"));
    assertRefused("mud.example.com", server().hosts("example.com"));
    assertRefused("mud.example.com", server().hosts("127.0.0.1"));
    assertRefused("", server().hosts("mud.example.com.evil.example"));
  }

  @Test
  void expired() throws Exception {
    assertRefused(
        "NotAfter",
        server().hosts(HOST).valid(TestPki.NOW.minus(TestPki.YEAR), TestPki.NOW.minusSeconds(60)));
  }

  @Test
  void notYetValid() throws Exception {
    assertRefused(
        "NotBefore",
        server().hosts(HOST).valid(TestPki.NOW.plusSeconds(3600), TestPki.NOW.plus(TestPki.YEAR)));
  }

  @Test
  void selfSigned() throws Exception {
    assertRefused("", new Recipe(HOST).hosts(HOST).usage(1 << 7));
  }

  @Test
  void issuedBySomebodyElse() throws Exception {
    assertRefused("", server().by(TestPki.root("Elsewhere")).hosts(HOST));
    assertRefused("", server().by(TestPki.root("TLS Root")).hosts(HOST));
  }

  @Test
  void issuedByWhoIsNoAuthority() throws Exception {
    Identity leaf = server().hosts(HOST).make();
    assertRefused("", server().by(leaf).hosts(HOST));
  }

  @Test
  void aShortKey() throws Exception {
    assertRefused("", server().keys(TestPki.rsa(1024)).hosts(HOST));
    fetched(fetchFrom(server().keys(TestPki.rsa(2048)).hosts(HOST).make()));
  }

  @Test
  void signedOverSha1() throws Exception {
    assertRefused("", server().hosts(HOST).signedWith("SHA1withECDSA"));
  }

  @Test
  void forClientsOnly() throws Exception {
    assertRefused(
        "",
        server()
            .hosts(HOST)
            .extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)));
  }

  @Test
  void theSystemsAnchorsDoNotKnowOurs() throws Exception {
    FetchSettings some =
        FetchFixture.settings(Duration.ofSeconds(5), Duration.ofSeconds(5), "127.0.0.0/8");
    FetchSettings system = some.with(Optional.empty(), some.allowed(), some.own());
    try (MudFetcher other = FetchFixture.fetcher(system, FetchFixture.RESOLVER);
        TestServer server =
            TestServer.tls(FetchFixture.SERVER, (request, out) -> TestServer.ok(out, UNSIGNED))) {
      assertFailed(Reason.TLS, HOST, other.fetch(url(server, "/lamp"), null));
    }
  }

  @Test
  void anAddressInTheUrlHasToBeInTheCertificate() throws Exception {
    Identity identity = server().hosts("127.0.0.1").make();
    try (TestServer server =
        TestServer.tls(identity, (request, out) -> TestServer.ok(out, UNSIGNED))) {
      MudUrl url = new MudUrl("https://127.0.0.1:" + server.port() + "/lamp");
      assertArrayEquals(UNSIGNED, fetched(fetcher.fetch(url, null)).bytes());
    }
    try (TestServer server =
        TestServer.tls(FetchFixture.SERVER, (request, out) -> TestServer.ok(out, UNSIGNED))) {
      MudUrl url = new MudUrl("https://127.0.0.1:" + server.port() + "/lamp");
      assertFailed(Reason.TLS, "127.0.0.1", fetcher.fetch(url, null));
    }
  }

  @Test
  void anIpv6AddressInTheUrlHasToBeInTheCertificate() throws Exception {
    FetchSettings site =
        FetchFixture.settings(Duration.ofSeconds(5), Duration.ofSeconds(5), "::1/128");
    for (String name : List.of("::1", "::2")) {
      try (MudFetcher six = FetchFixture.fetcher(site, FetchFixture.RESOLVER);
          TestServer server =
              TestServer.tls(
                  "::1",
                  0,
                  server().hosts(name).make(),
                  (request, out) -> TestServer.ok(out, UNSIGNED))) {
        FetchResult result = six.fetch(new MudUrl("https://[::1]:" + server.port() + "/x"), null);
        if (name.equals("::1")) {
          assertArrayEquals(UNSIGNED, fetched(result).bytes());
          assertTrue(server.requests().get(0).contains("host: [::1]:" + server.port()));
        } else {
          assertFailed(Reason.TLS, "::1", result);
        }
      }
    }
  }

  @Test
  void aHandshakeThatNeverComes() throws Exception {
    try (TestServer silent = TestServer.bare(socket -> socket.getInputStream().readAllBytes())) {
      assertFailed(
          Reason.LIMIT,
          "TLS handshake",
          assertTimeoutPreemptively(
              Duration.ofSeconds(10), () -> fetcher.fetch(url(silent, "/lamp"), null)));
    }
  }

  @Test
  void aServerWithoutTls() throws Exception {
    try (TestServer plain =
        TestServer.bare(
            socket -> {
              TestServer.ok(socket.getOutputStream(), UNSIGNED);
              socket.getInputStream().readAllBytes();
            })) {
      assertFailed(Reason.TLS, HOST, fetcher.fetch(url(plain, "/lamp"), null));
    }
  }

  @Test
  void aServerThatHangsUpDuringTheHandshake() throws Exception {
    try (TestServer rude = TestServer.bare(socket -> socket.getInputStream().read())) {
      Reason reason = FetchFixture.failure(fetcher.fetch(url(rude, "/lamp"), null)).reason();
      assertTrue(List.of(Reason.TLS, Reason.CONNECT).contains(reason), reason::toString);
    }
  }

  /** A server hello in the version asked for: TLS 1.0 and 1.1 are refused (RFC 8996). */
  @Test
  void anOldVersion() throws Exception {
    for (int minor : List.of(0, 1, 2)) {
      byte[] hello = new byte[5 + 4 + 38];
      byte[] head = {22, 3, (byte) minor, 0, 42, 2, 0, 0, 38, 3, (byte) minor};
      System.arraycopy(head, 0, hello, 0, head.length);
      hello[44] = (byte) 0xC0; // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
      hello[45] = 0x13;
      try (TestServer old =
          TestServer.bare(
              socket -> {
                InputStream in = socket.getInputStream();
                in.readNBytes(5);
                socket.getOutputStream().write(hello);
                in.readAllBytes();
              })) {
        assertFailed(Reason.TLS, HOST, fetcher.fetch(url(old, "/lamp"), null));
      }
    }
  }
}
