package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

class TrustPathTest {
  private static final byte[] FILE = {'{', '}'};
  private static final Identity ROOT = TestPki.root("Root");
  private static final Identity MIDDLE = new Recipe("Middle").by(ROOT).authority().make();

  private static VerifyResult verify(
      Identity signer, List<X509Certificate> inside, Identity... anchors) {
    List<X509Certificate> trusted = Arrays.stream(anchors).map(Identity::certificate).toList();
    byte[] signature =
        new CmsForge(FILE, signer).with(inside.toArray(new X509Certificate[0])).make();
    return new SignatureVerifier(trusted).verify(FILE, signature, TestPki.NOW);
  }

  private static void assertAccepted(
      Identity signer, List<X509Certificate> inside, Identity... anchors) {
    VerifyResult result = verify(signer, inside, anchors);
    assertInstanceOf(VerifyResult.Verified.class, result, result::toString);
  }

  private static void assertHeld(
      String code,
      String words,
      Identity signer,
      List<X509Certificate> inside,
      Identity... anchors) {
    SignatureProblem problem =
        assertInstanceOf(VerifyResult.Held.class, verify(signer, inside, anchors)).problem();
    assertEquals(code, problem.code(), problem::message);
    assertTrue(problem.message().contains(words), problem::message);
  }

  private static Recipe signing(Identity issuer) {
    return new Recipe("Signer").by(issuer).usage(TestPki.SIGNING);
  }

  @Test
  void anIntermediateFromTheSignatureCompletesThePath() {
    assertAccepted(signing(MIDDLE).make(), List.of(MIDDLE.certificate()), ROOT);
  }

  @Test
  void anIntermediateThatIsConfiguredCompletesThePath() {
    assertAccepted(signing(MIDDLE).make(), List.of(), MIDDLE, ROOT);
    assertAccepted(signing(MIDDLE).make(), List.of(), MIDDLE);
  }

  @Test
  void anIntermediateThatIsNowhereLeavesAGap() {
    assertHeld("SG-09", "neither in the signature", signing(MIDDLE).make(), List.of(), ROOT);
  }

  @Test
  void aRootThatCameWithTheSignatureIsNoAnchor() {
    assertHeld(
        "SG-04",
        "leads to no trust anchor",
        signing(ROOT).make(),
        List.of(ROOT.certificate()),
        TestPki.root("Another"));
  }

  @Test
  void nobodyIsTrustedWithoutAnchors() {
    assertHeld("SG-04", "no trust anchors", signing(ROOT).make(), List.of());
  }

  @Test
  void anAuthorityOfTheSameNameIsNotTheAnchor() {
    Identity impostor = TestPki.root("Root");
    assertHeld(
        "SG-04", "not valid", signing(impostor).make(), List.of(impostor.certificate()), ROOT);
  }

  @Test
  void aSignerMayBeTheAnchorItself() {
    Identity alone = new Recipe("Alone").usage(TestPki.SIGNING).make();
    assertAccepted(alone, List.of(), alone);
    Identity issued = signing(ROOT).make();
    assertAccepted(issued, List.of(), issued);
    assertHeld("SG-04", "leads to no", alone, List.of(), ROOT);
  }

  @Test
  void aSignerThatIsAnAnchorIssuesNothing() {
    Identity alone = new Recipe("Alone").usage(TestPki.SIGNING).make();
    assertHeld("SG-04", "no certificate authority", signing(alone).make(), List.of(), alone);
    Identity may = new Recipe("May").usage(TestPki.SIGNING | KeyUsage.keyCertSign).make();
    assertHeld("SG-04", "no certificate authority", signing(may).make(), List.of(), may);
  }

  @Test
  void anIntermediateThatIsNoAuthority() {
    Identity leaf = signing(ROOT).make();
    Identity child = new Recipe("Child").by(leaf).usage(TestPki.SIGNING).make();
    assertHeld("SG-04", "not valid", child, List.of(leaf.certificate()), ROOT);
  }

  @Test
  void anIntermediateThatMayNotSignCertificates() {
    Identity odd =
        new Recipe("Odd")
            .by(ROOT)
            .extension(
                Extension.basicConstraints,
                true,
                new org.bouncycastle.asn1.x509.BasicConstraints(true))
            .usage(KeyUsage.cRLSign)
            .make();
    assertHeld("SG-04", "not valid", signing(odd).make(), List.of(odd.certificate()), ROOT);
  }

  @Test
  void anIntermediateThatHasExpired() {
    Identity old =
        new Recipe("Old")
            .by(ROOT)
            .authority()
            .valid(TestPki.NOW.minus(TestPki.YEAR), TestPki.NOW.minusSeconds(1))
            .make();
    assertHeld("SG-04", "expired", signing(old).make(), List.of(old.certificate()), ROOT);
  }

