package org.mudward.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The manager by itself, as it is built, with a maker's HTTPS server and a DNS server, all on
 * loopback addresses and as whoever starts it: no root, no namespaces, nothing enforced.
 */
public final class LocalManager implements AutoCloseable {
  private static final String MAKER = "127.0.0.2";
  private static final String HOST = "mud.test";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long SECONDS_TO_START = 60;

  private final Path folder;
  private final Path config;
  private final int apiPort;
  private final int makerPort;
  private final Process maker;
  private final NameServer names;
  private final Pki pki = new Pki("MUD CA");
  private final Pki.Issued signer = pki.signer("MUD Signer");
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private @Nullable Process process;

  /** What the API answered; {@code code} 0 if nobody did. */
  public record Answer(int code, String body) {
    public boolean isDone() {
      return code == 200;
    }
  }

  /** What a command said, and its exit code. */
  public record Said(int code, String output) {}

  /** Makes everything but the manager itself. */
  public LocalManager(Path folder) throws IOException {
    this.folder = folder;
    config = folder.resolve("mudward.yaml");
    Files.createDirectories(folder.resolve("web"));
    Pki web = new Pki("Web CA");
    web.writeAnchor(folder.resolve("tls-ca.pem"));
    pki.writeAnchor(folder.resolve("mud-ca.pem"));
    Path store = folder.resolve("maker.p12");
    web.writeStore(store, web.server(HOST));
    apiPort = freePort("127.0.0.1");
    makerPort = freePort(MAKER);
    names = new NameServer(InetAddress.getLoopbackAddress());
    Path log = folder.resolve("maker.log");
    maker =
        Exec.start(
            log,
            List.of(
                Programs.java(),
                "-cp",
                Programs.classPath(),
                MudServer.class.getName(),
                MAKER,
                Integer.toString(makerPort),
                folder.resolve("web").toString(),
                store.toString()));
    if (!Pause.untilSaid(SECONDS_TO_START, log, "listening")) {
      close();
      throw new IOException("the maker's server does not start: " + Files.readString(log));
    }
    configure("");
  }

  private static int freePort(String address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return socket.getLocalPort();
    }
  }

  /** Writes the configuration, with more lines in the manager's part. */
  public void configure(String more) throws IOException {
    Files.writeString(
        config,
        """
        site:
          gateway: {mac: "02:00:00:00:00:01", addresses: [192.168.1.1]}
          local-networks: [192.168.0.0/16]
          dns: [192.168.1.1]
          trust-anchors: [mud-ca.pem]
          names: {%s: [%s]}
        manager:
          state: state
          link: link.sock
          api: {listen: "127.0.0.1:%d"}
          resolver: "127.0.0.1:%d"
          fetch: {trust-anchors: [tls-ca.pem], allow: [%s/32]}
        %s
        """
            .formatted(HOST, MAKER, apiPort, names.port(), MAKER, more.indent(2)));
  }

  public Path config() {
    return config;
  }

  /** The URL of a file of the maker. */
  public String url(String name) {
    return "https://" + HOST + ":" + makerPort + "/" + name + ".json";
  }

  /** Puts a file on the maker's server, with its signature if it is to have one. */
  public void serve(String name, String file, boolean signed) throws IOException {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    Path web = folder.resolve("web");
    if (signed) {
      Files.write(web.resolve(name + ".p7s"), Pki.sign(bytes, signer));
    }
    Files.write(web.resolve(name + ".json"), bytes);
  }

  /** Puts a signed file on the maker's server that comes late, and its signature, too. */
  public void serveLate(String name, String file) throws IOException {
    serve(name, file, true);
    MudServer.tell(folder.resolve("web"), name + ".json", MudServer.Trouble.LATE);
    MudServer.tell(folder.resolve("web"), name + ".p7s", MudServer.Trouble.LATE);
  }

  /** How often the maker's server was asked for a file. */
  public long requests(String name) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("maker.log"))) {
      return lines.filter(line -> line.equals("GET " + name + ".json asked for")).count();
    }
  }

  /** Where enforcers connect. */
  public Path link() {
    return folder.resolve("link.sock");
  }

  /** How often the DNS server was asked. */
  public int asked() {
    return names.answered();
  }

  /**
   * How long it took until the API answered, from the start of the process.
   *
   * @param wall by the clock, which also counts what else the machine does
   * @param cpu what the process needed of the processors for it
   */
  public record Ready(Duration wall, Duration cpu) {}

  /** Starts the manager, and waits until its API answers. */
  public Ready start() throws IOException {
    long begin = System.nanoTime();
    Process started =
        Exec.start(
            folder.resolve("manager.log"),
            List.of(Programs.launcher().toString(), "manager", "--config", config.toString()));
    process = started;
    while (!get("status").isDone()) {
      if (!started.isAlive()
          || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(SECONDS_TO_START)) {
        throw new IOException("the manager does not start:\n" + log());
      }
      Pause.millis(10);
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - begin);
    return new Ready(wall, started.info().totalCpuDuration().orElse(wall));
  }

  /** The number of its process. */
  public long pid() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running.pid();
  }

  /** Kills the manager, as a power cut would; it gets no chance to say goodbye. */
  public void kill() throws IOException {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroyForcibly();
    try {
      if (!running.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("the manager cannot be killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    process = null;
  }

  public String log() throws IOException {
    Path log = folder.resolve("manager.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  public Answer get(String path) {
    return send(path, null);
  }

  public Answer post(String path, String body) {
    return send(path, body);
  }

  private Answer send(String path, @Nullable String body) {
    try {
      Path token = folder.resolve("state/api-token");
      if (!Files.exists(token)) {
        return new Answer(0, "there is no token yet");
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/api/v1/" + path))
              .timeout(TIMEOUT)
              .header("Authorization", "Bearer " + Files.readString(token).trim());
      if (body != null) {
        request
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
      }
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      return new Answer(0, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(0, "interrupted");
    }
  }

  /** Runs a command of the product that talks to the manager. */
  public Said ask(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Programs.launcher().toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", config.toString()));
    Exec.Ended ended = Exec.attempt(command.toArray(String[]::new));
    return new Said(ended.code(), ended.output());
  }

  @Override
  public void close() {
    if (process != null) {
      Exec.end(process);
    }
    Exec.end(maker);
    names.close();
  }
}
