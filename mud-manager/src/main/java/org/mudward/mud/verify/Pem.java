package org.mudward.mud.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Certificates and private keys from PEM files (RFC 7468). */
public final class Pem {
  private Pem() {}

  /**
   * All certificates of some files.
   *
   * @throws IOException naming the file that has none or cannot be read
   */
  public static List<X509Certificate> certificates(Collection<Path> files) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        Collection<? extends Certificate> read =
            CertificateFactory.getInstance("X.509").generateCertificates(in);
        if (read.isEmpty()) {
          throw new IOException(file + " has no certificate");
        }
        read.forEach(certificate -> certificates.add((X509Certificate) certificate));
      } catch (CertificateException e) {
        throw new IOException(file + " is no PEM file of certificates: " + e.getMessage(), e);
      }
    }
    return certificates;
  }

  /** The same as a store of trust anchors for TLS. */
  public static KeyStore trustStore(Collection<Path> files) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate certificate : certificates(files)) {
        store.setCertificateEntry("anchor-" + number++, certificate);
      }
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("trust anchors cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The first private key of a file: PKCS #8, or the older forms for RSA and EC keys.
   *
   * @throws IOException naming the file, if it has none, or one that needs a password
   */
  public static PrivateKey privateKey(Path file) throws IOException {
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        PEMParser parser = new PEMParser(in)) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      for (Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
        if (entry instanceof PrivateKeyInfo key) {
          return converter.getPrivateKey(key);
        }
        if (entry instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (entry instanceof PKCS8EncryptedPrivateKeyInfo || entry instanceof PEMEncryptedKeyPair) {
          throw new IOException("its private key needs a password, which is not supported");
        }
      }
      throw new IOException("it has no private key");
    } catch (IOException | RuntimeException e) {
      throw new IOException("no key from " + file + ": " + e.getMessage(), e);
    }
  }
}
