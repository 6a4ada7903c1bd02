package org.mudward.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.mudward.cli.config.Config;

/** Asks the running manager over its HTTP API. */
final class ApiClient {
  /** The manager answers from memory; whoever takes longer is not there. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final InetSocketAddress address;
  private final Path tokenFile;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  ApiClient(Config config) {
    address = config.manager().api();
    tokenFile = config.manager().state().resolve("api-token");
  }

  JsonNode get(String path) {
    return send(request(path).GET());
  }

  JsonNode post(String path, Object body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.text(body))));
  }

  private HttpRequest.Builder request(String path) {
    String host = address.getAddress().getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return HttpRequest.newBuilder(
            URI.create("http://" + literal + ":" + address.getPort() + "/api/v1/" + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token());
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

  private JsonNode send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode body = parse(response.body());
      if (response.statusCode() / 100 == 2) {
        return body;
      }
      String detail = body.path("detail").asText(body.path("title").asText("no reason given"));
      int code = response.statusCode() / 100 == 4 ? ExitCode.FINDINGS : ExitCode.FAULT;
      throw new CommandFailure(
          response.statusCode() == 401 ? ExitCode.UNREACHABLE : code,
          "the manager refused (" + response.statusCode() + "): " + detail);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "no manager answers on "
              + address.getAddress().getHostAddress()
              + ":"
              + address.getPort()
              + " (start it with \"mudward run\" or \"mudward manager\")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.UNREACHABLE, "interrupted");
    }
  }

  private static JsonNode parse(String body) {
    try {
      return body.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(ExitCode.FAULT, "the manager's answer is no JSON");
    }
  }
}
