package org.mudward.mud.fetch;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.verify.TestPki.Identity;

/**
 * The key of a server that shows any chain whatever, and gets another key without forgetting its
 * TLS sessions.
 */
final class SwitchedKeys extends X509ExtendedKeyManager {
  private volatile Identity identity;

  private final List<X509Certificate> others;

  SwitchedKeys(Identity identity, X509Certificate... others) {
    this.identity = identity;
    this.others = List.of(others);
  }

  void become(Identity other) {
    identity = other;
  }

  SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {this}, null, null);
    return context;
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
    return new String[] {"own"};
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return type.startsWith(identity.certificate().getPublicKey().getAlgorithm()) ? "own" : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return Stream.concat(Stream.of(identity.certificate()), others.stream())
        .toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identity.key();
  }
}