  @Test
  void anAnchorThatHasExpired() {
    Identity old =
        new Recipe("Old")
            .authority()
            .valid(TestPki.NOW.minus(TestPki.YEAR), TestPki.NOW.minusSeconds(1))
            .make();
    assertHeld("SG-04", "expired", signing(old).make(), List.of(), old);
  }

  @Test
  void anAnchorThatAllowsNoIntermediates() {
    Identity narrow = new Recipe("Narrow").authority(0).make();
    Identity below = new Recipe("Below").by(narrow).authority().make();
    assertAccepted(signing(narrow).make(), List.of(), narrow);
    assertHeld("SG-04", "not valid", signing(below).make(), List.of(below.certificate()), narrow);
  }

  @Test
  void anAnchorInTheMiddleThatAllowsNoIntermediates() {
    Identity narrow = new Recipe("Narrow").by(ROOT).authority(0).make();
    Identity below = new Recipe("Below").by(narrow).authority().make();
    assertHeld("SG-04", "that long", signing(below).make(), List.of(below.certificate()), narrow);
  }

  @Test
  void anAnchorForOneOrganisationVouchesForNoOther() {
    Identity ours =
        new Recipe("O=Ours,CN=Root")
            .authority()
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(
                    new GeneralSubtree[] {
                      new GeneralSubtree(new GeneralName(new X500Name("O=Ours")))
                    },
                    null))
            .make();
    Identity good = new Recipe("O=Ours,CN=Signer").by(ours).usage(TestPki.SIGNING).make();
    Identity bad = new Recipe("O=Theirs,CN=Signer").by(ours).usage(TestPki.SIGNING).make();
    assertAccepted(good, List.of(), ours);
    assertHeld("SG-04", "not valid", bad, List.of(), ours);
  }

  @Test
  void anIntermediateSignedOverSha1() {
    Identity weak = new Recipe("Weak").by(ROOT).authority().signedWith("SHA1withECDSA").make();
    assertHeld("SG-04", "SHA1", signing(weak).make(), List.of(weak.certificate()), ROOT);
  }

  @Test
  void aSignerSignedOverSha1() {
    assertHeld("SG-04", "SHA1", signing(ROOT).signedWith("SHA1withECDSA").make(), List.of(), ROOT);
  }

  @Test
  void anIntermediateWithAShortKey() {
    KeyPair small = TestPki.rsa(1024);
    Identity weak = new Recipe("Weak").by(ROOT).authority().keys(small).make();
    assertHeld("SG-04", "1024 bits", signing(weak).make(), List.of(weak.certificate()), ROOT);
  }

  @Test
  void rsaAuthoritiesWithPssCount() {
    Identity authority = new Recipe("PSS").keys(TestPki.rsa(2048)).authority().make();
    assertAccepted(
        signing(authority).signedWith("SHA256withRSAandMGF1").make(), List.of(), authority);
    assertHeld(
        "SG-04",
        "PSS",
        signing(authority).signedWith("SHA1withRSAandMGF1").make(),
        List.of(),
        authority);
  }

  @Test
  void anExtensionThatMustBeUnderstoodAndIsNot() {
    Identity odd =
        signing(ROOT)
            .extension(new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.1"), true, DERNull.INSTANCE)
            .make();
    assertHeld("SG-04", "not valid", odd, List.of(), ROOT);
  }

  @Test
  void noExtendedKeyUsageIsDemandedAndNoneIsInTheWay() {
    Identity codes =
        signing(ROOT)
            .extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))
            .make();
    assertAccepted(codes, List.of(), ROOT);
  }

  @Test
  void oneGoodPathAmongBadOnesIsEnough() {
    KeyPair keys = TestPki.ec("secp256r1");
    Identity elsewhere = TestPki.root("Elsewhere");
    Identity wrong = new Recipe("Cross").by(elsewhere).keys(keys).authority().make();
    Identity right = new Recipe("Cross").by(ROOT).keys(keys).authority().make();
    assertAccepted(signing(right).make(), List.of(wrong.certificate(), right.certificate()), ROOT);
  }

  @Test
  void aChainLongerThanAnybodyUses() {
    List<X509Certificate> inside = new ArrayList<>();
    Identity last = ROOT;
    for (int i = 0; i < 6; i++) {
      last = new Recipe("Level " + i).by(last).authority().make();
      inside.add(last.certificate());
    }
    assertHeld("SG-04", "leads to no", signing(last).make(), inside, ROOT);
  }

  /** Certificates of one name and one key can be put in any order. */
  @Test
  void certificatesMadeToKeepAPathBuilderBusyDoNot() {
    KeyPair keys = TestPki.ec("secp256r1");
    Identity first = new Recipe("Maze").keys(keys).authority().make();
    List<X509Certificate> inside = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      inside.add(new Recipe("Maze").by(first).keys(keys).authority().make().certificate());
    }
    Identity signer = signing(first).make();
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertHeld("SG-04", "leads to no", signer, inside, ROOT));
  }
}
