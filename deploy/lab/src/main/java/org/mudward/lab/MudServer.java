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
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A manufacturer's server: gives the files of a folder over HTTPS, and says on standard output who
 * asked for what. Runs in a process of its own: {@code MudServer ADDRESS PORT FOLDER STORE}.
 *
 * <p>It misbehaves when it is told to: as a whole by the certificate in its store, for one file by
 * a word in a file beside it, {@code NAME.trouble}. {@link Trouble} has the words.
 */
public final class MudServer {
  /** What can be wrong with the answer for one file. */
  public enum Trouble {
    /** It is there, and the server says that it is not. */
    MISSING,
    /** The server says that it has a fault of its own. */
    FAULT,
    /** One octet a second. */
    SLOW,
    /** Right, but only after {@link #LATE_MILLIS}: a server on the other side of the world. */
    LATE,
    /** More octets than any MUD file has. */
    ENDLESS,
    /** It is said to be somewhere else. */
    MOVED
  }

  /** Longer than any client should wait, short enough that the server ends by itself. */
  private static final int SLOW_OCTETS = 120;

  private static final int ENDLESS_MEGABYTES = 64;

  /** A round of light to the antipodes and back through cables. */
  public static final int LATE_MILLIS = 200;

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
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    System.out.println("listening");
  }

  /** Tells the servers of a folder to misbehave for a file of it. */
  static void tell(Path folder, String name, Trouble trouble) throws IOException {
    Files.writeString(troubleFile(folder, name), trouble.name());
  }

  private static Path troubleFile(Path folder, String name) {
    return folder.resolve(name + ".trouble");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
      System.out.println(exchange.getRequestMethod() + " " + name + " asked for");
      Path trouble = troubleFile(folder, name);
      if (Files.exists(trouble)) {
        misbehave(exchange, name, Trouble.valueOf(Files.readString(trouble)));
      } else {
        give(exchange, name);
      }
    }
  }

  private void give(HttpExchange exchange, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      refuse(exchange, 404);
      return;
    }
    byte[] body = Files.readAllBytes(file);
    begin(exchange, name, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void refuse(HttpExchange exchange, int code) throws IOException {
    exchange.sendResponseHeaders(code, -1);
  }

  private static void begin(HttpExchange exchange, String name, long length) throws IOException {
    String type = name.endsWith(".p7s") ? "application/pkcs7-signature" : "application/mud+json";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, length);
  }

  private void misbehave(HttpExchange exchange, String name, Trouble trouble) throws IOException {
    switch (trouble) {
      case MISSING -> refuse(exchange, 404);
      case FAULT -> refuse(exchange, 503);
      case MOVED -> {
        exchange.getResponseHeaders().set("Location", "https://elsewhere.example/" + name);
        refuse(exchange, 301);
      }
      case LATE -> {
        Pause.millis(LATE_MILLIS);
        give(exchange, name);
      }
      case SLOW -> {
        begin(exchange, name, SLOW_OCTETS);
        for (int i = 0; i < SLOW_OCTETS; i++) {
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
          Pause.millis(1000);
        }
      }
      case ENDLESS -> {
        begin(exchange, name, 0);
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < ENDLESS_MEGABYTES; i++) {
          exchange.getResponseBody().write(megabyte);
        }
      }
    }
  }
}
