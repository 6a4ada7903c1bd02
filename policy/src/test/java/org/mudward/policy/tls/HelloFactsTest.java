package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mudward.policy.testing.Hellos;

/** Versions and names that hellos show. */
class HelloFactsTest {
  private static ClientHello read(byte[] record) {
    return ((HelloReading.Hello) HandshakeReader.tls().add(record)).hello();
  }

  @Test
  void theNewestVersionOfAHelloIsTheNewestThatIsKnown() {
    assertEquals(Optional.of(0x0301), read(Hellos.client(0x0301, "a.example")).newestVersion());
    assertEquals(Optional.of(0x0304), read(Hellos.client(0x0304, "a.example")).newestVersion());
    ClientHello greased = HelloBytes.tls().versions(0x7A7A, 0x0303, 0x0302).read();
    assertEquals(Optional.of(0x0303), greased.newestVersion());
    ClientHello datagram = HelloBytes.dtls().legacy(0xFEFF).read();
    assertEquals(Optional.of(0xFEFF), datagram.newestVersion());
    ClientHello newer = HelloBytes.dtls().versions(0xFEFD, 0xFEFC).read();
    assertEquals(Optional.of(0xFEFC), newer.newestVersion());
  }

  @Test
  void theVersionOfAServerIsKnownAsSoonAsItsHelloIs() {
    for (int version = 0x0300; version <= 0x0304; version++) {
      ServerReader reader = ServerReader.tls();
      assertEquals(Optional.empty(), reader.version());
      reader.add(Hellos.server(version));
      assertEquals(Optional.of(version), reader.version(), TlsVersions.name(version));
    }
  }

  @Test
  void withdrawnAreThoseBeforeOneTwo() {
    for (int version : new int[] {0x0300, 0x0301, 0x0302, 0xFEFF}) {
      assertTrue(TlsVersions.isWithdrawn(version), TlsVersions.name(version));
    }
    for (int version : new int[] {0x0303, 0x0304, 0xFEFD, 0xFEFC, 0x7A7A}) {
      assertFalse(TlsVersions.isWithdrawn(version), TlsVersions.name(version));
    }
    assertEquals("DTLS 1.0", TlsVersions.name(0xFEFF));
    assertEquals("0x7A7A", TlsVersions.name(0x7A7A));
  }

  @Test
  void aNameIsAHostOrNothingAndNeverMakesAHelloWrong() {
    assertEquals(
        Optional.of("api.lamp.example"),
        read(Hellos.client(0x0303, "API.lamp.example")).serverName());
    for (String odd : new String[] {"", "<b>", "a b", "a..b", "\u0001", "a".repeat(254)}) {
      assertEquals(Optional.empty(), read(Hellos.client(0x0303, odd)).serverName(), odd);
    }
    assertEquals(Optional.empty(), HelloBytes.tls().extension(0, "0009").read().serverName());
    assertEquals(Optional.empty(), HelloBytes.tls().extension(0, "").read().serverName());
    assertEquals(Optional.empty(), HelloBytes.tls().read().serverName());
  }
}
