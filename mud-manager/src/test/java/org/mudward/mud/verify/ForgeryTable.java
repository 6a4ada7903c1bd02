package org.mudward.mud.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

/**
 * Signatures with one thing wrong each, what has to come of them here, and what openssl makes of
 * them. Where the two differ, the row says why ours is right.
 */
final class ForgeryTable {
  static final byte[] FILE = Forgeries.FILE;
  static final byte[] EVIL = Forgeries.EVIL;
  static final Identity ROOT = Forgeries.ROOT;
  static final Identity SIGNER = Forgeries.SIGNER;
  private static final ASN1ObjectIdentifier MUD =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.41");
  static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("2.999.3");

  /**
   * One row.
   *
   * @param code of the problem; empty if the signature is accepted
   * @param openssl whether openssl accepts it
   * @param why the two differ; empty if they agree
   */
  record Row(byte[] file, byte[] signature, String code, boolean openssl, String why) {}

  private final Map<String, Row> rows = new LinkedHashMap<>();

  private ForgeryTable() {}

  static Map<String, Row> rows() {
    ForgeryTable table = new ForgeryTable();
    table.rightOnes();
    table.otherFiles();
    table.attributes();
    table.digestAttribute();
    table.times();
    table.signers();
    table.values();
    new ForgedContainers(table).all();
    new ForgedCertificates(table).all();
    new ForgedAlgorithms(table).all();
    return table.rows;
  }

  private void put(String name, Row row) {
    if (rows.put(name, row) != null) {
      throw new AssertionError("twice: " + name);
    }
  }

  void good(String name, byte[] signature) {
    put(name, new Row(FILE, signature, "", true, ""));
  }

  void bad(String name, String code, byte[] signature) {
    bad(name, code, FILE, signature);
  }

  void bad(String name, String code, byte[] file, byte[] signature) {
    put(name, new Row(file, signature, code, false, ""));
  }

  /** We hold what openssl accepts. */
  void stricter(String name, String code, String why, byte[] signature) {
    put(name, new Row(FILE, signature, code, true, why));
  }

  /** We accept what openssl refuses. */
  void wider(String name, String why, byte[] signature) {
    put(name, new Row(FILE, signature, "", false, why));
  }

  static byte[] forged(Consumer<CmsForge> change) {
    CmsForge forge = Forgeries.forge();
    change.accept(forge);
    return forge.make();
  }

  static byte[] by(Recipe recipe) {
    return new CmsForge(FILE, recipe.make()).make();
  }

  static Recipe signer() {
    return new Recipe("Signer").by(ROOT).usage(TestPki.SIGNING);
  }

  private void rightOnes() {
    good("as it should be", forged(forge -> {}));
    good("without signing-time", attributes(list -> without(list, CMSAttributes.signingTime)));
    good("a signed attribute that nobody knows", attributes(list -> with(list, unknown())));
    good(
        "an unsigned attribute that nobody knows",
        forged(forge -> forge.unsigned = new DERSet(unknown())));
    good(
        "a stranger's certificate beside",
        forged(forge -> forge.with(TestPki.root("Elsewhere").certificate())));
    good("content of the type of MUD files", forged(forge -> type(forge, MUD, MUD)));
    Identity middle = new Recipe("Middle").by(ROOT).authority().make();
    Identity below = TestPki.signer("Below", middle);
    good("with an intermediate", new CmsForge(FILE, below).with(middle.certificate()).make());
    good("the same signer twice", forged(forge -> forge.more.add(Forgeries.forge().signerInfo())));
    wider(
        "a stranger signs, too",
        "RFC 5652 section 5.1: one valid signer is enough, others may be for other readers",
        forged(
            forge -> {
              Identity stranger = TestPki.signer("Stranger", TestPki.root("Elsewhere"));
              forge
                  .with(stranger.certificate())
                  .more
                  .add(new CmsForge(FILE, stranger).signerInfo());
            }));
    CmsForge keyed = new CmsForge(FILE, keyed());
    keyed.identifier = identifier(8, 5);
    good("the signer by his key's identifier", keyed.make());
  }

