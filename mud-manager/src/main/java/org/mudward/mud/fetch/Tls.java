package org.mudward.mud.fetch;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes the client's end of TLS: versions 1.2 and 1.3, a chain to an anchor, and the URL's host in
 * the certificate (RFC 8520 section 1.6, RFC 9525).
 *
 * <p>Revocation is not asked for: that would dial where a stranger's certificate says. Signatures
 * do not rest on TLS anyway; it hides which devices a site has.
 */
final class Tls {
  /**
   * Long enough for a file and its signature. A session that is taken up again shows the
   * certificate of its first connection, and none is checked.
   */
  private static final int SESSION_SECONDS = 1;

  /**
   * What RFC 9325 section 4.2 recommends, and nothing else that a JRE may still have: keys that are
   * forgotten afterwards, and ciphers that notice what was changed. The order is the preference.
   */
  static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final SslContext context;
  private final Duration patience;

  /**
   * @throws GeneralSecurityException if the anchors cannot be used
   */
  Tls(FetchSettings settings) throws GeneralSecurityException, IOException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(settings.anchors().orElse(null));
    context =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
            .trustManager(trust)
            .sessionTimeout(SESSION_SECONDS)
            .build();
    patience = settings.connect();
  }

  SslHandler handler(HttpsUrl url, ByteBufAllocator buffers) {
    SSLEngine engine = context.newEngine(buffers, url.host(), url.port());
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setAlgorithmConstraints(new StrongAlgorithms());
    engine.setSSLParameters(parameters);
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(patience.toMillis());
    return handler;
  }
}
