package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsRegistryTest {
  @ParameterizedTest
  @CsvSource({
    "cipher-suite, 1301", // TLS_AES_128_GCM_SHA256
    "cipher-suite, C02B", // TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
    "cipher-suite, CCA8", // TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    "cipher-suite, 002F", // TLS_RSA_WITH_AES_128_CBC_SHA
    "cipher-suite, 00FF", // a signal that goes with every offer
    "cipher-suite, C0AC", // TLS_ECDHE_ECDSA_WITH_AES_128_CCM
    "supported-group, 001D", // x25519
    "supported-group, 0017", // secp256r1
    "supported-group, 11EC", // X25519MLKEM768
    "signature-algorithm, 0403", // ecdsa_secp256r1_sha256
    "signature-algorithm, 0804", // rsa_pss_rsae_sha256
    "signature-algorithm-cert, 0401", // rsa_pkcs1_sha256
    "extension-type, 002B", // supported_versions
    "psk-key-exchange-mode, 1",
    "cert-compression-algorithm, 2"
  })
  void whatIsUsedTodayIsNeitherUnknownNorWeak(String leaf, String value) {
    assertFalse(TlsRegistry.isUnknown(leaf, Long.parseLong(value, 16)));
    assertFalse(TlsRegistry.isWeak(leaf, Long.parseLong(value, 16)));
  }

  @ParameterizedTest
  @CsvSource({
    "cipher-suite, 0000", // no encryption
    "cipher-suite, 0005", // RC4
    "cipher-suite, 000A", // triple DES
    "cipher-suite, C012", // triple DES with elliptic curves
    "cipher-suite, C018", // nobody is authenticated
    "supported-group, 0013", // secp192r1
    "signature-algorithm, 0101", // MD5
    "signature-algorithm, 0203", // SHA-1
    "signature-algorithm-cert, 0402" // DSA
  })
  void whatNobodyShouldOfferIsWeak(String leaf, String value) {
    assertTrue(TlsRegistry.isWeak(leaf, Long.parseLong(value, 16)));
  }

  @ParameterizedTest
  @CsvSource({
    "cipher-suite, CAFE",
    "supported-group, 00FF",
    "signature-algorithm, 0999",
    "extension-type, 0BAD",
    "psk-key-exchange-mode, 2",
    "cert-compression-algorithm, 0"
  })
  void whatIsAssignedToNothingIsUnknown(String leaf, String value) {
    assertTrue(TlsRegistry.isUnknown(leaf, Long.parseLong(value, 16)));
    assertFalse(TlsRegistry.isWeak(leaf, Long.parseLong(value, 16)));
  }
}
