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
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

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
   * @throws IOException naming the file, if it has none, or one that needs a passphrase
   */
  public static PrivateKey privateKey(Path file) throws IOException {
    return privateKey(file, null);
  }

  /**
   * The same, for a key that may be encrypted by PKCS #8 (RFC 5958 section 3).
   *
   * @param passphrase null if there is none
   */
  public static PrivateKey privateKey(Path file, char @Nullable [] passphrase) throws IOException {
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        PEMParser parser = new PEMParser(in)) {
      for (Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
        PrivateKeyInfo key = keyInfo(entry, passphrase);
        if (key != null) {
          return new JcaPEMKeyConverter().getPrivateKey(key);
        }
      }
      throw new IOException("it has no private key");
    } catch (IOException | RuntimeException e) {
      throw new IOException("no key from " + file + ": " + e.getMessage(), e);
    }
  }

  /** The key that an entry of a file is; null if it is something else, such as a certificate. */
  private static @Nullable PrivateKeyInfo keyInfo(Object entry, char @Nullable [] passphrase)
      throws IOException {
    if (entry instanceof PrivateKeyInfo key) {
      return key;
    }
    if (entry instanceof PEMKeyPair pair) {
      return pair.getPrivateKeyInfo();
    }
    if (entry instanceof PEMEncryptedKeyPair) {
      throw new IOException(
          "it is encrypted in an old and weak form; convert it with: openssl pkcs8 -topk8");
    }
    return entry instanceof PKCS8EncryptedPrivateKeyInfo encrypted
        ? decrypted(encrypted, passphrase)
        : null;
  }

  private static PrivateKeyInfo decrypted(
      PKCS8EncryptedPrivateKeyInfo key, char @Nullable [] passphrase) throws IOException {
    if (passphrase == null) {
      throw new IOException("it is encrypted and needs a passphrase");
    }
    try {
      return key.decryptPrivateKeyInfo(
          new JceOpenSSLPKCS8DecryptorProviderBuilder()
              .setProvider(new BouncyCastleProvider())
              .build(passphrase));
    } catch (PKCSException | OperatorCreationException e) {
      throw new IOException("the passphrase does not open it", e);
    }
  }
}
