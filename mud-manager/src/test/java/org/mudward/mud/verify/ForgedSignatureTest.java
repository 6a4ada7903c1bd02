package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

/** Each test makes one thing wrong with a signature that is otherwise right. */
class ForgedSignatureTest extends Forgeries {
  @Test
  void whatTheForgeStartsWithIsRight() {
    assertAccepted(forge().make());
  }

  @Test
  void anOctetAppendedToTheFile() {
    assertHeld("SG-02", "not the one", Arrays.copyOf(FILE, FILE.length + 1), forge().make());
  }

  @Test
  void anOctetOfTheFileChanged() {
    byte[] file = FILE.clone();
    file[3] ^= 1;
    assertHeld("SG-02", "not the one", file, forge().make());
  }

  @Test
  void lineEndsOfTheFileChanged() {
    byte[] windows =
        new String(FILE, StandardCharsets.UTF_8)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    assertHeld("SG-02", "not the one", windows, forge().make());
  }

  @Test
  void aFileWithWindowsLineEndsVerifiesAsItIs() {
    byte[] windows = "{\r\n}\r\n".getBytes(StandardCharsets.UTF_8);
    assertInstanceOf(
        VerifyResult.Verified.class, verify(windows, new CmsForge(windows, SIGNER).make()));
    assertHeld(
        "SG-02",
        "not the one",
        "{\n}\n".getBytes(StandardCharsets.UTF_8),
        new CmsForge(windows, SIGNER).make());
  }

  @Test
  void signedContentTypeIsNotTheOneOutside() {
    CmsForge forge = forge();
    forge.contentType = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.41");
    assertHeld("SG-08", "signed content of type", forge.make());
  }

  @Test
  void noSignedContentType() {
    assertHeld("SG-02", "content-type", without(CMSAttributes.contentType));
  }

  @Test
  void noMessageDigest() {
    assertHeld("SG-02", "message-digest", without(CMSAttributes.messageDigest));
  }

  @Test
  void noSigningTimeIsFine() {
    assertAccepted(without(CMSAttributes.signingTime));
  }

  private static byte[] without(ASN1ObjectIdentifier type) {
    CmsForge forge = forge();
    forge.attributes =
        list -> list.stream().filter(attribute -> !attribute.getAttrType().equals(type)).toList();
    return forge.make();
  }

  private static byte[] withMore(Attribute more) {
    CmsForge forge = forge();
    forge.attributes =
        list -> {
          List<Attribute> longer = new ArrayList<>(list);
          longer.add(more);
          return longer;
        };
    return forge.make();
  }

  @Test
  void messageDigestTwice() throws Exception {
    byte[] evil = MessageDigest.getInstance("SHA-256").digest(EVIL);
    Attribute second = CmsForge.attribute(CMSAttributes.messageDigest, new DEROctetString(evil));
    assertHeld("SG-02", "twice", withMore(second));
    assertHeld("SG-02", "twice", EVIL, withMore(second));
  }

  @Test
  void messageDigestWithTwoValues() throws Exception {
    byte[] good = MessageDigest.getInstance("SHA-256").digest(FILE);
    byte[] evil = MessageDigest.getInstance("SHA-256").digest(EVIL);
    CmsForge forge = forge();
    forge.attributes =
        list ->
            List.of(
                list.get(0),
                CmsForge.attribute(
                    CMSAttributes.messageDigest,
                    new DEROctetString(evil),
                    new DEROctetString(good)));
    assertHeld("SG-02", "twice", forge.make());
  }

  @Test
  void messageDigestThatIsNoOctetString() {
    CmsForge forge = forge();
    forge.attributes =
        list ->
            List.of(
                list.get(0), CmsForge.attribute(CMSAttributes.messageDigest, new ASN1Integer(7)));
    assertHeld("SG-02", "malformed", forge.make());
  }

  @Test
  void signingTimeTwice() {
    assertHeld(
        "SG-02",
        "twice",
        withMore(
            CmsForge.attribute(
                CMSAttributes.signingTime,
                new Time(java.util.Date.from(TestPki.NOW.minusSeconds(60))))));
  }

  @Test
  void signingTimeThatIsNoTime() {
    CmsForge forge = forge();
    forge.attributes =
        list ->
            List.of(
                list.get(0),
                list.get(2),
                CmsForge.attribute(CMSAttributes.signingTime, new ASN1Integer(7)));
    assertHeld("SG-02", "cannot be checked", forge.make());
  }

  @Test
  void noSignedAttributesAtAll() {
    CmsForge forge = forge();
    forge.withAttributes = false;
    assertHeld("SG-02", "no signed attributes", forge.make());
  }

  /** The attributes of a good signature, passed off as a file that was signed without any. */
  @Test
  void attributesOfOneSignatureAsTheFileOfAnother() throws Exception {
    CmsForge good = forge();
    byte[] attributes = good.encodedAttributes();
    SignerInfo taken = good.signerInfo();
    SignerInfo bare =
        new SignerInfo(
            taken.getSID(),
            taken.getDigestAlgorithm(),
            (org.bouncycastle.asn1.ASN1Set) null,
            taken.getDigestEncryptionAlgorithm(),
            taken.getEncryptedDigest(),
            (org.bouncycastle.asn1.ASN1Set) null);
    byte[] forged = CmsForge.encode(good.contentInfo(List.of(bare)));
    assertHeld("SG-02", "no signed attributes", attributes, forged);
  }

  @Test
  void noSigners() {
    assertHeld("SG-13", "0 signers", CmsForge.encode(forge().contentInfo(List.of())));
  }

