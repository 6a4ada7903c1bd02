package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.fetch.FetchFixture.UNSIGNED;
import static org.mudward.mud.fetch.FetchFixture.failure;
import static org.mudward.mud.fetch.FetchFixture.fetched;
import static org.mudward.mud.fetch.FetchFixture.url;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.fetch.FetchFailure.Reason;

/** Servers that speak TLS wrongly, octet by octet: in what they choose, and in how they say it. */
class HandshakeFaultsTest {
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int DATA = 23;

  /** One that we offer, so that only what else is wrong can be the matter. */
  private static final int OFFERED = 0xC02F;

  private static final String QUIET = "00".repeat(32);

  /** RFC 8446 section 4.1.3: "I could have done 1.3". */
  private static final String DOWNGRADED = "00".repeat(24) + "444f574e47524401";

  /** RFC 8446 section 4.1.3: this server hello is a request to try again. */
  private static final String AGAIN =
      "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

  private final MudFetcher fetcher = FetchFixture.hasty();

  @AfterEach
  void close() {
    fetcher.close();
  }

  private static byte[] record(int type, int version, byte[] body) {
    return ByteBuffer.allocate(5 + body.length)
        .put((byte) type)
        .putShort((short) version)
        .putShort((short) body.length)
        .put(body)
        .array();
  }

  private static byte[] hello(int version, String random, int suite, int compression, String more) {
    byte[] extensions = HexFormat.of().parseHex(more);
    int length = 2 + 32 + 1 + 2 + 1 + (extensions.length == 0 ? 0 : 2 + extensions.length);
    ByteBuffer body =
        ByteBuffer.allocate(4 + length)
            .putInt(2 << 24 | length)
            .putShort((short) version)
            .put(HexFormat.of().parseHex(random))
            .put((byte) 0)
            .putShort((short) suite)
            .put((byte) compression);
    if (extensions.length > 0) {
      body.putShort((short) extensions.length).put(extensions);
    }
    return body.array();
  }

  private static byte[] chooses(int suite) {
    return record(HANDSHAKE, 0x0303, hello(0x0303, QUIET, suite, 0, ""));
  }

  private static byte[] says(int version, String random, int compression, String extensions) {
    return record(HANDSHAKE, 0x0303, hello(version, random, OFFERED, compression, extensions));
  }

