package org.mudward.mud.learn;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
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

  /** Of a thing that its subject does not name; the JDK reads that beside another name only. */
  static byte[] ofNobody(ASN1ObjectIdentifier type, ASN1Encodable value) {
    TestPki.Identity root = TestPki.root("maker");
    try {
      return new JcaX509v3CertificateBuilder(
              root.certificate(),
              BigInteger.ONE,
              Date.from(TestPki.NOW),
              Date.from(TestPki.NOW.plus(TestPki.YEAR)),
              new X500Name(new RDN[0]),
              root.certificate().getPublicKey())
          .addExtension(
              Extension.subjectAlternativeName,
              true,
              new GeneralNames(new GeneralName(GeneralName.dNSName, "lamp.example")))
          .addExtension(type, false, value)
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.key()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] der(TestPki.Recipe recipe) {
    try {
      return recipe.make().certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }
}
