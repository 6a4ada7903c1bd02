package org.mudward.policy.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A handshake between two engines of the JDK, as both sides send it, until the client refuses the
 * server whom it does not know.
 *
 * @param client what the client sends, by packet
 * @param server what the server sends, by packet
 */
record Conversation(List<byte[]> client, List<byte[]> server) {
  private static final int ROUNDS = 12;
  private static final int ROOM = 40_000;

  /** A handshake of TLS or DTLS with a server that has these certificates, its own first. */
  static Conversation of(
      String protocol, Consumer<SSLParameters> client, TestCertificates.Holder... chain) {
    try {
      SSLEngine caller = engine(context(protocol), true, client);
      SSLEngine answerer = engine(context(protocol, chain), false, parameters -> {});
      Conversation conversation = new Conversation(new ArrayList<>(), new ArrayList<>());
      conversation.run(caller, answerer);
      return conversation;
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Only the first words of a client. */
  static List<byte[]> hello(String protocol, Consumer<SSLParameters> client) {
    try {
      return speak(engine(context(protocol), true, client));
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(SSLEngine caller, SSLEngine answerer) {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        List<byte[]> said = speak(caller);
        client.addAll(said);
        listen(answerer, said);
        List<byte[]> answered = speak(answerer);
        server.addAll(answered);
        listen(caller, answered);
      }
    } catch (SSLException refused) {
      // all that was to be seen was said
    }
  }

  private static SSLEngine engine(
      SSLContext context, boolean isClient, Consumer<SSLParameters> settings) throws SSLException {
    SSLEngine engine = context.createSSLEngine("server.example", 443);
    engine.setUseClientMode(isClient);
    SSLParameters parameters = engine.getSSLParameters();
    settings.accept(parameters);
    engine.setSSLParameters(parameters);
    engine.beginHandshake();
    return engine;
  }

  private static SSLContext context(String protocol, TestCertificates.Holder... chain)
      throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      if (chain.length > 0) {
        Certificate[] certificates =
            Arrays.stream(chain)
                .map(TestCertificates.Holder::certificate)
                .toArray(Certificate[]::new);
        store.setKeyEntry("server", chain[0].key(), new char[0], certificates);
      }
      keys.init(store, new char[0]);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static List<byte[]> speak(SSLEngine engine) throws SSLException {
    List<byte[]> packets = new ArrayList<>();
    work(engine);
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      ByteBuffer packet = ByteBuffer.allocate(ROOM);
      SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), packet);
      if (result.bytesProduced() == 0) {
        break;
      }
      packets.add(Arrays.copyOf(packet.array(), packet.position()));
      work(engine);
    }
    return packets;
  }

  private static void listen(SSLEngine engine, List<byte[]> packets) throws SSLException {
    for (byte[] packet : packets) {
      ByteBuffer octets = ByteBuffer.wrap(packet);
      int consumed = 1;
      while (octets.hasRemaining() && consumed > 0) {
        consumed = engine.unwrap(octets, ByteBuffer.allocate(ROOM)).bytesConsumed();
        work(engine);
      }
    }
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN) {
      engine.unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(ROOM));
      work(engine);
    }
  }

  private static void work(SSLEngine engine) {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }
}
