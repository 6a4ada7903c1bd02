package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.fetch.FetchFixture.FILE;
import static org.mudward.mud.fetch.FetchFixture.HOST;
import static org.mudward.mud.fetch.FetchFixture.SERVER;
import static org.mudward.mud.fetch.FetchFixture.UNSIGNED;
import static org.mudward.mud.fetch.FetchFixture.assertFailed;
import static org.mudward.mud.fetch.FetchFixture.fetched;
import static org.mudward.mud.fetch.FetchFixture.url;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.mud.verify.TestPki;
import org.mudward.policy.IpAddress;

class MudFetcherTest {
  private static final byte[] SIGNATURE = {0x30, 0x00};

  private final MudFetcher fetcher = FetchFixture.fetcher();
  private @Nullable TestServer server;

  @AfterEach
  void close() throws IOException {
    fetcher.close();
    if (server != null) {
      server.close();
    }
  }

  private TestServer serve(TestServer.Behaviour behaviour) throws IOException {
    TestServer made = TestServer.tls(SERVER, behaviour);
    server = made;
    return made;
  }

  /** Files and signatures by path; 404 for any other. */
  private TestServer serveFile(String path, byte[] file, String signaturePath) throws IOException {
    return serve(
        (request, out) -> {
          String asked = TestServer.path(request);
          if (asked.equals(path)) {
            TestServer.ok(out, file, "ETag: \"7\"", "Content-Type: application/mud+json");
          } else if (asked.equals(signaturePath)) {
            TestServer.ok(out, SIGNATURE);
          } else {
            TestServer.text(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
          }
        });
  }

  @Test
  void aFileComesWithTheSignatureThatItNames() throws Exception {
    MudUrl url = url(serveFile("/things/lamp", FILE, "/things/lamp.p7s"), "/things/lamp");
    FetchedMudFile file = fetched(fetcher.fetch(url, null));
    assertEquals(url, file.url());
    assertArrayEquals(FILE, file.bytes());
    assertArrayEquals(SIGNATURE, file.signature());
    assertEquals("\"7\"", file.etag());
    assertEquals(TestPki.NOW, file.retrieved());
    assertNull(file.signatureProblem());
  }

  @Test
  void theSignatureMayBeNamedInAnyForm() throws Exception {
    for (String name :
        List.of(
            "lamp.p7s",
            "./lamp.p7s",
            "../things/lamp.p7s",
            "/things/lamp.p7s",
            "//" + HOST + ":PORT/things/lamp.p7s",
            "https://" + HOST + ":PORT/things/lamp.p7s",
            "https://MUD.example.com.:PORT/things/lamp.p7s#part")) {
      TestServer some =
          serve(
              (request, out) ->
                  TestServer.ok(
                      out,
                      TestServer.path(request).equals("/things/lamp")
                          ? named(name)
                          : TestServer.path(request).equals("/things/lamp.p7s")
                              ? SIGNATURE
                              : new byte[0]));
      assertArrayEquals(
          SIGNATURE, fetched(fetcher.fetch(url(some, "/things/lamp"), null)).signature(), name);
      some.close();
    }
  }

  private byte[] named(String signature) {
    TestServer some = server;
    assertNotNull(some);
    String name = signature.replace("PORT", String.valueOf(some.port()));
    return ("{\"x\": [{\"mud-signature\": \"no\"}], \"ietf-mud:mud\": {\"a\": {\"mud-signature\":"
            + " \"no\"}, \"mud-signature\": \""
            + name
            + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aUrlWithoutPathStillResolvesItsSignature() throws Exception {
    TestServer some = serveFile("/", FILE, "/lamp.p7s");
    assertArrayEquals(SIGNATURE, fetched(fetcher.fetch(url(some, ""), null)).signature());
  }

  @Test
  void theSignatureIsResolvedAgainstTheMudUrlNotAgainstARedirect() throws Exception {
    TestServer some =
        serve(
            (request, out) -> {
              switch (TestServer.path(request)) {
                case "/a/lamp" ->
                    TestServer.text(out, "HTTP/1.1 302 Found\r\nLocation: /b/lamp\r\n\r\n");
                case "/b/lamp" -> TestServer.ok(out, FILE);
                case "/a/lamp.p7s" -> TestServer.ok(out, SIGNATURE);
                default -> TestServer.ok(out, new byte[] {1});
              }
            });
    assertArrayEquals(SIGNATURE, fetched(fetcher.fetch(url(some, "/a/lamp"), null)).signature());
  }

  @Test
  void aFileThatNamesNoSignatureComesWithoutOne() throws Exception {
    FetchedMudFile file =
        fetched(fetcher.fetch(url(serveFile("/lamp", UNSIGNED, "/x"), "/lamp"), null));
    assertNull(file.signature());
    assertNull(file.signatureProblem());
  }

  @Test
  void aSignatureThatIsNowhereIsAFactAboutTheFile() throws Exception {
    FetchedMudFile file =
        fetched(fetcher.fetch(url(serveFile("/lamp", FILE, "/other"), "/lamp"), null));
    assertNull(file.signature());
    assertTrue(String.valueOf(file.signatureProblem()).contains("404"));
  }

  @Test
  void aSignatureThatIsNotHttpsIsAFactAboutTheFileAndNobodyIsAsked() throws Exception {
    for (String name :
        List.of(
            "http://mud.example.com:PORT/lamp.p7s",
            "file:///etc/passwd",
            "ftp://a/b",
            "https://user@mud.example.com:PORT/lamp.p7s",
            "https://0x7f.1/x",
            "https:///x",
            "gopher:x",
            "https://127.0.0.1.:99999/",
            "mailto:a@b",
            "a b",
            "https://10.0.0.1/x")) {
      TestServer some = serve((request, out) -> TestServer.ok(out, named(name)));
      FetchedMudFile file = fetched(fetcher.fetch(url(some, "/lamp"), null));
      assertNull(file.signature(), name);
      assertNotNull(file.signatureProblem(), name);
      assertEquals(1, some.connections(), name);
      some.close();
    }
  }

  @Test
  void aSignatureThatCannotBeHadJustNowFailsTheFetch() throws Exception {
    TestServer some =
        serve(
            (request, out) -> {
              if (TestServer.path(request).equals("/lamp")) {
                TestServer.ok(out, FILE);
              } else {
                TestServer.text(out, "HTTP/1.1 503 Busy\r\n\r\n");
              }
            });
    assertFailed(Reason.HTTP, "signature", fetcher.fetch(url(some, "/lamp"), null));
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() throws Exception {
    TestServer some =
        serve(
            (request, out) ->
                TestServer.text(
                    out,
                    request.contains("if-none-match: W/\"7\"\r\n")
                        ? "HTTP/1.1 304 Not Modified\r\nETag: W/\"7\"\r\n\r\n"
                        : "HTTP/1.1 500 Oh\r\n\r\n"));
    assertInstanceOf(FetchResult.NotModified.class, fetcher.fetch(url(some, "/lamp"), "W/\"7\""));
  }

  @Test
  void notModifiedIsNoAnswerToWhoHasNothing() throws Exception {
    TestServer some =
        serve((request, out) -> TestServer.text(out, "HTTP/1.1 304 Not Modified\r\n\r\n"));
    assertFailed(Reason.HTTP, "304", fetcher.fetch(url(some, "/lamp"), null));
  }

  @Test
  void aTagThatCouldNotBeSentBackSafelyIsForgotten() throws Exception {
    for (String tag : List.of("7", "\"a\u00e9\"", "\"a\"b\"", "\"" + "x".repeat(300) + "\"")) {
      TestServer some = serve((request, out) -> TestServer.ok(out, UNSIGNED, "ETag: " + tag));
      assertNull(fetched(fetcher.fetch(url(some, "/lamp"), null)).etag(), tag);
      some.close();
    }
    TestServer some = serve((request, out) -> TestServer.ok(out, UNSIGNED));
    fetched(fetcher.fetch(url(some, "/lamp"), "\"x\"\r\nEvil: 1"));
    assertFalse(some.requests().get(0).contains("Evil"));
  }

  @Test
  void theRequestIsAsTheRfcAsks() throws Exception {
    TestServer some = serveFile("/lamp?v=%20", UNSIGNED, "");
    fetched(fetcher.fetch(url(some, "/lamp?v=%20#part"), null));
    String request = some.requests().get(0).toLowerCase(Locale.ROOT);
    assertTrue(request.startsWith("get /lamp?v=%20 http/1.1\r\n"), request);
    for (String header :
        List.of(
            "host: mud.example.com:" + some.port() + "\r\n",
            "accept: application/mud+json",
            "accept-language: ",
            "user-agent: mudward",
            "accept-encoding: identity\r\n",
            "connection: close\r\n")) {
      assertTrue(request.contains("\r\n" + header), request);
    }
    assertFalse(request.contains("if-none-match"), request);
  }

  @Test
  void bodiesOfAllFormsAreRead() throws Exception {
    String body = new String(UNSIGNED, StandardCharsets.UTF_8);
    List<String> forms =
        List.of(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"
                + body.substring(0, 5)
                + "\r\n"
                + Integer.toHexString(body.length() - 5)
                + ";ext=1\r\n"
                + body.substring(5)
                + "\r\n0\r\nTrailer: x\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\n" + body,
            "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\n\r\n" + body,
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    for (String form : forms) {
      TestServer some = serve((request, out) -> TestServer.text(out, form));
      assertArrayEquals(UNSIGNED, fetched(fetcher.fetch(url(some, "/l"), null)).bytes(), form);
      some.close();
    }
  }

  @Test
  void redirectsOnTheSameServerAreFollowed() throws Exception {
    TestServer some =
        serve(
            (request, out) -> {
              int step = TestServer.path(request).length();
              String next = "/" + "x".repeat(step);
              if (step <= 5) {
                int status = List.of(301, 302, 303, 307, 308).get(step - 1);
                TestServer.text(
                    out, "HTTP/1.1 " + status + " Go\r\nLocation: " + next + "\r\n\r\n");
              } else {
                TestServer.ok(out, UNSIGNED);
              }
            });
    assertArrayEquals(UNSIGNED, fetched(fetcher.fetch(url(some, "/"), null)).bytes());
    assertEquals(6, some.connections());
  }

  @Test
  void theNextAddressIsTriedWhereNobodyListensAtTheFirst() throws Exception {
    TestServer some = serveFile("/lamp", UNSIGNED, "");
    NameResolver dual =
        host -> List.of(IpAddress.parse("127.0.0.77"), IpAddress.parse("127.0.0.1"));
    FetchSettings settings =
        FetchFixture.settings(Duration.ofSeconds(5), Duration.ofSeconds(10), "127.0.0.0/8");
    try (MudFetcher two = FetchFixture.fetcher(settings, dual)) {
      assertArrayEquals(UNSIGNED, fetched(two.fetch(url(some, "/lamp"), null)).bytes());
    }
  }

  @Test
  void aNameIsLookedUpOnceForARequestAndWhatWasJudgedIsDialled() throws Exception {
    TestServer some = serveFile("/lamp", UNSIGNED, "");
    AtomicInteger lookups = new AtomicInteger();
    List<String> asked = new ArrayList<>();
    NameResolver fickle =
        host -> {
          asked.add(host);
          boolean first = lookups.getAndIncrement() % 2 == 0;
          return List.of(IpAddress.parse(first ? "127.0.0.1" : "127.0.0.66"));
        };
    FetchSettings settings =
        FetchFixture.settings(Duration.ofSeconds(5), Duration.ofSeconds(10), "127.0.0.1/32");
    try (TestServer inside =
            TestServer.tls("127.0.0.66", some.port(), SERVER, (request, out) -> {});
        MudFetcher pinned = FetchFixture.fetcher(settings, fickle)) {
      for (int i = 0; i < 50; i++) {
        assertArrayEquals(UNSIGNED, fetched(pinned.fetch(url(some, "/lamp"), null)).bytes());
        assertFailed(Reason.FORBIDDEN_ADDRESS, "loopback", pinned.fetch(url(some, "/lamp"), null));
      }
      assertEquals(100, lookups.get());
      assertEquals(50, some.connections());
      assertEquals(0, inside.connections());
      assertEquals(List.of(HOST), asked.stream().distinct().toList());
    }
  }

  @Test
  void aRedirectIsLookedUpAndJudgedAnew() throws Exception {
    TestServer some =
        serve(
            (request, out) ->
                TestServer.text(out, "HTTP/1.1 302 Found\r\nLocation: /other\r\n\r\n"));
    AtomicInteger lookups = new AtomicInteger();
    NameResolver rebinding =
        host ->
            List.of(
                IpAddress.parse(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254"));
    FetchSettings settings =
        FetchFixture.settings(Duration.ofSeconds(5), Duration.ofSeconds(10), "127.0.0.1/32");
    try (MudFetcher pinned = FetchFixture.fetcher(settings, rebinding)) {
      assertFailed(Reason.FORBIDDEN_ADDRESS, "link-local", pinned.fetch(url(some, "/lamp"), null));
    }
    assertEquals(1, some.connections());
  }

  @Test
  void afterClosingNothingIsFetched() throws Exception {
    TestServer some = serveFile("/lamp", UNSIGNED, "");
    fetcher.close();
    assertFailed(Reason.CONNECT, "closed", fetcher.fetch(url(some, "/lamp"), null));
    assertEquals(0, some.connections());
  }

  @Test
  void otherAnchorsAndPermissionsCountFromTheNextRequestOn() throws Exception {
    MudUrl url = url(serveFile("/lamp", UNSIGNED, "/none"), "/lamp");
    fetched(fetcher.fetch(url, null));
    Duration time = Duration.ofSeconds(10);
    FetchSettings known = FetchFixture.settings(time, time, "127.0.0.0/8");
    FetchSettings strange =
        known.with(
            Optional.of(FetchFixture.trust(TestPki.root("Another Root"))),
            known.allowed(),
            Set.of());
    Runnable stranger = fetcher.prepare(strange);
    fetched(fetcher.fetch(url, null));
    stranger.run();
    assertFailed(Reason.TLS, "", fetcher.fetch(url, null));
    fetcher.prepare(FetchFixture.settings(time, time)).run();
    assertFailed(Reason.FORBIDDEN_ADDRESS, "127.0.0.1", fetcher.fetch(url, null));
    fetcher.prepare(known).run();
    fetched(fetcher.fetch(url, null));
  }

  @Test
  void whatIsUnderWayEndsWhenTheSettingsChange() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    TestServer slow =
        serve(
            (request, out) -> {
              asked.countDown();
              await(answer);
              TestServer.ok(out, UNSIGNED);
            });
    CompletableFuture<FetchResult> result =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return fetcher.fetch(url(slow, "/lamp"), null);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    await(asked);
    Duration time = Duration.ofSeconds(10);
    fetcher.prepare(FetchFixture.settings(time, time, "127.0.0.0/8")).run();
    assertFailed(Reason.CONNECT, "have changed", result.get(5, TimeUnit.SECONDS));
    answer.countDown();
    fetched(fetcher.fetch(url(slow, "/lamp"), null));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
