package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.verify.TestPki.Identity;
import org.mudward.mud.verify.TestPki.Recipe;

class PemTest {
  private static final Identity ROOT = TestPki.root("Root");
  private static final Identity RSA =
      new Recipe("RSA").keys(TestPki.rsa(2048)).usage(TestPki.SIGNING).make();

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("some.pem"), text);
  }

  @Test
  void allCertificatesOfAFileAreRead() throws Exception {
    assertEquals(
        List.of(ROOT.certificate(), RSA.certificate()),
        Pem.certificates(List.of(file(ROOT.pem() + RSA.pem()))));
    assertEquals(2, Pem.trustStore(List.of(file(ROOT.pem() + RSA.pem()))).size());
  }

  @Test
  void aFileWithoutCertificatesIsNamed() throws Exception {
    for (String text : List.of("", "hello", ROOT.pem().substring(0, 300))) {
      Path file = file(text);
      String message =
          assertThrows(IOException.class, () -> Pem.certificates(List.of(file))).getMessage();
      assertTrue(message.contains("some.pem"), message);
    }
    Path missing = folder.resolve("missing.pem");
    assertThrows(IOException.class, () -> SignatureVerifier.ofPem(List.of(missing)));
  }

  @Test
  void keysAreReadInTheNewFormAndInTheOldOnes() throws Exception {
    assertEquals(ROOT.key(), Pem.privateKey(file(ROOT.keyPem())));
    for (Identity identity : List.of(ROOT, RSA)) {
      StringWriter old = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(old)) {
        writer.writeObject(identity.key());
      }
      assertTrue(old.toString().matches("(?s)-----BEGIN (EC|RSA) PRIVATE KEY.*"));
      assertEquals(
          List.of(identity.key().getAlgorithm()),
          List.of(Pem.privateKey(file(identity.pem() + old)).getAlgorithm()));
    }
  }

  @Test
  void aFileWithoutAKeyIsNamed() throws Exception {
    for (String text : List.of("", ROOT.pem(), ROOT.keyPem().substring(0, 80))) {
      Path file = file(text);
      String message = assertThrows(IOException.class, () -> Pem.privateKey(file)).getMessage();
      assertTrue(message.contains("some.pem"), message);
    }
  }

  private Path encrypted() throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          new JcaPKCS8Generator(
              ROOT.key(),
              new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                  .setProvider(TestPki.PROVIDER)
                  .setPassword("secret".toCharArray())
                  .build()));
    }
    return file(text.toString());
  }

  @Test
  void anEncryptedKeyOpensWithItsPassphraseOnly() throws Exception {
    Path file = encrypted();
    assertEquals(ROOT.key(), Pem.privateKey(file, "secret".toCharArray()));
    assertSays("needs a passphrase", () -> Pem.privateKey(file));
    assertSays("does not open", () -> Pem.privateKey(file, "sekret".toCharArray()));
  }

  @Test
  void aKeyEncryptedInTheOldWeakFormIsRefusedWithAWayOut() throws Exception {
    Path file =
        file(
            """
            -----BEGIN EC PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: DES-EDE3-CBC,0123456789ABCDEF

            AAAA
            -----END EC PRIVATE KEY-----
            """);
    assertSays("openssl pkcs8 -topk8", () -> Pem.privateKey(file, "secret".toCharArray()));
  }

  private static void assertSays(String words, Executable reading) {
    String message = assertThrows(IOException.class, reading).getMessage();
    assertTrue(message.contains(words) && message.contains("some.pem"), message);
  }
}
