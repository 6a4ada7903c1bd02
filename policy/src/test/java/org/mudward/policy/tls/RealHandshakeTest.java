package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.mudward.policy.tls.TestCertificates.Holder;

/** Handshakes of the JDK's own engines. */
class RealHandshakeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Consumer<SSLParameters> version(String... versions) {
    return parameters -> parameters.setProtocols(versions);
  }

  private static ClientHello hello(HandshakeReader reader, List<byte[]> packets) {
    HelloReading reading = new HelloReading.NeedsMore();
    for (byte[] packet : packets) {
      reading = reader.add(packet);
    }
    return assertInstanceOf(HelloReading.Hello.class, reading).hello();
  }

  private static ServerReading server(ServerReader reader, List<byte[]> packets) {
    ServerReading reading = new ServerReading.NeedsMore();
    for (byte[] packet : packets) {
      reading = reader.add(packet);
    }
    return reading;
  }

  private static TlsProfiles anchored(String... anchors) {
    return new TlsProfiles(
        List.of(new TlsProfile("p", Map.of(), Map.of(TlsParameter.TRUST_ANCHOR, Set.of(anchors)))));
  }

  @Test
  void aHelloOfTls13IsRead() {
    Consumer<SSLParameters> settings =
        version("TLSv1.3").andThen(p -> p.setApplicationProtocols(new String[] {"h2", "mqtt"}));
    ClientHello hello = hello(HandshakeReader.tls(), Conversation.hello("TLS", settings));
    assertEquals(List.of(0x0304), hello.numbers(TlsParameter.TLS_VERSION));
    assertEquals(List.of("h2", "mqtt"), hello.texts(TlsParameter.APPLICATION_PROTOCOL));
    assertEquals(List.of(1), hello.numbers(TlsParameter.PSK_KEY_EXCHANGE_MODE));
    assertTrue(hello.numbers(TlsParameter.CIPHER_SUITE).contains(0x1301));
    assertTrue(hello.numbers(TlsParameter.SIGNATURE_ALGORITHM_CERT).contains(0x0403));
    assertTrue(hello.numbers(TlsParameter.SUPPORTED_GROUP).containsAll(hello.keyShares()));
    assertFalse(hello.keyShares().isEmpty());
  }

  @Test
  void aHelloOfTls12IsRead() {
    ClientHello hello = hello(HandshakeReader.tls(), Conversation.hello("TLS", version("TLSv1.2")));
    assertEquals(List.of(0x0303), hello.numbers(TlsParameter.TLS_VERSION));
    assertTrue(hello.numbers(TlsParameter.CIPHER_SUITE).contains(0xC02B));
    assertTrue(hello.numbers(TlsParameter.SIGNATURE_ALGORITHM).contains(0x0403));
    assertEquals(List.of(), hello.keyShares());
    assertFalse(hello.isDatagram());
  }

  @Test
  void aHelloOfDtls12InSmallDatagramsIsRead() {
    List<byte[]> whole = Conversation.hello("DTLS", version("DTLSv1.2"));
    List<byte[]> small =
        Conversation.hello("DTLS", version("DTLSv1.2").andThen(p -> p.setMaximumPacketSize(160)));
    assertEquals(1, whole.size());
    assertTrue(small.size() > 1, "it is in fragments");
    ClientHello hello = hello(HandshakeReader.dtls(), small);
    assertEquals(List.of(0xFEFD), hello.numbers(TlsParameter.DTLS_VERSION));
    assertEquals(hello(HandshakeReader.dtls(), whole), hello);
  }

  @Test
  void ourNamesOfCipherSuitesAreThoseOfTheJdk() throws NoSuchAlgorithmException {
    int named = 0;
    List<String> suites =
        new ArrayList<>(
            List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites()));
    suites.remove("TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
    for (String suite : suites) {
      ClientHello hello =
          hello(
              HandshakeReader.tls(),
              Conversation.hello("TLS", p -> p.setCipherSuites(new String[] {suite})));
      List<String> names =
          hello.numbers(TlsParameter.CIPHER_SUITE).stream()
              .filter(number -> !TlsRegistry.isSignal(TlsParameter.CIPHER_SUITE, number))
              .map(number -> TlsNames.of(TlsParameter.CIPHER_SUITE, number))
              .toList();
      if (!names.isEmpty()) {
        assertEquals(List.of(suite), names);
        named++;
      }
    }
    assertTrue(named > 20, "only " + named);
  }

  @Test
  void tl12AServerOfTls12IsTakenUnderItsAnchorOnly() {
    Holder root = TestCertificates.root("CN=Root");
    Holder authority = TestCertificates.authority("CN=Authority", root);
    Holder server = TestCertificates.server("CN=server.example", authority);
    Conversation conversation = Conversation.of("TLS", version("TLSv1.2"), server, authority, root);
    ServerCertificate shown =
        assertInstanceOf(
                ServerReading.Shown.class, server(ServerReader.tls(), conversation.server()))
            .certificate();
    assertEquals(0x0303, shown.version());
    assertEquals(
        List.of(server.certificate(), authority.certificate(), root.certificate()), shown.chain());
    assertTrue(anchored(TestCertificates.anchor(authority, root)).judge(shown, NOW).fits());
    Holder other = TestCertificates.root("CN=Root");
    CertificateJudgement refused = anchored(TestCertificates.anchor(other)).judge(shown, NOW);
    assertFalse(refused.fits());
    assertTrue(refused.problems().get(0).startsWith("profile \"p\": "), refused.toString());
  }

  @Test
  void tl12AServerOfDtls12IsTakenUnderItsAnchorOnly() {
    Holder root = TestCertificates.root("CN=Root");
    Holder server = TestCertificates.server("CN=server.example", root);
    Conversation conversation = Conversation.of("DTLS", version("DTLSv1.2"), server, root);
    ServerCertificate shown =
        assertInstanceOf(
                ServerReading.Shown.class, server(ServerReader.dtls(), conversation.server()))
            .certificate();
    assertEquals(0xFEFD, shown.version());
    assertTrue(anchored(TestCertificates.anchor(root)).judge(shown, NOW).fits());
    Holder other = TestCertificates.root("CN=Other");
    assertFalse(anchored(TestCertificates.anchor(other)).judge(shown, NOW).fits());
    HandshakeReader hellos = HandshakeReader.dtls();
    List<HelloReading> readings = new ArrayList<>();
    conversation.client().forEach(packet -> readings.add(hellos.add(packet)));
    long said = readings.stream().filter(r -> r instanceof HelloReading.Hello).count();
    assertEquals(2, said, "without the cookie and with it");
  }

  @Test
  void aServerOfTls13ShowsNoCertificate() {
    Holder root = TestCertificates.root("CN=Root");
    Holder server = TestCertificates.server("CN=server.example", root);
    Conversation conversation = Conversation.of("TLS", version("TLSv1.3"), server, root);
    assertInstanceOf(
        ServerReading.NotShown.class, server(ServerReader.tls(), conversation.server()));
  }

  @Test
  void theCertificateComesOctetByOctetToo() {
    Holder root = TestCertificates.root("CN=Root");
    Holder server = TestCertificates.server("CN=server.example", root);
    Conversation conversation = Conversation.of("TLS", version("TLSv1.2"), server, root);
    ServerReader reader = ServerReader.tls();
    ServerReading reading = new ServerReading.NeedsMore();
    for (byte[] packet : conversation.server()) {
      for (int i = 0; i < packet.length; i++) {
        reading = reader.add(Arrays.copyOfRange(packet, i, i + 1));
      }
    }
    assertEquals(server(ServerReader.tls(), conversation.server()), reading);
    assertInstanceOf(ServerReading.Shown.class, reading);
  }
}
