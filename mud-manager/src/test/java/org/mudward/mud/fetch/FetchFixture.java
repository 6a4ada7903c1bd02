package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.mud.verify.TestPki;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/** What the tests of the fetcher share: one authority, one name, and short patience. */
final class FetchFixture {
  static final String HOST = "mud.example.com";
  static final Identity ROOT = TestPki.root("TLS Root");
  static final Identity SERVER = new Recipe(HOST).by(ROOT).hosts(HOST).usage(1 << 7).make();
  static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
  static final NameResolver RESOLVER = host -> List.of(LOOPBACK);
  static final byte[] FILE =
      "{\"ietf-mud:mud\": {\"mud-signature\": \"lamp.p7s\"}}".getBytes(StandardCharsets.UTF_8);
  static final byte[] UNSIGNED = "{\"ietf-mud:mud\": {}}".getBytes(StandardCharsets.UTF_8);

  private FetchFixture() {}

  static FetchSettings settings(Duration connect, Duration total, String... allowed) {
    return new FetchSettings(
        Optional.of(trust(ROOT)),
        List.of(allowed).stream().map(Prefix::parse).toList(),
        Set.of(),
        1024 * 1024,
        64 * 1024,
        connect,
        total);
  }

  static KeyStore trust(Identity root) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("root", root.certificate());
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  static MudFetcher fetcher() {
    return fetcher(
        settings(Duration.ofSeconds(10), Duration.ofSeconds(20), "127.0.0.0/8"), RESOLVER);
  }

  /** Gives up early, for servers that would take forever. */
  static MudFetcher hasty() {
    return fetcher(settings(Duration.ofSeconds(1), Duration.ofSeconds(2), "127.0.0.0/8"), RESOLVER);
  }

  static MudFetcher fetcher(FetchSettings settings, NameResolver resolver) {
    try {
      return new MudFetcher(settings, resolver, Clock.fixed(TestPki.NOW, ZoneOffset.UTC));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  static MudUrl url(TestServer server, String path) {
    return new MudUrl("https://" + HOST + ":" + server.port() + path);
  }

  static FetchedMudFile fetched(FetchResult result) {
    return assertInstanceOf(FetchResult.Fetched.class, result, result::toString).file();
  }

  static FetchFailure failure(FetchResult result) {
    return assertInstanceOf(FetchResult.Failed.class, result, result::toString).failure();
  }

  static void assertFailed(Reason reason, String words, FetchResult result) {
    FetchFailure failure = failure(result);
    assertEquals(reason, failure.reason(), failure::message);
    assertTrue(failure.message().contains(words), failure::message);
    assertTrue(failure.message().chars().noneMatch(Character::isISOControl), failure::message);
  }

  /** One fetch from a server that behaves like this. */
  static FetchResult fetch(MudFetcher fetcher, TestServer server, @Nullable String etag)
      throws InterruptedException {
    return fetcher.fetch(url(server, "/lamp"), etag);
  }
}
