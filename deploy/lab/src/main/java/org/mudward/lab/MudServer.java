package org.mudward.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A manufacturer's server: gives the files of a folder over HTTPS, and says on standard output who
 * asked for what. Runs in a process of its own: {@code MudServer ADDRESS PORT FOLDER STORE}.
 */
public final class MudServer {
  private final Path folder;

  private MudServer(Path folder) {
    this.folder = folder;
  }

  /** Serves until it is ended. */
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(Path.of(args[3]))) {
      store.load(in, Pki.password());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, Pki.password());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1]));
    HttpsServer server = HttpsServer.create(address, 16);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", new MudServer(Path.of(args[2]))::answer);
    server.start();
    System.out.println("listening");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String name = Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
    Path file = folder.resolve(name);
    boolean there = Files.isRegularFile(file);
    System.out.println(exchange.getRequestMethod() + " " + name + " " + (there ? 200 : 404));
    byte[] body = there ? Files.readAllBytes(file) : new byte[0];
    boolean signature = name.endsWith(".p7s");
    exchange
        .getResponseHeaders()
        .set("Content-Type", signature ? "application/pkcs7-signature" : "application/mud+json");
    exchange.sendResponseHeaders(there ? 200 : 404, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
