package org.mudward.mud.verify;

import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;

/** The rows of {@link ForgeryTable} that are about the octets around a signature. */
final class ForgedContainers {
  private final ForgeryTable table;

  ForgedContainers(ForgeryTable table) {
    this.table = table;
  }

  void all() {
    containers();
    content();
  }

  private void containers() {
    byte[] right = ForgeryTable.forged(forge -> {});
    table.bad("nothing", "SG-02", new byte[0]);
    table.bad("the file itself", "SG-02", ForgeryTable.FILE);
    table.bad("half of it", "SG-02", Arrays.copyOf(right, right.length / 2));
    table.bad("all but one octet", "SG-02", Arrays.copyOf(right, right.length - 1));
    String der =
        "RFC 8520 section 13.1 asks for DER: one value has one encoding, and nothing after";
    table.stricter("octets after the end", "SG-02", der, Arrays.copyOf(right, right.length + 2));
    table.stricter("a signature after the signature", "SG-02", der, twice(right));
    table.stricter("an indefinite length", "SG-02", der, indefinite(right));
    table.stricter("a length longer than needed", "SG-02", der, longLength(right));
    table.bad(
        "CMS that is data",
        "SG-02",
        CmsForge.encode(
            new ContentInfo(CMSObjectIdentifiers.data, new DEROctetString(ForgeryTable.FILE))));
    table.bad(
        "CMS that is encrypted",
        "SG-02",
        CmsForge.encode(new ContentInfo(CMSObjectIdentifiers.envelopedData, new DERSequence())));
    table.bad("a sequence of nothing", "SG-02", CmsForge.encode(new DERSequence()));
    table.bad(
        "signed data that is a number",
        "SG-02",
        CmsForge.encode(new ContentInfo(CMSObjectIdentifiers.signedData, new ASN1Integer(1))));
  }

  private static byte[] twice(byte[] right) {
    byte[] two = Arrays.copyOf(right, 2 * right.length);
    System.arraycopy(right, 0, two, right.length, right.length);
    return two;
  }

  private static byte[] indefinite(byte[] right) {
    byte[] ber = new byte[right.length];
    ber[0] = 0x30;
    ber[1] = (byte) 0x80;
    System.arraycopy(right, 4, ber, 2, right.length - 4);
    return ber;
  }

  private static byte[] longLength(byte[] right) {
    byte[] ber = new byte[right.length + 1];
    ber[0] = 0x30;
    ber[1] = (byte) 0x83;
    System.arraycopy(right, 2, ber, 3, right.length - 2);
    return ber;
  }

  private void content() {
    String detached =
        "RFC 8520 section 13.1: the signature is detached; a reader who trusts one copy and uses"
            + " another is lost";
    table.stricter(
        "the file inside",
        "SG-08",
        detached,
        ForgeryTable.forged(forge -> forge.content = new DEROctetString(ForgeryTable.FILE)));
    table.stricter(
        "another file inside",
        "SG-08",
        detached,
        ForgeryTable.forged(forge -> forge.content = new DEROctetString(ForgeryTable.EVIL)));
    table.stricter(
        "nothing inside, but said aloud",
        "SG-08",
        detached,
        ForgeryTable.forged(forge -> forge.content = new DEROctetString(new byte[0])));
    table.stricter(
        "content of another type",
        "SG-08",
        "RFC 8520 section 13: what was signed as something else was not signed as a MUD file",
        ForgeryTable.forged(
            forge -> ForgeryTable.type(forge, ForgeryTable.UNKNOWN, ForgeryTable.UNKNOWN)));
    table.stricter(
        "a receipt",
        "SG-08",
        "the same",
        ForgeryTable.forged(
            forge -> {
              ASN1ObjectIdentifier receipt = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.1");
              ForgeryTable.type(forge, receipt, receipt);
            }));
  }
}
