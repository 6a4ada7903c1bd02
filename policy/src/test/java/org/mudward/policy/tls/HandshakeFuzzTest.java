package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends is a hello or is not, and is the same in pieces. */
class HandshakeFuzzTest {
  static Stream<byte[]> seeds() {
    HelloBytes all =
        HelloBytes.tls()
            .ciphers(0x1A1A, 0x1301, 0xC02B, 0x00FF)
            .versions(0x0304, 0x0303)
            .groups(29, 23)
            .signatures(0x0403)
            .keyShares(29)
            .extension(16, "0003 02 6832")
            .extension(27, "02 0002")
            .extension(45, "01 01")
            .extension(47, "0015 0013 3011310F300D06035504030C06526F6F742042")
            .extension(50, "0002 0403");
    return Stream.of(
        all.record(),
        HelloBytes.tls().record(),
        HelloBytes.dtls().groups(29).versions(0xFEFC).datagrams(0, 500).get(0),
        HelloBytes.dtls().datagrams(1, 20).get(0));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    everyStreamIsAHelloOrIsNot(seed);
  }

  @FuzzTest
  void everyStreamIsAHelloOrIsNot(byte[] octets) {
    Examination.of(octets);
  }

  /** Apart, so that the test class can be looked at without loading what is to be fuzzed. */
  private static final class Examination {
    static void of(byte[] octets) {
      HandshakeReader datagrams = HandshakeReader.dtls();
      for (int i = 0; i < 8; i++) {
        examine(datagrams.add(i == 0 ? octets : new byte[0]));
      }
      HelloReading whole = HandshakeReader.tls().add(octets);
      examine(whole);
      HandshakeReader pieces = HandshakeReader.tls();
      HelloReading reading = new HelloReading.NeedsMore();
      for (int at = 0; at < octets.length && reading instanceof HelloReading.NeedsMore; at += 3) {
        reading = pieces.add(Arrays.copyOfRange(octets, at, Math.min(octets.length, at + 3)));
      }
      assertEquals(whole, reading);
    }

    private static void examine(HelloReading reading) {
      if (reading instanceof HelloReading.Hello hello) {
        TlsProfile closed =
            new TlsProfile("p", Map.of(TlsParameter.CIPHER_SUITE, Set.of()), Map.of());
        TlsProfiles profiles = new TlsProfiles(List.of(closed));
        TlsJudgement judgement = profiles.judge(hello.hello(), Set.of());
        assertEquals(judgement.violations().isEmpty(), judgement.fits());
        assertFalse(hello.hello().numbers(TlsParameter.CIPHER_SUITE).size() > 0x8000);
      } else if (reading instanceof HelloReading.NotTls other) {
        assertFalse(other.why().isBlank());
      } else if (reading instanceof HelloReading.Unknown unknown) {
        assertTrue(unknown.why().length() < 200);
      }
    }
  }
}