  @Test
  void moreSignersThanAnybodyNeeds() {
    CmsForge forge = forge();
    for (int i = 0; i < 5; i++) {
      forge.more.add(new CmsForge(FILE, TestPki.signer("Signer " + i, ROOT)).signerInfo());
    }
    assertHeld("SG-13", "6 signers", forge.make());
  }

  @Test
  void aStrangerBesideAGoodSignerDoesNotSpoilIt() {
    Identity stranger = TestPki.signer("Stranger", TestPki.root("Elsewhere"));
    CmsForge forge = forge().with(stranger.certificate());
    forge.more.add(new CmsForge(EVIL, stranger).signerInfo());
    assertAccepted(forge.make());
  }

  @Test
  void twoSignersOfWhichNeitherPasses() {
    Identity stranger = TestPki.signer("Stranger", TestPki.root("Elsewhere"));
    CmsForge forge = new CmsForge(EVIL, SIGNER).with(stranger.certificate());
    forge.more.add(new CmsForge(FILE, stranger).signerInfo());
    assertHeld("SG-13", "none of 2 signers", forge.make());
  }

  @Test
  void aSignatureByAnotherKey() {
    CmsForge forge = forge();
    byte[] others =
        new CmsForge(FILE, TestPki.signer("Other", ROOT))
            .signerInfo()
            .getEncryptedDigest()
            .getOctets();
    forge.tamper = octets -> others;
    assertHeld("SG-02", "not by the key", forge.make());
  }

  @Test
  void aCertificateWithTheNameAndNumberOfTheSigners() {
    Identity double1 = new Recipe("MUD Signer").by(ROOT).usage(TestPki.SIGNING).make();
    CmsForge forge = new CmsForge(FILE, double1);
    forge.certificates.clear();
    forge.certificates.add(SIGNER.certificate());
    assertHeld("SG-09", "did not come", forge.make());
  }

  @Test
  void noCertificates() {
    CmsForge forge = forge();
    forge.certificates.clear();
    byte[] bare = forge.make();
    assertHeld("SG-09", "did not come", bare);
    SignatureVerifier pinned =
        new SignatureVerifier(List.of(ROOT.certificate(), SIGNER.certificate()));
    assertInstanceOf(VerifyResult.Verified.class, pinned.verify(FILE, bare, TestPki.NOW));
  }

  @Test
  void moreCertificatesThanAnybodyNeeds() {
    CmsForge forge = forge();
    for (int i = 0; i < 12; i++) {
      forge.with(TestPki.root("Filler " + i).certificate());
    }
    assertHeld("SG-02", "13 certificates", forge.make());
  }

  @Test
  void aSignerWithNoKeyUsage() {
    assertHeld("SG-03", "no key usage", by(new Recipe("Signer").by(ROOT)));
  }

  @Test
  void aSignerForKeysOnly() {
    assertHeld(
        "SG-03",
        "lacks digitalSignature",
        by(new Recipe("S").by(ROOT).usage(org.bouncycastle.asn1.x509.KeyUsage.keyEncipherment)));
  }

  @Test
  void aSignerForNonRepudiationOnly() {
    assertHeld(
        "SG-03",
        "lacks digitalSignature",
        by(new Recipe("S").by(ROOT).usage(org.bouncycastle.asn1.x509.KeyUsage.nonRepudiation)));
  }

  @Test
  void anAuthorityAsSigner() {
    assertHeld("SG-03", "lacks digitalSignature", new CmsForge(FILE, ROOT).make());
  }

  private static byte[] by(Recipe recipe) {
    return new CmsForge(FILE, recipe.make()).make();
  }

  @Test
  void signedBeforeTheCertificateWasValid() {
    CmsForge forge = forge();
    forge.signingTime = TestPki.NOW.minus(TestPki.YEAR).minusSeconds(1);
    assertHeld("SG-10", "was not valid", forge.make());
  }

  @Test
  void signedAfterTheCertificateExpired() {
    CmsForge forge = forge();
    forge.signingTime = TestPki.NOW.plus(TestPki.YEAR).plusSeconds(1);
    assertHeld("SG-10", "was not valid", forge.make());
  }

  @Test
  void aSignerThatHasExpired() {
    Recipe expired =
        new Recipe("Old")
            .by(ROOT)
            .usage(TestPki.SIGNING)
            .valid(TestPki.NOW.minus(TestPki.YEAR), TestPki.NOW.minusSeconds(10));
    CmsForge forge = new CmsForge(FILE, expired.make());
    forge.signingTime = TestPki.NOW.minusSeconds(20);
    assertHeld("SG-10", "expired", forge.make());
  }

  @Test
  void aSignerThatIsNotYetValid() {
    Recipe early =
        new Recipe("New")
            .by(ROOT)
            .usage(TestPki.SIGNING)
            .valid(TestPki.NOW.plusSeconds(10), TestPki.NOW.plus(TestPki.YEAR));
    CmsForge forge = new CmsForge(FILE, early.make());
    forge.signingTime = TestPki.NOW.plusSeconds(20);
    assertHeld("SG-10", "before", forge.make());
  }

  @Test
  void aCertificateThatIsNone() {
    CmsForge forge = forge();
    byte[] whole = forge.make();
    ContentInfo info = ContentInfo.getInstance(whole);
    var data = org.bouncycastle.asn1.cms.SignedData.getInstance(info.getContent());
    var broken =
        new org.bouncycastle.asn1.cms.SignedData(
            data.getDigestAlgorithms(),
            data.getEncapContentInfo(),
            new org.bouncycastle.asn1.DERSet(new DERSequence(new ASN1Integer(1))),
            null,
            data.getSignerInfos());
    assertHeld(
        "SG-02",
        "no DER signature",
        CmsForge.encode(new ContentInfo(PKCSObjectIdentifiers.signedData, broken)));
  }
}
