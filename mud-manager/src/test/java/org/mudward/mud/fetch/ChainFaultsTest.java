package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mudward.mud.fetch.FetchFixture.HOST;
import static org.mudward.mud.fetch.FetchFixture.ROOT;
import static org.mudward.mud.fetch.FetchFixture.UNSIGNED;
import static org.mudward.mud.fetch.FetchFixture.assertFailed;
import static org.mudward.mud.fetch.FetchFixture.fetched;
import static org.mudward.mud.fetch.FetchFixture.url;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.mud.verify.TestPki;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

/** Servers that show a chain with one thing wrong (RFC 5280 section 6, RFC 9525). */
class ChainFaultsTest {
  /** OCSP stapling is demanded by the certificate (RFC 7633). */
  private static final ASN1ObjectIdentifier TLS_FEATURE =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");

  private static final Map<String, Shown> FAULTS = faults();

  private final MudFetcher fetcher =
      FetchFixture.fetcher(
          FetchFixture.settings(Duration.ofSeconds(5), Duration.ofSeconds(5), "127.0.0.0/8"),
          FetchFixture.RESOLVER);

  @AfterEach
  void close() {
    fetcher.close();
  }

  /** What a server shows: its own certificate, and what comes after it. */
  private record Shown(Identity server, X509Certificate... above) {}

  private static Recipe leaf(Identity issuer) {
    return new Recipe("server").by(issuer).usage(KeyUsage.digitalSignature);
  }

  private static Recipe middle() {
    return new Recipe("Middle").by(ROOT);
  }

  /** A right certificate below an authority that the test makes; all else is as it should be. */
  private static Shown below(Recipe authority) {
    Identity above = authority.make();
    return new Shown(leaf(above).hosts(HOST).make(), above.certificate());
  }

  private static Shown alone(UnaryOperator<Recipe> change) {
    return new Shown(change.apply(leaf(ROOT)).make());
  }

