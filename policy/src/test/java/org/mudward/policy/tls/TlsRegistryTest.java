package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsRegistryTest {
  @ParameterizedTest
  @CsvSource({
    "CIPHER_SUITE, 1301", // TLS_AES_128_GCM_SHA256
    "CIPHER_SUITE, C02B", // TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
    "CIPHER_SUITE, CCA8", // TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    "CIPHER_SUITE, 002F", // TLS_RSA_WITH_AES_128_CBC_SHA
    "CIPHER_SUITE, 00FF", // a signal that goes with every offer
    "CIPHER_SUITE, C0AC", // TLS_ECDHE_ECDSA_WITH_AES_128_CCM
    "SUPPORTED_GROUP, 001D", // x25519
    "SUPPORTED_GROUP, 0017", // secp256r1
    "SUPPORTED_GROUP, 11EC", // X25519MLKEM768
    "SIGNATURE_ALGORITHM, 0403", // ecdsa_secp256r1_sha256
    "SIGNATURE_ALGORITHM, 0804", // rsa_pss_rsae_sha256
    "SIGNATURE_ALGORITHM_CERT, 0401", // rsa_pkcs1_sha256
    "EXTENSION_TYPE, 002B", // supported_versions
    "PSK_KEY_EXCHANGE_MODE, 1",
    "CERT_COMPRESSION_ALGORITHM, 2"
  })
  void whatIsUsedTodayIsNeitherUnknownNorWeak(TlsParameter parameter, String value) {
    assertFalse(TlsRegistry.isUnknown(parameter, Integer.parseInt(value, 16)));
    assertFalse(TlsRegistry.isWeak(parameter, Integer.parseInt(value, 16)));
  }

  @ParameterizedTest
  @CsvSource({
    "CIPHER_SUITE, 0000", // no encryption
    "CIPHER_SUITE, 0005", // RC4
    "CIPHER_SUITE, 000A", // triple DES
    "CIPHER_SUITE, C012", // triple DES with elliptic curves
    "CIPHER_SUITE, C018", // nobody is authenticated
    "SUPPORTED_GROUP, 0013", // secp192r1
    "SIGNATURE_ALGORITHM, 0101", // MD5
    "SIGNATURE_ALGORITHM, 0203", // SHA-1
    "SIGNATURE_ALGORITHM_CERT, 0402" // DSA
  })
  void whatNobodyShouldOfferIsWeak(TlsParameter parameter, String value) {
    assertTrue(TlsRegistry.isWeak(parameter, Integer.parseInt(value, 16)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0001, 0x0005, 0x000A, 0x002F, 0x0035, 0x009C, 0x00C0, 0xC03C, 0xC0A1})
  void aKeyThatIsSentForACertificateIsStaticRsa(int suite) {
    assertTrue(TlsRegistry.isStaticRsa(suite));
    assertTrue(TlsRegistry.isOnlyStaticRsa(List.of(suite, 0x00FF, 0x5A5A)));
    assertFalse(TlsRegistry.isOnlyStaticRsa(List.of(suite, 0xC02F)));
    assertFalse(TlsRegistry.isOnlyStaticRsa(List.of(suite, 0xCAFE)), "it may be a better one");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0000, 0x000B, 0x0033, 0x009E, 0x00A8, 0x0093, 0x1301, 0xC014, 0xC02F})
  void ephemeralKeysAndKeysSharedBeforeAreNotStaticRsa(int suite) {
    assertFalse(TlsRegistry.isStaticRsa(suite));
  }

  @Test
  void whoOffersNothingRealDoesNotOfferStaticRsa() {
    assertFalse(TlsRegistry.isOnlyStaticRsa(List.of()));
    assertFalse(TlsRegistry.isOnlyStaticRsa(List.of(0x00FF, 0x5A5A)));
  }

  @ParameterizedTest
  @CsvSource({
    "CIPHER_SUITE, CAFE",
    "SUPPORTED_GROUP, 00FF",
    "SIGNATURE_ALGORITHM, 0999",
    "EXTENSION_TYPE, 0BAD",
    "PSK_KEY_EXCHANGE_MODE, 2",
    "CERT_COMPRESSION_ALGORITHM, 0"
  })
  void whatIsAssignedToNothingIsUnknown(TlsParameter parameter, String value) {
    assertTrue(TlsRegistry.isUnknown(parameter, Integer.parseInt(value, 16)));
    assertFalse(TlsRegistry.isWeak(parameter, Integer.parseInt(value, 16)));
  }
}
