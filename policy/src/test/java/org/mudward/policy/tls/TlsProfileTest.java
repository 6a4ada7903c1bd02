package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What profiles say about hellos (RFC 9761 section 6). */
class TlsProfileTest {
  private static final int TLS12 = 0x0303;
  private static final int TLS13 = 0x0304;
  private static final int DTLS12 = 0xFEFD;
  private static final int DTLS13 = 0xFEFC;

  /** The name CN=Root A,O=Example in DER. */
  private static final String ROOT_A =
      "30233110300E060355040A0C074578616D706C65310F300D06035504030C06526F6F742041";

  private static TlsProfile profile(TlsParameter parameter, Integer... values) {
    return new TlsProfile("p", Map.of(parameter, Set.of(values)), Map.of());
  }

  private static TlsProfile textual(TlsParameter parameter, String... values) {
    return new TlsProfile("p", Map.of(), Map.of(parameter, Set.of(values)));
  }

  private static TlsJudgement judge(HelloBytes hello, TlsProfile... profiles) {
    return new TlsProfiles(List.of(profiles)).judge(hello.read(), Set.of());
  }

  private static void assertFits(TlsJudgement judgement) {
    assertTrue(judgement.fits(), judgement.toString());
    assertEquals(List.of(), judgement.violations());
  }

  private static void assertViolates(String values, TlsJudgement judgement) {
    assertFalse(judgement.fits());
    assertEquals(
        values,
        judgement.violations().stream()
            .map(
                violation -> violation.value().parameter().leaf() + " " + violation.value().words())
            .collect(Collectors.joining(", ")));
  }

  @Test
  void tl02GreaseViolatesNothingWhereverItIs() {
    TlsProfile all =
        new TlsProfile(
            "all",
            Map.of(
                TlsParameter.TLS_VERSION, Set.of(TLS13),
                TlsParameter.CIPHER_SUITE, Set.of(0x1301),
                TlsParameter.EXTENSION_TYPE, Set.of(10, 13, 16, 43, 45, 51),
                TlsParameter.SUPPORTED_GROUP, Set.of(29),
                TlsParameter.SIGNATURE_ALGORITHM, Set.of(0x0403),
                TlsParameter.PSK_KEY_EXCHANGE_MODE, Set.of(1)),
            Map.of(TlsParameter.APPLICATION_PROTOCOL, Set.of("h2")));
    HelloBytes hello =
        HelloBytes.tls()
            .ciphers(0x1A1A, 0x1301)
            .extension(0x2A2A, "")
            .groups(0x3A3A, 29)
            .signatures(0x4A4A, 0x0403)
            .extension(16, "0006 02 5A5A 02 6832")
            .versions(0x6A6A, TLS13)
            .extension(45, "02 0B 01")
            .keyShares(0x7A7A, 29)
            .extension(0xFAFA, "00");
    TlsJudgement judgement = judge(hello, all);
    assertFits(judgement);
    assertEquals(9, judgement.ignored().size(), judgement.ignored().toString());
    assertViolates(
        "cipher-suite 0x1302 (TLS_AES_256_GCM_SHA384)",
        judge(HelloBytes.tls().versions(TLS13).ciphers(0x1A1A, 0x1302), all));
  }

  @Test
  void tl03WhatIsKnownAndNotInTheProfileViolatesIt() {
    TlsProfile profile = profile(TlsParameter.CIPHER_SUITE, 0x1301);
    assertFits(judge(HelloBytes.tls().ciphers(0x1301), profile));
    assertViolates(
        "cipher-suite 0x002F (TLS_RSA_WITH_AES_128_CBC_SHA)",
        judge(HelloBytes.tls().ciphers(0x1301, 0x002F), profile));
    assertViolates(
        "extension-type 0x0023 (session_ticket)",
        judge(
            HelloBytes.tls().extension(0, "").extension(35, ""),
            profile(TlsParameter.EXTENSION_TYPE, 0)));
    assertViolates(
        "signature-algorithm 0x0201 (rsa_pkcs1_sha1)",
        judge(
            HelloBytes.tls().signatures(0x0403, 0x0201),
            profile(TlsParameter.SIGNATURE_ALGORITHM, 0x0403)));
    assertViolates(
        "signature-algorithm-cert 0x0201 (rsa_pkcs1_sha1)",
        judge(
            HelloBytes.tls().extension(50, "0002 0201"),
            profile(TlsParameter.SIGNATURE_ALGORITHM_CERT, 0x0403)));
    assertViolates(
        "psk-key-exchange-mode 0x00 (psk_ke)",
        judge(
            HelloBytes.tls().extension(45, "02 00 01"),
            profile(TlsParameter.PSK_KEY_EXCHANGE_MODE, 1)));
    assertViolates(
        "cert-compression-algorithm 0x0002 (brotli)",
        judge(
            HelloBytes.tls().extension(27, "02 0002"),
            profile(TlsParameter.CERT_COMPRESSION_ALGORITHM, 1)));
    assertViolates(
        "application-protocol mqtt",
        judge(
            HelloBytes.tls().extension(16, "0008 02 6832 04 6D717474"),
            textual(TlsParameter.APPLICATION_PROTOCOL, "h2")));
  }

