package org.mudward.mud.learn;

import java.security.cert.CertificateEncodingException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.mudward.mud.verify.TestPki;

/** Certificates of devices, made to order. */
final class Certificates {
  static final ASN1ObjectIdentifier MUD_URL = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.25");
  static final ASN1ObjectIdentifier MUD_SIGNER = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.30");

  private Certificates() {}

  static TestPki.Recipe lamp() {
    return new TestPki.Recipe("lamp 20202");
  }

  static TestPki.Recipe with(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return lamp().extension(type, false, value);
  }

  static byte[] der(TestPki.Recipe recipe) {
    try {
      return recipe.make().certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }
}
