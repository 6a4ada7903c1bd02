package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.junit.jupiter.api.Test;

/** Each test makes one thing wrong with the octets around a signature that is otherwise right. */
class ForgedContainerTest extends Forgeries {
  @Test
  void anEmptySignature() {
    assertHeld("SG-02", "cut off", new byte[0]);
  }

  @Test
  void theFileInPlaceOfTheSignature() {
    assertHeld("SG-02", "no DER signature", FILE);
  }

  @Test
  void textInPlaceOfDer() {
    assertHeld("SG-02", "no DER", "-----BEGIN CMS-----\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void noBeginningOfASignatureIsOne() {
    byte[] whole = forge().make();
    for (int length = 0; length < whole.length; length++) {
      assertHeld("SG-02", "no DER", Arrays.copyOf(whole, length));
    }
  }

  @Test
  void damageIsAResultAndNeverAnException() {
    byte[] whole = forge().make();
    Random random = new Random(8520);
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = whole.clone();
      for (int hits = random.nextInt(3); hits >= 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      // Damage to what nobody signed, such as a version number, may pass; but never other octets.
      verify(FILE, damaged);
      assertInstanceOf(VerifyResult.Held.class, verify(EVIL, damaged));
    }
  }

  @Test
  void octetsAfterTheEnd() {
    byte[] whole = forge().make();
    assertHeld("SG-02", "follows its end", Arrays.copyOf(whole, whole.length + 2));
  }

  @Test
  void indefiniteLength() {
    byte[] whole = forge().make();
    byte[] indefinite = Arrays.copyOf(whole, whole.length + 2);
    assertEquals((byte) 0x82, whole[1]);
    byte[] ber = new byte[whole.length];
    ber[0] = 0x30;
    ber[1] = (byte) 0x80;
    System.arraycopy(indefinite, 4, ber, 2, whole.length - 2);
    assertHeld("SG-02", "indefinite", ber);
  }

  @Test
  void lengthWrittenLongerThanNeeded() {
    byte[] whole = forge().make();
    byte[] ber = new byte[whole.length + 1];
    ber[0] = 0x30;
    ber[1] = (byte) 0x83;
    System.arraycopy(whole, 2, ber, 3, whole.length - 2);
    assertHeld("SG-02", "BER", ber);
  }

  @Test
  void nestedWithoutEnd() {
    byte[] deep = new byte[60_000];
    for (int i = 0; i + 4 <= deep.length; i += 4) {
      int left = deep.length - i - 4;
      deep[i] = 0x30;
      deep[i + 1] = (byte) 0x82;
      deep[i + 2] = (byte) (left >> 8);
      deep[i + 3] = (byte) left;
    }
    assertHeld("SG-02", "nested too deep", deep);
  }

  @Test
  void moreOctetsThanASignatureHas() {
    assertHeld("SG-02", "more than", new byte[DetachedSignature.MAX_OCTETS + 1]);
  }

  @Test
  void cmsOfAnotherKind() {
    ContentInfo data = new ContentInfo(CMSObjectIdentifiers.data, new DEROctetString(FILE));
    assertHeld("SG-02", "no signature", CmsForge.encode(data));
  }

  @Test
  void aSequenceOfNothing() {
    assertHeld("SG-02", "no DER signature", CmsForge.encode(new DERSequence()));
    assertHeld(
        "SG-02",
        "no DER signature",
        CmsForge.encode(new ContentInfo(CMSObjectIdentifiers.signedData, new ASN1Integer(1))));
  }

  @Test
  void contentOfAnotherType() {
    CmsForge forge = forge();
    forge.contentType = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.4");
    forge.signedContentType = forge.contentType;
    assertHeld("SG-08", "no MUD file", forge.make());
  }

  @Test
  void contentOfTheTypeOfMudFilesIsFine() {
    CmsForge forge = forge();
    forge.contentType = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.41");
    forge.signedContentType = forge.contentType;
    assertAccepted(forge.make());
  }

  @Test
  void contentInsideEvenIfItIsTheFile() {
    CmsForge forge = forge();
    forge.content = new DEROctetString(FILE);
    assertHeld("SG-08", "detached", forge.make());
  }

  @Test
  void otherContentInside() {
    CmsForge forge = forge();
    forge.content = new DEROctetString(FILE);
    assertHeld("SG-08", "detached", EVIL, forge.make());
  }

  @Test
  void emptyContentInside() {
    CmsForge forge = forge();
    forge.content = new DEROctetString(new byte[0]);
    assertHeld("SG-08", "detached", forge.make());
  }
}