  private static Shown withPurpose(KeyPurposeId purpose) {
    return alone(
        recipe ->
            recipe
                .hosts(HOST)
                .extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose)));
  }

  private static Shown named(GeneralName name) {
    return alone(
        recipe ->
            recipe.extension(Extension.subjectAlternativeName, false, new GeneralNames(name)));
  }

  private static Shown dns(String name) {
    return named(new GeneralName(GeneralName.dNSName, name));
  }

  private static Recipe constrained(boolean permitted, String name) {
    GeneralSubtree[] trees = {new GeneralSubtree(new GeneralName(GeneralName.dNSName, name))};
    return middle()
        .authority()
        .extension(
            Extension.nameConstraints,
            true,
            permitted ? new NameConstraints(trees, null) : new NameConstraints(null, trees));
  }

  private static Shown tooDeep() {
    Identity first = middle().authority(0).make();
    Identity second = new Recipe("Lower").by(first).authority().make();
    return new Shown(leaf(second).hosts(HOST).make(), second.certificate(), first.certificate());
  }

  private static Shown long_(int authorities) {
    X509Certificate[] above = new X509Certificate[authorities];
    Identity issuer = ROOT;
    for (int i = authorities - 1; i >= 0; i--) {
      issuer = new Recipe("Authority " + i).by(issuer).authority().make();
      above[i] = issuer.certificate();
    }
    return new Shown(leaf(issuer).hosts(HOST).make(), above);
  }

  private static Shown huge() {
    byte[] filler = new byte[100_000];
    return alone(
        recipe ->
            recipe
                .hosts(HOST)
                .extension(
                    new ASN1ObjectIdentifier("2.999.1"),
                    false,
                    new org.bouncycastle.asn1.DEROctetString(filler)));
  }

  private static Map<String, Shown> faults() {
    Map<String, Shown> faults = new LinkedHashMap<>();
    ownFaults(faults);
    nameFaults(faults);
    authorityFaults(faults);
    chainFaults(faults);
    return faults;
  }

  private static void ownFaults(Map<String, Shown> faults) {
    faults.put("for signing code", withPurpose(KeyPurposeId.id_kp_codeSigning));
    faults.put("for mail", withPurpose(KeyPurposeId.id_kp_emailProtection));
    faults.put("for answering about revocation", withPurpose(KeyPurposeId.id_kp_OCSPSigning));
    faults.put(
        "a key that may not sign",
        new Shown(new Recipe("server").by(ROOT).usage(KeyUsage.keyAgreement).hosts(HOST).make()));
    faults.put(
        "an extension that must be understood and is not",
        alone(
            recipe ->
                recipe
                    .hosts(HOST)
                    .extension(new ASN1ObjectIdentifier("2.999.2"), true, DERNull.INSTANCE)));
    faults.put("a certificate of 100,000 octets", huge());
    faults.put("a key of 1024 bits", alone(recipe -> recipe.keys(TestPki.rsa(1024)).hosts(HOST)));
    faults.put(
        "signed over SHA-1", alone(recipe -> recipe.signedWith("SHA1withECDSA").hosts(HOST)));
  }

  private static void nameFaults(Map<String, Shown> faults) {
    faults.put(
        "the host as common name only", new Shown(new Recipe(HOST).by(ROOT).usage(1 << 7).make()));
    faults.put("a name with NUL in it", dns(HOST + "\u0000.evil.example"));
    faults.put("a name with a space in it", dns(HOST + " "));
    faults.put("a wildcard within a label", dns("m*d.example.com"));
    faults.put("a wildcard at the end of a label", dns("mu*.example.com"));
    faults.put("a wildcard for two labels", dns("*.*.com"));
    faults.put("a wildcard not in front", dns("mud.*.com"));
    faults.put("a wildcard for everything", dns("*"));
    faults.put("the parent of the host", dns(".example.com"));
    faults.put(
        "the host as URI",
        named(new GeneralName(GeneralName.uniformResourceIdentifier, "https://" + HOST)));
    faults.put("the host as mailbox", named(new GeneralName(GeneralName.rfc822Name, "x@" + HOST)));
  }

  private static void authorityFaults(Map<String, Shown> faults) {
    faults.put("no authority above", below(middle().usage(KeyUsage.keyCertSign)));
    faults.put(
        "an authority that may not sign certificates",
        below(
            middle()
                .extension(
                    Extension.basicConstraints,
                    true,
                    new org.bouncycastle.asn1.x509.BasicConstraints(true))
                .usage(KeyUsage.cRLSign)));
    faults.put(
        "an authority that has expired",
        below(
            middle()
                .authority()
                .valid(TestPki.NOW.minus(TestPki.YEAR), TestPki.NOW.minusSeconds(60))));
    faults.put(
        "an authority that is not yet valid",
        below(
            middle()
                .authority()
                .valid(TestPki.NOW.plusSeconds(3600), TestPki.NOW.plus(TestPki.YEAR))));
    faults.put(
        "an authority signed over SHA-1", below(middle().authority().signedWith("SHA1withECDSA")));
    faults.put(
        "an authority with a short key", below(middle().authority().keys(TestPki.rsa(1024))));
    faults.put(
        "an authority on a short curve", below(middle().authority().keys(TestPki.ec("secp192r1"))));
    faults.put("an authority for other names", below(constrained(true, "other.example")));
    faults.put("an authority not for this name", below(constrained(false, "mud.example.com")));
  }

  private static void chainFaults(Map<String, Shown> faults) {
    faults.put("more authorities than the upper one allows", tooDeep());
    faults.put("no authority shown", new Shown(below(middle().authority()).server()));
    faults.put(
        "another authority of the same name",
        new Shown(below(middle().authority()).server(), middle().authority().make().certificate()));
    Identity elsewhere = TestPki.root("Elsewhere");
    faults.put(
        "a strange root that is shown",
        new Shown(leaf(elsewhere).hosts(HOST).make(), elsewhere.certificate()));
    faults.put("thirty authorities", long_(30));
  }

  private static List<String> names() {
    return List.copyOf(FAULTS.keySet());
  }

  private FetchResult fetchFrom(Shown shown) throws Exception {
    try (TestServer server =
        TestServer.tls(
            "127.0.0.1",
            0,
            new SwitchedKeys(shown.server(), shown.above()).context(),
            (request, out) -> TestServer.ok(out, UNSIGNED))) {
      FetchResult result = fetcher.fetch(url(server, "/lamp"), null);
      assertEquals(result instanceof FetchResult.Fetched ? 1 : 0, server.requests().size());
      return result;
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void isNotTrustedAndNotAsked(String fault) throws Exception {
    assertFailed(Reason.TLS, HOST, fetchFrom(Objects.requireNonNull(FAULTS.get(fault))));
  }

  /** The same ways to put a chain together, with nothing wrong. */
  @Test
  void chainsAsTheyShouldBe() throws Exception {
    fetched(fetchFrom(alone(recipe -> recipe.hosts(HOST))));
    fetched(fetchFrom(dns("*.example.com")));
    fetched(fetchFrom(dns("MUD.Example.COM")));
    fetched(fetchFrom(withPurpose(KeyPurposeId.id_kp_serverAuth)));
    fetched(fetchFrom(below(middle().authority())));
    fetched(fetchFrom(below(constrained(true, "example.com"))));
    fetched(fetchFrom(below(constrained(false, "other.example"))));
    fetched(fetchFrom(long_(4)));
    Identity rsa = middle().authority().keys(TestPki.rsa(2048)).make();
    fetched(
        fetchFrom(
            new Shown(leaf(rsa).keys(TestPki.rsa(2048)).hosts(HOST).make(), rsa.certificate())));
  }

  /** Revocation is not asked for: that would dial where a stranger's certificate says. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whereACertificateSaysThatRevocationsAreIsNotDialled(boolean stapled) throws Exception {
    try (TestServer revocations = TestServer.bare(socket -> socket.getInputStream().read())) {
      GeneralName place =
          new GeneralName(
              GeneralName.uniformResourceIdentifier,
              "http://127.0.0.1:" + revocations.port() + "/");
      Recipe recipe =
          leaf(ROOT)
              .hosts(HOST)
              .extension(
                  Extension.authorityInfoAccess,
                  false,
                  new AuthorityInformationAccess(
                      new AccessDescription[] {
                        new AccessDescription(AccessDescription.id_ad_ocsp, place),
                        new AccessDescription(AccessDescription.id_ad_caIssuers, place)
                      }))
              .extension(
                  Extension.cRLDistributionPoints,
                  false,
                  new CRLDistPoint(
                      new DistributionPoint[] {
                        new DistributionPoint(
                            new DistributionPointName(new GeneralNames(place)), null, null)
                      }));
      if (stapled) {
        recipe.extension(TLS_FEATURE, false, new DERSequence(new ASN1Integer(5)));
      }
      fetched(fetchFrom(new Shown(recipe.make())));
      assertEquals(0, revocations.connections());
    }
  }
}