  private static Map<String, byte[]> answers() {
    Map<String, byte[]> answers = new LinkedHashMap<>();
    suites().forEach((name, suite) -> answers.put("the suite " + name, chooses(suite)));
    answers.put("version SSL 3.0", says(0x0300, QUIET, 0, ""));
    answers.put("version TLS 1.0", says(0x0301, QUIET, 0, ""));
    answers.put("version TLS 1.1", says(0x0302, QUIET, 0, ""));
    answers.put("version 3.9", says(0x0309, QUIET, 0, ""));
    answers.put("version 1.2 by who could do 1.3", says(0x0303, DOWNGRADED, 0, ""));
    answers.put("version TLS 1.1 as extension", says(0x0303, QUIET, 0, "002b00020302"));
    answers.put("compression", says(0x0303, QUIET, 1, ""));
    answers.put("a protocol nobody asked for", says(0x0303, QUIET, 0, "00100005000302" + "6832"));
    answers.put(
        "a record of version 5.5", record(HANDSHAKE, 0x0505, hello(0x0303, QUIET, OFFERED, 0, "")));
    answers.put("a record of type 99", record(99, 0x0303, new byte[10]));
    answers.put("a record longer than any", record(HANDSHAKE, 0x0303, new byte[20_000]));
    answers.put(
        "data before the handshake",
        record(DATA, 0x0303, "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    answers.put("a heartbeat", record(24, 0x0303, new byte[] {1, 0x40, 0}));
    answers.put("the end before the beginning", record(20, 0x0303, new byte[] {1}));
    answers.put("a fatal alert", record(ALERT, 0x0303, new byte[] {2, 40}));
    answers.put("an alert that is cut off", record(ALERT, 0x0303, new byte[] {2}));
    answers.put("a message of no kind", record(HANDSHAKE, 0x0303, new byte[] {77, 0, 0, 0}));
    answers.put("a hello of 16 MB", record(HANDSHAKE, 0x0303, new byte[] {2, -1, -1, -1, 3, 3}));
    answers.put(
        "a hello that is cut off", record(HANDSHAKE, 0x0303, new byte[] {2, 0, 0, 2, 3, 3}));
    answers.put("a client's hello", record(HANDSHAKE, 0x0303, new byte[] {1, 0, 0, 2, 3, 3}));
    answers.put("SSL 2.0", HexFormat.of().parseHex("802b0100020012001000"));
    answers.put("SSH", "SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
    answers.put("mail", "220 mail ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
    return answers;
  }

  /** By their numbers at IANA; none of them is offered. */
  private static Map<String, Integer> suites() {
    Map<String, Integer> suites = new LinkedHashMap<>();
    suites.put("NULL_WITH_NULL_NULL", 0x0000);
    suites.put("RSA_WITH_NULL_MD5", 0x0001);
    suites.put("RSA_WITH_NULL_SHA", 0x0002);
    suites.put("RSA_WITH_NULL_SHA256", 0x003B);
    suites.put("ECDHE_RSA_WITH_NULL_SHA", 0xC010);
    suites.put("ECDHE_ECDSA_WITH_NULL_SHA", 0xC006);
    suites.put("RSA_EXPORT_WITH_RC4_40_MD5", 0x0003);
    suites.put("RSA_EXPORT_WITH_DES40_CBC_SHA", 0x0008);
    suites.put("DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", 0x0014);
    suites.put("RSA_WITH_RC4_128_SHA", 0x0005);
    suites.put("ECDHE_RSA_WITH_RC4_128_SHA", 0xC011);
    suites.put("RSA_WITH_DES_CBC_SHA", 0x0009);
    suites.put("RSA_WITH_3DES_EDE_CBC_SHA", 0x000A);
    suites.put("ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", 0xC012);
    suites.put("DH_anon_WITH_RC4_128_MD5", 0x0018);
    suites.put("DH_anon_WITH_AES_128_CBC_SHA", 0x0034);
    suites.put("DH_anon_WITH_AES_128_GCM_SHA256", 0x00A6);
    suites.put("ECDH_anon_WITH_AES_128_CBC_SHA", 0xC018);
    suites.put("RSA_WITH_AES_128_CBC_SHA", 0x002F);
    suites.put("RSA_WITH_AES_128_GCM_SHA256", 0x009C);
    suites.put("ECDHE_RSA_WITH_AES_128_CBC_SHA", 0xC013);
    suites.put("PSK_WITH_AES_128_GCM_SHA256", 0x00A8);
    suites.put("SHA256_SHA256 (RFC 9150)", 0xC0B4);
    suites.put("EMPTY_RENEGOTIATION_INFO_SCSV", 0x00FF);
    suites.put("GREASE", 0x0A0A);
    return suites;
  }

  private static List<String> names() {
    return List.copyOf(answers().keySet());
  }

  /** Reads the client's hello, so that nobody's answer comes before its question. */
  private static byte[] hello(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] head = in.readNBytes(5);
    return in.readNBytes((head[3] & 255) << 8 | (head[4] & 255));
  }

  @ParameterizedTest
  @MethodSource("names")
  void isRefused(String name) throws Exception {
    byte[] answer = answers().get(name);
    List<Integer> said = new ArrayList<>();
    try (TestServer server =
        TestServer.bare(
            socket -> {
              hello(socket);
              socket.getOutputStream().write(answer);
              byte[] reply = socket.getInputStream().readAllBytes();
              synchronized (said) {
                said.add(reply.length == 0 ? 0 : (int) reply[0]);
                said.notifyAll();
              }
            })) {
      assertRefused(Set.of(Reason.TLS), server);
      synchronized (said) {
        while (said.isEmpty()) {
          said.wait(5_000);
        }
      }
      assertTrue(said.get(0) == ALERT || said.get(0) == 0, "it goes on: " + said);
    }
  }

  private void assertRefused(Set<Reason> reasons, TestServer server) {
    FetchResult result =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> fetcher.fetch(url(server, "/lamp"), null));
    FetchFailure failure = failure(result);
    assertTrue(reasons.contains(failure.reason()), failure::toString);
  }

  /** The JDK takes these for the beginning of something; what it waits for never comes. */
  @Test
  void whatIsNotRefusedAtOnceEndsInTime() throws Exception {
    for (byte[] answer :
        List.of(
            says(0x0303, QUIET, 0, "0017000000170000"), says(0x0303, AGAIN, 0, "002b00020304"))) {
      try (TestServer server =
          TestServer.bare(
              socket -> {
                hello(socket);
                socket.getOutputStream().write(answer);
                socket.getInputStream().readAllBytes();
              })) {
        assertRefused(Set.of(Reason.TLS, Reason.LIMIT), server);
      }
    }
  }

  /** What is not offered cannot be chosen: a JRE that permits more does not change that. */
  @Test
  void onlySuitesThatForgetTheirKeysAndNoticeChangesAreOffered() throws Exception {
    AtomicReference<byte[]> seen = new AtomicReference<>(new byte[0]);
    try (TestServer server = TestServer.bare(socket -> seen.set(hello(socket)))) {
      failure(fetcher.fetch(url(server, "/lamp"), null));
    }
    ByteBuffer hello = ByteBuffer.wrap(seen.get());
    hello.position(4 + 2 + 32);
    hello.position(hello.position() + 1 + hello.get());
    Set<String> suites = new TreeSet<>();
    for (int left = hello.getShort(); left > 0; left -= 2) {
      suites.add("%04x".formatted(hello.getShort()));
    }
    suites.remove("00ff"); // a word about renegotiation, in the clothes of a suite
    assertEquals(
        Set.of("1301", "1302", "1303", "c02b", "c02c", "c02f", "c030", "cca8", "cca9"), suites);
    assertEquals(1, hello.get());
    assertEquals(0, hello.get(), "no compression");
  }

  @Test
  void noisesWithoutEnd() throws Exception {
    for (byte[] noise :
        List.of(
            record(ALERT, 0x0303, new byte[] {1, 90}),
            record(HANDSHAKE, 0x0303, new byte[] {0, 0, 0, 0}),
            record(HANDSHAKE, 0x0303, new byte[0]),
            record(DATA, 0x0303, new byte[0]))) {
      try (TestServer server =
          TestServer.bare(
              socket -> {
                hello(socket);
                while (true) {
                  socket.getOutputStream().write(noise);
                }
              })) {
        assertRefused(Set.of(Reason.TLS, Reason.LIMIT, Reason.CONNECT), server);
      }
    }
  }

  private static SSLContext context() throws Exception {
    return new SwitchedKeys(FetchFixture.SERVER).context();
  }

  private static SSLSocket over(Socket socket, SSLContext context, String version)
      throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "client", 0, true);
    tls.setUseClientMode(false);
    tls.setEnabledProtocols(new String[] {version});
    tls.startHandshake();
    return tls;
  }

