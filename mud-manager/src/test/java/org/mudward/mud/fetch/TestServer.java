package org.mudward.mud.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.verify.TestPki.Identity;

/** A server on a loopback address that does with each connection whatever the test says. */
final class TestServer implements AutoCloseable {

  /** What it does once the request is in; the connection is closed afterwards. */
  interface Behaviour {
    void serve(String request, OutputStream out) throws Exception;
  }

  /** What it does with a bare connection. */
  interface Bare {
    void serve(Socket socket) throws Exception;
  }

  private final ServerSocket server;
  private final Bare behaviour;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean closed;

  private TestServer(String address, int port, @Nullable SSLContext tls, Bare bare)
      throws IOException {
    InetAddress local = InetAddress.getByName(address);
    server =
        tls == null
            ? new ServerSocket(port, 100, local)
            : tls.getServerSocketFactory().createServerSocket(port, 100, local);
    behaviour = bare;
    daemon(this::accept);
  }

  /** Without TLS, or with bare hands. */
  static TestServer bare(Bare bare) throws IOException {
    return new TestServer("127.0.0.1", 0, null, bare);
  }

  static TestServer tls(Identity identity, Behaviour behaviour) throws IOException {
    return tls("127.0.0.1", 0, identity, behaviour);
  }

  static TestServer tls(String address, int port, Identity identity, Behaviour behaviour)
      throws IOException {
    return tls(address, port, context(identity), behaviour);
  }

  static TestServer tls(String address, int port, SSLContext context, Behaviour behaviour)
      throws IOException {
    TestServer[] self = new TestServer[1];
    TestServer made =
        new TestServer(
            address,
            port,
            context,
            socket -> {
              ((SSLSocket) socket).startHandshake();
              String request = head(socket.getInputStream());
              self[0].requests.add(request);
              behaviour.serve(request, socket.getOutputStream());
              socket.getOutputStream().flush();
            });
    self[0] = made;
    return made;
  }

  private static SSLContext context(Identity identity) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] password = "test".toCharArray();
      Certificate[] chain = {identity.certificate()};
      store.setKeyEntry("server", identity.key(), password, chain);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("no request");
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        daemon(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      behaviour.serve(socket);
    } catch (Exception e) {
      // The other side is what is tested; that it hangs up on us is most often the point.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "test-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** Whether nobody is connected any more; the test's proof that the fetcher hung up. */
  boolean isIdle() {
    return sockets.stream().allMatch(Socket::isClosed);
  }

  List<String> requests() {
    return requests;
  }

  static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  static void ok(OutputStream out, byte[] body, String... headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    text(out, head + "Content-Length: " + body.length + "\r\n\r\n");
    out.write(body);
    out.flush();
  }

  static String path(String request) {
    return request.split(" ", 3)[1];
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
