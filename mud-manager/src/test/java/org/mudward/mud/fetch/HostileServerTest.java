package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.fetch.FetchFixture.FILE;
import static org.mudward.mud.fetch.FetchFixture.SERVER;
import static org.mudward.mud.fetch.FetchFixture.UNSIGNED;
import static org.mudward.mud.fetch.FetchFixture.assertFailed;
import static org.mudward.mud.fetch.FetchFixture.failure;
import static org.mudward.mud.fetch.FetchFixture.fetched;
import static org.mudward.mud.fetch.FetchFixture.url;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure.Reason;

/** Servers that mean harm, or are just broken: each ends in a failure, in time, and hung up on. */
class HostileServerTest {
  private final MudFetcher fetcher = FetchFixture.hasty();

  @AfterEach
  void close() {
    fetcher.close();
  }

  private void assertFails(Reason reason, String words, TestServer.Behaviour behaviour)
      throws Exception {
    try (TestServer server = TestServer.tls(SERVER, behaviour)) {
      assertFails(reason, words, server);
    }
  }

  private void assertFails(Reason reason, String words, TestServer server) {
    FetchResult result =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> fetcher.fetch(url(server, "/lamp"), null));
    assertFailed(reason, words, result);
    assertTrue(failure(result).message().contains(FetchFixture.HOST), failure(result)::message);
    awaitIdle(server);
  }

  /** A server that sends forever only ends because the fetcher hung up. */
  private static void awaitIdle(TestServer server) {
    await(server::isIdle);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertTrue(condition.getAsBoolean(), "it does not happen");
  }

  private static void forever(OutputStream out, String piece, long pauseMillis) throws Exception {
    while (true) {
      TestServer.text(out, piece);
      TimeUnit.MILLISECONDS.sleep(pauseMillis);
    }
  }

  private static TestServer.Behaviour answers(String text) {
    return (request, out) -> TestServer.text(out, text);
  }

  @Test
  void bodyWithoutEnd() throws Exception {
    assertFails(
        Reason.LIMIT,
        "more than",
        (request, out) -> {
          TestServer.text(out, "HTTP/1.1 200 OK\r\n\r\n");
          forever(out, "x".repeat(10_000), 0);
        });
  }

  @Test
  void chunksWithoutEnd() throws Exception {
    assertFails(
        Reason.LIMIT,
        "more than",
        (request, out) -> {
          TestServer.text(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          forever(out, "2710\r\n" + "x".repeat(10_000) + "\r\n", 0);
        });
  }

  @Test
  void aDeclaredBodyOfTenGigabytes() throws Exception {
    assertFails(
        Reason.LIMIT,
        "more than",
        (request, out) -> {
          TestServer.text(out, "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
          forever(out, "x".repeat(10_000), 0);
        });
  }

  @Test
  void chunksThatAreAllWrapping() throws Exception {
    try (MudFetcher patient = FetchFixture.fetcher();
        TestServer server =
            TestServer.tls(
                SERVER,
                (request, out) -> {
                  TestServer.text(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  forever(out, ("1;" + "e".repeat(500) + "\r\nx\r\n").repeat(10), 0);
                })) {
      assertFailed(Reason.LIMIT, "wrapping", patient.fetch(url(server, "/lamp"), null));
    }
  }

  @Test
  void interimAnswersWithoutEnd() throws Exception {
    try (MudFetcher patient = FetchFixture.fetcher();
        TestServer server =
            TestServer.tls(
                SERVER,
                (request, out) ->
                    forever(
                        out,
                        ("HTTP/1.1 103 Hints\r\nA: " + "a".repeat(4_000) + "\r\n\r\n").repeat(10),
                        0))) {
      assertFailed(Reason.LIMIT, "wrapping", patient.fetch(url(server, "/lamp"), null));
    }
  }

  @Test
  void aSignatureThatIsTooLarge() throws Exception {
    assertFails(
        Reason.LIMIT,
        "signature",
        (request, out) ->
            TestServer.ok(
                out, TestServer.path(request).equals("/lamp") ? FILE : new byte[64 * 1024 + 1]));
  }

  @Test
  void oneOctetAtATime() throws Exception {
    assertFails(
        Reason.LIMIT,
        "reading the answer",
        (request, out) -> {
          TestServer.text(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
          forever(out, "x", 50);
        });
  }

  @Test
  void oneOctetOfTheHeaderAtATime() throws Exception {
    assertFails(
        Reason.LIMIT,
        "waiting for the answer",
        (request, out) -> {
          TestServer.text(out, "HTTP/1.1 200 OK\r\nA: ");
          forever(out, "a", 50);
        });
  }

  @Test
  void slowRedirectsDoNotBuyTime() throws Exception {
    assertFails(
        Reason.LIMIT,
        "too long",
        (request, out) -> {
          TimeUnit.MILLISECONDS.sleep(700);
          TestServer.text(out, "HTTP/1.1 302 Go\r\nLocation: /x\r\n\r\n");
        });
  }

  @Test
  void headersWithoutEnd() throws Exception {
    assertFails(
        Reason.LIMIT,
        "header",
        (request, out) -> {
          TestServer.text(out, "HTTP/1.1 200 OK\r\n");
          forever(out, "A: " + "a".repeat(1_000) + "\r\n", 0);
        });
  }

  @Test
  void aFirstLineWithoutEnd() throws Exception {
    assertFails(
        Reason.LIMIT,
        "header",
        (request, out) -> {
          TestServer.text(out, "HTTP/1.1 200 ");
          forever(out, "OK".repeat(1_000), 0);
        });
  }

  @Test
  void redirectsInACircle() throws Exception {
    assertFails(
        Reason.LIMIT, "more than 5 times", answers("HTTP/1.1 302 Go\r\nLocation: /lamp\r\n\r\n"));
  }

  @Test
  void redirectsThatLeaveTheServer() throws Exception {
    try (TestServer other = TestServer.tls(SERVER, (request, out) -> {})) {
      for (String place :
          List.of(
              "https://evil.example.com/lamp",
              "//evil.example.com/lamp",
              "https://" + FetchFixture.HOST + "/lamp",
              "https://" + FetchFixture.HOST + ":" + other.port() + "/lamp",
              "https://127.0.0.1:" + other.port() + "/lamp",
              "http://" + FetchFixture.HOST + "/lamp",
              "https://user:pw@" + FetchFixture.HOST + "/lamp",
              "https://" + FetchFixture.HOST + ".evil.example.com/lamp",
              "ftp://" + FetchFixture.HOST + "/lamp",
              "file:///etc/passwd",
              "javascript:alert(1)",
              "https:lamp",
              "https://[::1/lamp",
              "/la mp",
              "/lamp\tx",
              "/lamp\u00e9",
              "/" + "x".repeat(3_000))) {
        assertFails(
            Reason.REDIRECT, "", answers("HTTP/1.1 301 Go\r\nLocation: " + place + "\r\n\r\n"));
      }
      assertEquals(0, other.connections());
    }
  }

  @Test
  void aRedirectToAnAddressInDisguise() throws Exception {
    assertFailedSomewhere("https://0x7f.0.0.1/", "https://2130706433/", "https://127.1/");
  }

  private void assertFailedSomewhere(String... places) throws Exception {
    for (String place : places) {
      try (TestServer server =
          TestServer.tls(SERVER, answers("HTTP/1.1 301 Go\r\nLocation: " + place + "\r\n\r\n"))) {
        Reason reason = failure(fetcher.fetch(url(server, "/lamp"), null)).reason();
        assertTrue(Set.of(Reason.REDIRECT, Reason.FORBIDDEN_ADDRESS).contains(reason), place);
      }
    }
  }

  @Test
  void aRedirectWithoutAPlaceOrWithTwo() throws Exception {
    assertFails(Reason.REDIRECT, "nowhere", answers("HTTP/1.1 302 Go\r\n\r\n"));
    assertFails(
        Reason.REDIRECT,
        "nowhere",
        answers("HTTP/1.1 302 Go\r\nLocation: /a\r\nLocation: /b\r\n\r\n"));
  }

  @Test
  void statusesThatAreNoFile() throws Exception {
    for (int status : List.of(201, 204, 206, 300, 305, 400, 401, 403, 404, 410, 451, 500, 503)) {
      assertFails(
          Reason.HTTP,
          "HTTP status " + status,
          answers("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n"));
    }
  }

  @Test
  void encodedAnswers() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(new byte[10_000_000]);
    }
    for (String coding : List.of("gzip", "br", "identity, gzip", "deflate", "zstd")) {
      assertFails(
          Reason.HTTP,
          "encoded",
          (request, out) -> TestServer.ok(out, bomb.toByteArray(), "Content-Encoding: " + coding));
    }
    assertFails(
        Reason.HTTP,
        "encoded",
        (request, out) ->
            TestServer.ok(out, UNSIGNED, "Content-Encoding: identity", "Content-Encoding: gzip"));
    assertFails(
        Reason.HTTP,
        "",
        answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"));
  }

  @Test
  void whatIsNoHttp() throws Exception {
    for (String text :
        List.of(
            "220 smtp.example.com ESMTP\r\n",
            "\u0000\u0001\u0002\r\n\r\n",
            "HTTP/1.1 2000000000000 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\nBad Header: \u0000\r\n\r\n")) {
      assertFails(Reason.HTTP, "", answers(text));
    }
  }

  @Test
  void anAnswerThatIsCutOff() throws Exception {
    assertFails(Reason.HTTP, "closed", answers(""));
    assertFails(Reason.HTTP, "no HTTP", answers("HTTP/1.1 200 OK\r\n"));
    assertFails(Reason.HTTP, "closed", answers("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"));
    assertFails(
        Reason.HTTP,
        "closed",
        answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"));
  }

  @Test
  void bodiesThatAreNoMudFile() throws Exception {
    for (String body :
        List.of(
            "",
            "<html>Please log in</html>",
            "[]",
            "{}",
            "{\"ietf-mud:mud\"",
            "null",
            "\"x\"",
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "\u0000")) {
      byte[] octets = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertFails(Reason.HTTP, "is no ", (request, out) -> TestServer.ok(out, octets));
    }
  }

  @Test
  void resetInTheMiddleOfTheAnswer() throws Exception {
    try (TestServer server =
        TestServer.bare(
            socket -> {
              socket.setSoLinger(true, 0);
            })) {
      Reason reason = failure(fetcher.fetch(url(server, "/lamp"), null)).reason();
      assertTrue(Set.of(Reason.CONNECT, Reason.TLS).contains(reason), reason::toString);
    }
  }

  @Test
  void nobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    MudUrl url = new MudUrl("https://" + FetchFixture.HOST + ":" + port + "/lamp");
    assertFailed(Reason.CONNECT, FetchFixture.HOST, fetcher.fetch(url, null));
  }

  @Test
  void aNameThatCannotExistIsNotAskedFor() throws Exception {
    assertFailed(
        Reason.NAME,
        "no such name",
        fetcher.fetch(new MudUrl("https://" + "a".repeat(64) + ".example/"), null));
  }

  @Test
  void aNameWithoutAddress() throws Exception {
    FetchSettings settings =
        FetchFixture.settings(Duration.ofSeconds(1), Duration.ofSeconds(2), "127.0.0.0/8");
    MudUrl url = new MudUrl("https://nowhere.example/lamp");
    for (NameResolver resolver :
        List.<NameResolver>of(
            host -> List.of(),
            host -> {
              throw new IOException("NXDOMAIN\r\nevil");
            })) {
      try (MudFetcher lost = FetchFixture.fetcher(settings, resolver)) {
        assertFailed(Reason.NAME, "nowhere.example", lost.fetch(url, null));
      }
    }
  }

  @Test
  void manySlowServersDoNotHoldUpAGoodOneAndClosingEndsThem() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(16);
    List<Future<FetchResult>> waiting = new ArrayList<>();
    try (TestServer slow = TestServer.tls(SERVER, (request, out) -> forever(out, "H", 200));
        TestServer good = TestServer.tls(SERVER, (request, out) -> TestServer.ok(out, UNSIGNED))) {
      try (MudFetcher patient = FetchFixture.fetcher()) {
        for (int i = 0; i < 16; i++) {
          waiting.add(callers.submit(() -> patient.fetch(url(slow, "/lamp"), null)));
        }
        await(() -> slow.requests().size() == 16);
        fetched(
            assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> patient.fetch(url(good, "/lamp"), null)));
      }
      for (Future<FetchResult> one : waiting) {
        failure(one.get(5, TimeUnit.SECONDS));
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void whoIsInterruptedHangsUp() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    AtomicReference<Object> outcome = new AtomicReference<>("nothing");
    try (MudFetcher patient = FetchFixture.fetcher();
        TestServer server =
            TestServer.tls(
                SERVER,
                (request, out) -> {
                  asked.countDown();
                  forever(out, "H", 50);
                })) {
      Thread caller =
          new Thread(
              () -> {
                try {
                  outcome.set(patient.fetch(url(server, "/lamp"), null));
                } catch (InterruptedException e) {
                  outcome.set(e);
                }
              });
      caller.start();
      assertTrue(asked.await(10, TimeUnit.SECONDS));
      caller.interrupt();
      caller.join(10_000);
      assertInstanceOf(InterruptedException.class, outcome.get());
      awaitIdle(server);
    }
  }
}