  private static void request(SSLSocket tls) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) tls.getInputStream().read());
    }
  }

  /** Somebody on the way can end a connection, but not say so in the server's place. */
  @Test
  void anAnswerThatEndsWithTheConnectionIsWholeOnlyIfTheServerSaysThatItEnds() throws Exception {
    byte[] answer =
        ("HTTP/1.1 200 OK\r\n\r\n" + new String(UNSIGNED, StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    SSLContext context = context();
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      for (boolean cut : new boolean[] {false, true}) {
        try (TestServer server =
            TestServer.bare(
                socket -> {
                  SSLSocket tls = over(socket, context, version);
                  request(tls);
                  tls.getOutputStream().write(answer);
                  if (!cut) {
                    tls.shutdownOutput();
                    tls.getInputStream().readAllBytes();
                  }
                })) {
          FetchResult result = fetcher.fetch(url(server, "/lamp"), null);
          if (cut) {
            assertEquals(Reason.HTTP, failure(result).reason(), version);
          } else {
            assertArrayEquals(UNSIGNED, fetched(result).bytes(), version);
          }
        }
      }
    }
  }

  @Test
  void anAnswerThatIsAsLongAsItSaysNeedsNoFarewell() throws Exception {
    SSLContext context = context();
    try (TestServer server =
        TestServer.bare(
            socket -> {
              SSLSocket tls = over(socket, context, "TLSv1.2");
              request(tls);
              TestServer.ok(tls.getOutputStream(), UNSIGNED);
            })) {
      assertArrayEquals(UNSIGNED, fetched(fetcher.fetch(url(server, "/lamp"), null)).bytes());
    }
  }

  /** Changes one bit of what the server sends, at this place, and counts how far it got. */
  private TestServer flipping(TestServer good, int place, AtomicInteger passed) throws IOException {
    return TestServer.bare(
        client -> {
          try (Socket server = new Socket("127.0.0.1", good.port())) {
            Thread up = new Thread(() -> copy(client, server, -1, new AtomicInteger()));
            up.setDaemon(true);
            up.start();
            copy(server, client, place, passed);
          }
        });
  }

  private static void copy(Socket from, Socket to, int flipped, AtomicInteger passed) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] some = new byte[1024];
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        int at = flipped - passed.getAndAdd(count);
        if (flipped >= 0 && at >= 0 && at < count) {
          some[at] ^= 1;
        }
        out.write(some, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // one end hung up, which is what is looked for
    }
  }

  /** In the hello, in the key exchange, in what follows, and in the answer itself. */
  @Test
  void aBitThatIsChangedOnTheWay() throws Exception {
    try (TestServer good =
        TestServer.tls(FetchFixture.SERVER, (request, out) -> TestServer.ok(out, UNSIGNED))) {
      AtomicInteger length = new AtomicInteger();
      try (TestServer whole = flipping(good, -1, length)) {
        fetched(fetcher.fetch(url(whole, "/lamp"), null));
      }
      int answer = good.requests().size();
      for (int place : new int[] {5, 20, 60, 100, 130, 140, 300, 500, 700}) {
        assertTrue(place < length.get(), "all that is sent has " + length);
        try (TestServer between = flipping(good, place, new AtomicInteger())) {
          assertRefused(Set.of(Reason.TLS, Reason.LIMIT, Reason.CONNECT, Reason.HTTP), between);
        }
      }
      assertTrue(answer >= 1, "the way itself works");
    }
  }

  /** The JDK answers a server that wants to begin anew, but not for ever. */
  @Test
  void renegotiationsWithoutEnd() throws Exception {
    SSLContext context = context();
    try (TestServer server =
        TestServer.bare(
            socket -> {
              SSLSocket tls = over(socket, context, "TLSv1.2");
              request(tls);
              while (true) {
                tls.startHandshake();
                tls.getInputStream().read(new byte[1]);
              }
            })) {
      assertRefused(Set.of(Reason.TLS, Reason.LIMIT, Reason.CONNECT, Reason.HTTP), server);
    }
  }

  /** Cut after each of the first octets that a server sends, and after some later ones. */
  @Test
  void aServerThatHangsUpAnywhereInTheHandshake() throws Exception {
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    hello.write(chooses(OFFERED));
    hello.write(record(HANDSHAKE, 0x0303, new byte[] {11, 0, 0, 3, 0, 0, 0}));
    byte[] all = hello.toByteArray();
    for (int cut = 0; cut < all.length; cut += cut < 12 ? 1 : 9) {
      int length = cut;
      try (TestServer server =
          TestServer.bare(
              socket -> {
                hello(socket);
                socket.getOutputStream().write(all, 0, length);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
              })) {
        assertRefused(Set.of(Reason.TLS, Reason.CONNECT), server);
      }
    }
  }
}
