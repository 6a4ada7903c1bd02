package org.mudward.mud.verify;

import java.time.Instant;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

/** The rows of {@link ForgeryTable} that are about certificates and the way to an anchor. */
final class ForgedCertificates {
  private static final String SHA1 = "collisions can be made (NIST SP 800-131A)";

  private final ForgeryTable table;

  ForgedCertificates(ForgeryTable table) {
    this.table = table;
  }

  void all() {
    certificates();
    paths();
  }

  private void certificates() {
    String usage = "RFC 8520 section 13.2 asks for the key usage digitalSignature";
    table.stricter(
        "a signer without key usage",
        "SG-03",
        usage,
        ForgeryTable.by(new Recipe("S").by(ForgeryTable.ROOT)));
    table.stricter(
        "a signer for keys only",
        "SG-03",
        usage,
        ForgeryTable.by(new Recipe("S").by(ForgeryTable.ROOT).usage(KeyUsage.keyEncipherment)));
    table.stricter(
        "a signer for non-repudiation only",
        "SG-03",
        usage,
        ForgeryTable.by(new Recipe("S").by(ForgeryTable.ROOT).usage(KeyUsage.nonRepudiation)));
    table.stricter(
        "an authority as signer",
        "SG-03",
        usage,
        new CmsForge(ForgeryTable.FILE, ForgeryTable.ROOT).make());
    table.bad(
        "a signer that has expired",
        "SG-10",
        validity(TestPki.NOW.minus(TestPki.YEAR), TestPki.NOW.minusSeconds(60)));
    table.bad(
        "a signer that is not yet valid",
        "SG-10",
        validity(TestPki.NOW.plusSeconds(3600), TestPki.NOW.plus(TestPki.YEAR)));
    table.bad(
        "an extension that must be understood and is not",
        "SG-04",
        ForgeryTable.by(
            ForgeryTable.signer().extension(ForgeryTable.UNKNOWN, true, new DERUTF8String("x"))));
    table.stricter(
        "a signer signed over SHA-1",
        "SG-04",
        SHA1,
        ForgeryTable.by(ForgeryTable.signer().signedWith("SHA1withECDSA")));
    table.good(
        "a signer for code",
        ForgeryTable.by(
            ForgeryTable.signer()
                .extension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))));
  }

  private static byte[] validity(Instant from, Instant to) {
    CmsForge forge = new CmsForge(ForgeryTable.FILE, ForgeryTable.signer().valid(from, to).make());
    forge.signingTime = from.plusSeconds(1);
    return forge.make();
  }

  private void below(String name, String code, Recipe authority) {
    table.bad(name, code, below(authority));
  }

  private static byte[] below(Recipe authority) {
    Identity above = authority.make();
    return new CmsForge(ForgeryTable.FILE, TestPki.signer("Below", above))
        .with(above.certificate())
        .make();
  }

  private static Recipe middle() {
    return new Recipe("Middle").by(ForgeryTable.ROOT);
  }

  private void paths() {
    table.bad(
        "a root that is nowhere",
        "SG-09",
        new CmsForge(ForgeryTable.FILE, TestPki.signer("S", TestPki.root("X"))).make());
    table.bad(
        "a signer that vouches for itself",
        "SG-04",
        ForgeryTable.by(new Recipe("S").usage(TestPki.SIGNING)));
    below("a strange root that came along", "SG-04", new Recipe("Elsewhere").authority());
    below("a strange root of the same name", "SG-04", new Recipe("Root").authority());
    below("an issuer that is no authority", "SG-04", middle().usage(TestPki.SIGNING));
    below(
        "an authority that has expired",
        "SG-04",
        middle().authority().valid(TestPki.NOW.minus(TestPki.YEAR), TestPki.NOW.minusSeconds(60)));
    table.stricter(
        "an authority signed over SHA-1",
        "SG-04",
        SHA1,
        below(middle().authority().signedWith("SHA1withECDSA")));
    table.stricter(
        "an authority with a short key",
        "SG-04",
        "keys of 1024 bits can be bought (NIST SP 800-131A)",
        below(middle().authority().keys(TestPki.rsa(1024))));
    Identity first = middle().authority(0).make();
    Identity second = new Recipe("Lower").by(first).authority().make();
    table.bad(
        "more authorities than the upper one allows",
        "SG-04",
        new CmsForge(ForgeryTable.FILE, TestPki.signer("Deep", second))
            .with(second.certificate(), first.certificate())
            .make());
    table.bad(
        "an intermediate that did not come",
        "SG-09",
        new CmsForge(ForgeryTable.FILE, TestPki.signer("Deep", second))
            .with(second.certificate())
            .make());
  }
}
