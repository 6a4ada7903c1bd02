package org.mudward.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.mudward.cli.config.Config;

/**
 * Asks the running manager over its HTTP API. By {@link HttpURLConnection}, which leaves no thread
 * behind: the JVM waits 0.3 s for one that waits for a socket, at the end of each command.
 */
final class ApiClient {
  /** The manager answers from memory; whoever takes longer is not there. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final byte[] NOTHING = {};

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final InetSocketAddress address;
  private final Path tokenFile;

  ApiClient(Config config) {
    address = config.manager().api();
    tokenFile = config.manager().state().resolve("api-token");
  }

  JsonNode get(String path) {
    return send(path, NOTHING);
  }

  JsonNode post(String path, Object body) {
    return send(path, Json.text(body).getBytes(StandardCharsets.UTF_8));
  }

  /** Opens a connection of its own, by no proxy, and sends the body, if there is one. */
  private HttpURLConnection ask(String path, byte[] body) throws IOException {
    String host = address.getAddress().getHostAddress();
    URL url = new URL("http", host, address.getPort(), "/api/v1/" + path);
    HttpURLConnection http = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    http.setInstanceFollowRedirects(false);
    http.setConnectTimeout((int) TIMEOUT.toMillis());
    http.setReadTimeout((int) TIMEOUT.toMillis());
    http.setRequestProperty("Authorization", "Bearer " + token());
    http.setRequestProperty("Connection", "close");
    if (body.length > 0) {
      http.setRequestProperty("Content-Type", "application/json");
      http.setDoOutput(true);
      http.setFixedLengthStreamingMode(body.length); // and so it is never sent twice
      http.getOutputStream().write(body);
    }
    return http;
  }

  private String token() {
    try {
      return Files.readString(tokenFile).trim();
    } catch (AccessDeniedException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "not permitted to read " + tokenFile + " (try as root or the manager's user)");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "no token at " + tokenFile + ": has the manager been started with this configuration?");
    }
  }

  private JsonNode send(String path, byte[] body) {
    int status;
    JsonNode answer;
    try {
      HttpURLConnection http = ask(path, body);
      status = http.getResponseCode();
      answer = parse(octets(http));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "no manager answers on "
              + address.getAddress().getHostAddress()
              + ":"
              + address.getPort()
              + " (start it with \"mudward run\" or \"mudward manager\")");
    }
    if (status / 100 == 2) {
      return answer;
    }
    if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "the manager refused (401): it does not know the token in " + tokenFile);
    }
    throw new CommandFailure(
        status / 100 == 4 ? ExitCode.FINDINGS : ExitCode.FAULT,
        "the manager refused ("
            + status
            + "): "
            + answer.path("detail").asText(answer.path("title").asText("no reason given")));
  }

  /** What was answered, be it a refusal. */
  private static byte[] octets(HttpURLConnection http) throws IOException {
    boolean refused = http.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
    try (InputStream body = refused ? http.getErrorStream() : http.getInputStream()) {
      return body == null ? NOTHING : body.readAllBytes();
    }
  }

  private static JsonNode parse(byte[] body) throws IOException {
    try {
      return body.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(ExitCode.FAULT, "the manager's answer is no JSON");
    }
  }
}