  @Test
  void tl04WhatIsUnknownAndNotInTheProfileIsIgnored() {
    TlsJudgement judgement =
        judge(
            HelloBytes.tls().ciphers(0x1301, 0xCAFE).extension(0x0BAD, "00").groups(29, 0x00FF),
            new TlsProfile(
                "p",
                Map.of(
                    TlsParameter.CIPHER_SUITE, Set.of(0x1301),
                    TlsParameter.EXTENSION_TYPE, Set.of(10),
                    TlsParameter.SUPPORTED_GROUP, Set.of(29)),
                Map.of()));
    assertFits(judgement);
    assertEquals(
        Set.of("0xCAFE", "0x0BAD", "0x00FF"),
        judgement.ignored().stream().map(TlsValue::value).collect(Collectors.toSet()));
    assertFits(
        judge(
            HelloBytes.tls().extension(16, "0004 03 787978"),
            textual(TlsParameter.APPLICATION_PROTOCOL, "h2")));
  }

  @Test
  void tl05AnUnknownValueOfAProfileIsToldAndTheOthersHold() {
    TlsProfile profile = profile(TlsParameter.CIPHER_SUITE, 0x1301, 0xCAFE);
    assertEquals(
        List.of(
            new TlsAlert(
                "p", new TlsValue(TlsParameter.CIPHER_SUITE, "0xCAFE", ""), TlsAlert.Kind.UNKNOWN)),
        new TlsProfiles(List.of(profile)).alerts());
    assertFits(judge(HelloBytes.tls().ciphers(0x1301, 0xCAFE), profile));
    assertViolates(
        "cipher-suite 0x1302 (TLS_AES_256_GCM_SHA384)",
        judge(HelloBytes.tls().ciphers(0x1301, 0x1302), profile));
    assertEquals(
        List.of("xyx", "no name", "AAAA"),
        List.of(
                textual(TlsParameter.APPLICATION_PROTOCOL, "h2", "xyx"),
                textual(TlsParameter.CERTIFICATE_AUTHORITY, "CN=A", "no name"),
                textual(TlsParameter.TRUST_ANCHOR, "AAAA"))
            .stream()
            .flatMap(odd -> odd.alerts().stream())
            .map(alert -> alert.value().value())
            .toList());
  }

  @Test
  void tl06AWeakValueOfAProfileIsTold() {
    TlsProfile profile = profile(TlsParameter.CIPHER_SUITE, 0x0005, 0x1301);
    assertEquals(
        List.of("0x0005 (TLS_RSA_WITH_RC4_128_SHA) WEAK"),
        profile.alerts().stream().map(a -> a.value().words() + " " + a.kind()).toList());
    assertFits(judge(HelloBytes.tls().ciphers(0x0005), profile));
    assertEquals(List.of(), profile(TlsParameter.CIPHER_SUITE, 0x1301).alerts());
  }

