package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a server sends, and a profile calls an anchor, is read or refused. */
class ServerFuzzTest {
  static Stream<byte[]> seeds() {
    TestCertificates.Holder root = TestCertificates.root("CN=Root");
    TestCertificates.Holder server = TestCertificates.server("CN=server.example", root);
    byte[] tls = join(Conversation.of("TLS", p -> p.setProtocols(OLD), server, root).server());
    List<byte[]> datagrams =
        Conversation.of("DTLS", p -> p.setProtocols(OLD_DATAGRAMS), server, root).server();
    byte[] anchor = Base64.getDecoder().decode(TestCertificates.anchor(server, root));
    return Stream.concat(Stream.of(tls, anchor), datagrams.stream());
  }

  private static final String[] OLD = {"TLSv1.2"};
  private static final String[] OLD_DATAGRAMS = {"DTLSv1.2"};

  private static byte[] join(List<byte[]> parts) {
    OctetQueue whole = new OctetQueue();
    parts.forEach(whole::add);
    return whole.take(whole.size());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    everyServerShowsACertificateOrDoesNot(seed);
  }

  @FuzzTest
  void everyServerShowsACertificateOrDoesNot(byte[] octets) {
    Examination.of(octets);
  }

  /** Apart, so that the test class can be looked at without loading what is to be fuzzed. */
  private static final class Examination {
    static void of(byte[] octets) {
      String anchor = Base64.getEncoder().encodeToString(octets);
      TlsProfile profile =
          new TlsProfile("p", Map.of(), Map.of(TlsParameter.TRUST_ANCHOR, Set.of(anchor)));
      TlsProfiles profiles = new TlsProfiles(List.of(profile));
      profiles.alerts();
      AnchorChain.read(anchor)
          .ifPresent(chain -> judge(profiles, new ServerCertificate(0x0303, chain.chain())));
      for (ServerReader reader : List.of(ServerReader.tls(), ServerReader.dtls())) {
        if (reader.add(octets) instanceof ServerReading.Shown shown) {
          assertFalse(judge(profiles, shown.certificate()));
        }
      }
    }

    private static boolean judge(TlsProfiles profiles, ServerCertificate server) {
      return profiles.judge(server, Instant.parse("2026-01-01T00:00:00Z")).fits();
    }
  }
}