  private static Identity keyed() {
    return signer()
        .extension(
            Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[] {8, 5}))
        .make();
  }

  private static SignerIdentifier identifier(int... octets) {
    byte[] key = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      key[i] = (byte) octets[i];
    }
    return new SignerIdentifier(new DEROctetString(key));
  }

  private void otherFiles() {
    byte[] right = forged(forge -> {});
    bad("another file", "SG-02", EVIL, right);
    bad("an empty file", "SG-02", new byte[0], right);
    bad("a file with one octet more", "SG-02", Arrays.copyOf(FILE, FILE.length + 1), right);
    bad("a file with one octet less", "SG-02", Arrays.copyOf(FILE, FILE.length - 1), right);
    bad(
        "a file with other line ends",
        "SG-02",
        new String(FILE, StandardCharsets.UTF_8)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.UTF_8),
        right);
  }

  private static byte[] attributes(UnaryOperator<List<Attribute>> change) {
    return forged(forge -> forge.attributes = change);
  }

  private static List<Attribute> without(List<Attribute> list, ASN1ObjectIdentifier type) {
    return list.stream().filter(one -> !one.getAttrType().equals(type)).toList();
  }

  private static List<Attribute> with(List<Attribute> list, Attribute... more) {
    List<Attribute> longer = new ArrayList<>(list);
    longer.addAll(List.of(more));
    return longer;
  }

  private static List<Attribute> instead(
      List<Attribute> list, ASN1ObjectIdentifier type, ASN1Encodable... values) {
    return with(without(list, type), CmsForge.attribute(type, values));
  }

  private static Attribute unknown() {
    return CmsForge.attribute(UNKNOWN, new DERUTF8String("x"));
  }

  private void attributes() {
    String bare =
        "draft-ietf-lamps-cms-euf-cma-signeddata: what is signed without attributes can be the"
            + " attributes of something else";
    String type = "RFC 5652 section 11.1: the content-type that is signed is the one outside";
    stricter("no signed attributes", "SG-02", bare, forged(forge -> forge.withAttributes = false));
    put("the attributes of another signature as the file", attributesAsFile(bare));
    bad("an empty set of attributes", "SG-02", attributes(list -> List.of()));
    bad("no content-type", "SG-02", attributes(list -> without(list, CMSAttributes.contentType)));
    bad(
        "content-type twice",
        "SG-02",
        attributes(list -> with(list, CmsForge.attribute(CMSAttributes.contentType, MUD))));
    bad(
        "content-type with two values",
        "SG-02",
        attributes(
            list -> instead(list, CMSAttributes.contentType, CMSObjectIdentifiers.data, MUD)));
    stricter(
        "content-type that is no type",
        "SG-08",
        type,
        attributes(list -> instead(list, CMSAttributes.contentType, new DERUTF8String("data"))));
    stricter(
        "content-type of something else",
        "SG-08",
        type,
        forged(forge -> type(forge, CMSObjectIdentifiers.data, CMSObjectIdentifiers.signedData)));
    stricter(
        "content-type of data around a MUD file",
        "SG-08",
        type,
        forged(forge -> type(forge, MUD, CMSObjectIdentifiers.data)));
    bad("attributes in another order than DER has", "SG-02", unordered());
  }

  static void type(CmsForge forge, ASN1ObjectIdentifier outside, ASN1ObjectIdentifier signed) {
    forge.contentType = outside;
    forge.signedContentType = signed;
  }

  private static Row attributesAsFile(String why) {
    try {
      CmsForge right = Forgeries.forge();
      SignerInfo taken = right.signerInfo();
      SignerInfo bare =
          new SignerInfo(
              taken.getSID(),
              taken.getDigestAlgorithm(),
              (ASN1Set) null,
              taken.getDigestEncryptionAlgorithm(),
              taken.getEncryptedDigest(),
              (ASN1Set) null);
      byte[] forged = CmsForge.encode(right.contentInfo(List.of(bare)));
      return new Row(right.encodedAttributes(), forged, "SG-02", true, why);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The first two attributes change places, which have lengths of their own. */
  private static byte[] unordered() {
    byte[] right = attributes(list -> without(list, CMSAttributes.signingTime));
    byte[] type =
        CmsForge.encode(CmsForge.attribute(CMSAttributes.contentType, CMSObjectIdentifiers.data));
    byte[] digest =
        CmsForge.encode(
            CmsForge.attribute(CMSAttributes.messageDigest, new DEROctetString(digest(FILE))));
    byte[] forged = right.clone();
    int at = indexOf(right, type);
    System.arraycopy(digest, 0, forged, at, digest.length);
    System.arraycopy(type, 0, forged, at + digest.length, type.length);
    return forged;
  }

  static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("it is not there");
  }

  static byte[] digest(byte[] file) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(file);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] digests(ASN1Encodable... values) {
    return attributes(list -> instead(list, CMSAttributes.messageDigest, values));
  }

  private void digestAttribute() {
    ASN1Encodable good = new DEROctetString(digest(FILE));
    ASN1Encodable evil = new DEROctetString(digest(EVIL));
    bad(
        "no message-digest",
        "SG-02",
        attributes(list -> without(list, CMSAttributes.messageDigest)));
    bad("message-digest of another file", "SG-02", digests(evil));
    bad("message-digest with two values", "SG-02", digests(good, evil));
    bad("message-digest without a value", "SG-02", digests());
    bad(
        "message-digest twice",
        "SG-02",
        attributes(list -> with(list, CmsForge.attribute(CMSAttributes.messageDigest, evil))));
    bad("message-digest that is a number", "SG-02", digests(new ASN1Integer(7)));
    bad("message-digest that is empty", "SG-02", digests(new DEROctetString(new byte[0])));
    bad(
        "message-digest that is cut off",
        "SG-02",
        digests(new DEROctetString(Arrays.copyOf(digest(FILE), 31))));
    bad(
        "message-digest that is longer",
        "SG-02",
        digests(new DEROctetString(Arrays.copyOf(digest(FILE), 33))));
  }

  private void times() {
    String claim = "what a signer says of the time contradicts his own certificate (RFC 5652 11.3)";
    stricter(
        "signed before the certificate was valid",
        "SG-10",
        claim,
        forged(forge -> forge.signingTime = TestPki.NOW.minus(TestPki.YEAR).minusSeconds(1)));
    stricter(
        "signed after the certificate expired",
        "SG-10",
        claim,
        forged(forge -> forge.signingTime = TestPki.NOW.plus(TestPki.YEAR).plusSeconds(1)));
    bad(
        "signing-time twice",
        "SG-02",
        attributes(
            list ->
                with(
                    list,
                    CmsForge.attribute(
                        CMSAttributes.signingTime, new Time(java.util.Date.from(TestPki.NOW))))));
    stricter(
        "signing-time that is no time",
        "SG-02",
        "RFC 5652 section 11.3 says what a time is",
        attributes(list -> instead(list, CMSAttributes.signingTime, new DERUTF8String("now"))));
  }

  private void signers() {
    bad("no signers", "SG-13", CmsForge.encode(Forgeries.forge().contentInfo(List.of())));
    bad(
        "two signers of which neither is right",
        "SG-13",
        forged(
            forge -> {
              forge.tamper = octets -> Arrays.copyOf(octets, octets.length - 1);
              forge.more.add(new CmsForge(EVIL, SIGNER).signerInfo());
            }));
    stricter(
        "six signers",
        "SG-13",
        "a limit of ours; nobody needs more than one for an old and one for a new algorithm",
        forged(
            forge -> {
              for (int i = 0; i < 5; i++) {
                Identity other = TestPki.signer("Signer " + i, ROOT);
                forge.with(other.certificate()).more.add(new CmsForge(FILE, other).signerInfo());
              }
            }));
    CmsForge wrongKey = new CmsForge(FILE, keyed());
    wrongKey.identifier = identifier(8, 6);
    bad("the identifier of another key", "SG-09", wrongKey.make());
    CmsForge noKey = Forgeries.forge();
    noKey.identifier = identifier();
    bad("an empty identifier of a key", "SG-09", noKey.make());
    Identity other = TestPki.signer("Other", ROOT);
    bad(
        "the name of another signer",
        "SG-02",
        forged(
            forge -> {
              forge.with(other.certificate());
              forge.identifier = named(other);
            }));
    bad("the name of the root", "SG-02", forged(forge -> forge.identifier = named(ROOT)));
    bad("no certificates", "SG-09", forged(forge -> forge.certificates.clear()));
    bad(
        "another certificate than the signer's",
        "SG-09",
        forged(
            forge -> {
              forge.certificates.clear();
              forge.with(other.certificate());
            }));
  }

  private static SignerIdentifier named(Identity identity) {
    try {
      return CmsForge.byIssuer(identity.certificate());
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void value(String name, UnaryOperator<byte[]> change) {
    bad(name, "SG-02", forged(forge -> forge.tamper = change));
  }

  private void values() {
    byte[] others =
        new CmsForge(FILE, TestPki.signer("Other", ROOT))
            .signerInfo()
            .getEncryptedDigest()
            .getOctets();
    value("the signature of another key", octets -> others);
    value("an empty signature value", octets -> new byte[0]);
    value("a signature value of zeros", octets -> new byte[octets.length]);
    value("a signature value cut off", octets -> Arrays.copyOf(octets, octets.length - 1));
    value("a signature value with more", octets -> Arrays.copyOf(octets, octets.length + 1));
    value("r and s are 0", octets -> pair(0, 0));
    value("r and s are 1", octets -> pair(1, 1));
    value("r and s are negative", octets -> pair(-1, -1));
    value(
        "one bit of the signature value",
        octets -> {
          byte[] flipped = octets.clone();
          flipped[flipped.length - 1] ^= 1;
          return flipped;
        });
  }

  private static byte[] pair(int r, int s) {
    return CmsForge.encode(
        new DERSequence(new ASN1Encodable[] {new ASN1Integer(r), new ASN1Integer(s)}));
  }
}