  @Test
  void tl07AProfileForTls13RejectsAHelloOfTls12() {
    TlsProfile only13 = profile(TlsParameter.TLS_VERSION, TLS13);
    assertFits(judge(HelloBytes.tls().versions(TLS13), only13));
    assertViolates("supported-tls-version 0x0303 (TLS_1.2)", judge(HelloBytes.tls(), only13));
    assertViolates(
        "supported-tls-version 0x0303 (TLS_1.2)",
        judge(HelloBytes.tls().versions(TLS13, TLS12), only13));
    TlsProfile only12 = profile(TlsParameter.TLS_VERSION, TLS12);
    assertFits(judge(HelloBytes.tls(), only12));
    assertViolates(
        "supported-tls-version 0x0304 (TLS_1.3)", judge(HelloBytes.tls().versions(TLS13), only12));
    assertFits(judge(HelloBytes.tls().legacy(0x0301), profile(TlsParameter.CIPHER_SUITE, 0x1301)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0200, 0x0300, 0x0301, 0x0302})
  void tl07VersionsBefore12FitNoListOfVersions(int version) {
    TlsProfile both = profile(TlsParameter.TLS_VERSION, TLS12, TLS13);
    assertFalse(judge(HelloBytes.tls().legacy(version), both).fits());
    assertFalse(judge(HelloBytes.tls().legacy(version).versions(TLS13), both).fits());
    assertFits(judge(HelloBytes.tls(), both));
  }

  @Test
  void tl07AListThatNamesNoKnownVersionLeavesTheOldField() {
    TlsProfile only13 = profile(TlsParameter.TLS_VERSION, TLS13);
    assertFalse(judge(HelloBytes.tls().versions(0x7F1C), only13).fits());
    assertFalse(judge(HelloBytes.tls().versions(), only13).fits());
    assertFalse(judge(HelloBytes.tls().legacy(0x0304), only13).fits());
  }

  @Test
  void tl08GroupsBoundTheKeysThatAreSentToo() {
    TlsProfile profile = profile(TlsParameter.SUPPORTED_GROUP, 29);
    assertFits(judge(HelloBytes.tls().groups(29).keyShares(29), profile));
    assertViolates(
        "supported-group 0x0017 (secp256r1)",
        judge(HelloBytes.tls().groups(29).keyShares(23), profile));
    assertViolates(
        "supported-group 0x0017 (secp256r1)", judge(HelloBytes.tls().groups(29, 23), profile));
  }

  @Test
  void tl14Dtls13IsKnownByItsOwnNumberOnly() {
    TlsProfile only13 = profile(TlsParameter.DTLS_VERSION, DTLS13);
    assertFits(judge(HelloBytes.dtls().versions(DTLS13), only13));
    assertViolates(
        "supported-dtls-version 0xFEFD (DTLS_1.2)",
        judge(HelloBytes.dtls().versions(TLS13), only13));
    TlsProfile only12 = profile(TlsParameter.DTLS_VERSION, DTLS12);
    assertFits(judge(HelloBytes.dtls(), only12));
    assertFits(judge(HelloBytes.dtls().versions(TLS13), only12));
    assertViolates(
        "supported-dtls-version 0xFEFC (DTLS_1.3)",
        judge(HelloBytes.dtls().versions(DTLS13), only12));
    assertViolates(
        "supported-dtls-version 0xFEFF (DTLS_1.0)",
        judge(HelloBytes.dtls().legacy(0xFEFF), only12));
  }

  @Test
  void signalsAreNoCipherSuites() {
    assertFits(
        judge(
            HelloBytes.tls().ciphers(0x1301, 0x00FF, 0x5600),
            profile(TlsParameter.CIPHER_SUITE, 0x1301)));
  }

  @Test
  void oneProfileOfSeveralHasToFitInAllThatItBounds() {
    TlsProfile modern =
        new TlsProfile(
            "modern",
            Map.of(
                TlsParameter.TLS_VERSION, Set.of(TLS13),
                TlsParameter.CIPHER_SUITE, Set.of(0x1301)),
            Map.of());
    TlsProfile old =
        new TlsProfile(
            "old",
            Map.of(
                TlsParameter.TLS_VERSION, Set.of(TLS12),
                TlsParameter.CIPHER_SUITE, Set.of(0xC02B)),
            Map.of());
    assertEquals(
        List.of(old), judge(HelloBytes.tls().ciphers(0xC02B), modern, old).fitting().profiles());
    TlsJudgement mixed = judge(HelloBytes.tls().versions(TLS13).ciphers(0xC02B), modern, old);
    assertFalse(mixed.fits());
    assertEquals(
        List.of("modern", "old"), mixed.violations().stream().map(TlsViolation::profile).toList());
  }

  @Test
  void noListBoundsNothingAndAnEmptyListEverything() {
    assertFits(
        judge(
            HelloBytes.tls().legacy(0x0300).ciphers(5), profile(TlsParameter.TLS_VERSION, 0x0300)));
    assertFits(judge(HelloBytes.tls().legacy(0x0300), new TlsProfile("p", Map.of(), Map.of())));
    assertFalse(judge(HelloBytes.tls(), profile(TlsParameter.CIPHER_SUITE)).fits());
    assertFalse(judge(HelloBytes.tls()).fits(), "no profile, nothing that fits");
  }

  @Test
  void aSiteMayTakeExtensionsThatComeOnOccasion() {
    TlsProfiles strict = new TlsProfiles(List.of(profile(TlsParameter.EXTENSION_TYPE, 43)));
    ClientHello retry = HelloBytes.tls().versions(TLS13).extension(44, "0000").read();
    assertFalse(strict.judge(retry, Set.of()).fits());
    assertTrue(strict.judge(retry, TlsProfiles.OCCASIONAL_EXTENSIONS).fits());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=Root A,O=Example",
        "cn=root a, o=example",
        ROOT_A,
        "MCMxEDAOBgNVBAoMB0V4YW1wbGUxDzANBgNVBAMMBlJvb3QgQQ=="
      })
  void authoritiesAreComparedAsNamesHoweverTheyAreWritten(String written) {
    TlsProfile profile = textual(TlsParameter.CERTIFICATE_AUTHORITY, written);
    assertEquals(List.of(), profile.alerts());
    assertFits(judge(HelloBytes.tls().extension(47, "0027 0025" + ROOT_A), profile));
    assertViolates(
        "certificate-authorities cn=root b",
        judge(
            HelloBytes.tls().extension(47, "0015 0013 3011310F300D06035504030C06526F6F742042"),
            profile));
    assertFits(judge(HelloBytes.tls().extension(47, "0005 0003 AABBCC"), profile));
  }
}
