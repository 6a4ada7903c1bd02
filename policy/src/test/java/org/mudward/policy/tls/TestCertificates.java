package org.mudward.policy.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Certificates made for a test, valid in the years from 2020 to 2039. */
final class TestCertificates {
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x30, 0x0A, 0x06, 0x08, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x04, 0x03, 0x02
  };
  private static final byte[] IS_AUTHORITY = {
    0x30,
    0x0F,
    0x06,
    0x03,
    0x55,
    0x1D,
    0x13,
    0x01,
    0x01,
    (byte) 0xFF,
    0x04,
    0x05,
    0x30,
    0x03,
    0x01,
    0x01,
    (byte) 0xFF
  };

  private static final int SEQUENCE = 0x30;

  private TestCertificates() {}

  /** A certificate and its key. */
  record Holder(X509Certificate certificate, PrivateKey key) {}

  /** An authority that signed itself. */
  static Holder root(String name) {
    return make(name, name, null, true, "20390101000000Z");
  }

  static Holder authority(String name, Holder issuer) {
    return make(name, name(issuer), issuer.key(), true, "20390101000000Z");
  }

  static Holder server(String name, Holder issuer) {
    return server(name, issuer, "20390101000000Z");
  }

  static Holder server(String name, Holder issuer, String until) {
    return make(name, name(issuer), issuer.key(), false, until);
  }

  /** Certificates as a profile has them. */
  static String anchor(Holder... chain) {
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      for (Holder holder : chain) {
        certificates.add(holder.certificate());
      }
      byte[] cms =
          CertificateFactory.getInstance("X.509")
              .generateCertPath(certificates)
              .getEncoded("PKCS7");
      return Base64.getEncoder().encodeToString(cms);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String name(Holder holder) {
    return holder.certificate().getSubjectX500Principal().getName();
  }

  private static Holder make(
      String name, String issuer, PrivateKey signer, boolean isAuthority, String until) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      byte[] inner =
          der(
              SEQUENCE,
              der(0xA0, der(2, new byte[] {2})),
              der(2, new byte[] {1}),
              ECDSA_WITH_SHA256,
              new X500Principal(issuer).getEncoded(),
              der(SEQUENCE, time("20200101000000Z"), time(until)),
              new X500Principal(name).getEncoded(),
              keys.getPublic().getEncoded(),
              isAuthority ? der(0xA3, der(SEQUENCE, IS_AUTHORITY)) : new byte[0]);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer == null ? keys.getPrivate() : signer);
      signature.update(inner);
      byte[] whole = der(SEQUENCE, inner, ECDSA_WITH_SHA256, der(3, new byte[1], signature.sign()));
      return new Holder(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(whole)),
          keys.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] time(String text) {
    return der(0x18, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    int length = content.size();
    if (length > 0xFF) {
      whole.write(0x82);
      whole.write(length >>> 8);
    } else if (length > 0x7F) {
      whole.write(0x81);
    }
    whole.write(length);
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }
}
