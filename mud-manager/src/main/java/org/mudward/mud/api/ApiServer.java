package org.mudward.mud.api;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.learn.DnsmasqHook;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.manager.MudManager;
import org.mudward.policy.MacAddress;
import org.mudward.policy.link.SnapshotJson;

/**
 * The HTTP API, version 1, on a loopback address.
 *
 * <p>Every request carries the token. Nothing changes on GET. A Host header that is no loopback
 * name is refused, so that no web page can reach in through a name of its own.
 */
public final class ApiServer implements AutoCloseable {
  /** Hook calls are small; nothing else has a body. */
  private static final int MAX_BODY = 64 * 1024;

  private static final int MAX_EVENTS = 10_000;

  private final MudManager manager;
  private final ApiToken token;
  private final Vertx vertx;
  private final HttpServer server;

  /**
   * Starts to listen.
   *
   * @throws IOException if the address cannot be had, or is no loopback address
   */
  public ApiServer(InetSocketAddress address, ApiToken token, MudManager manager)
      throws IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IOException("the API listens on a loopback address only, not on " + address);
    }
    this.manager = manager;
    this.token = token;
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    HttpServerOptions options =
        new HttpServerOptions().setHttp2ClearTextEnabled(false).setIdleTimeout(30);
    server = vertx.createHttpServer(options).requestHandler(router());
    try {
      server
          .listen(address.getPort(), address.getAddress().getHostAddress())
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the API cannot listen on " + address + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Router router() {
    Router router = Router.router(vertx);
    router.route().handler(this::guard);
    router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
    router.get("/api/v1/devices").handler(this::devices);
    router.get("/api/v1/devices/:mac").handler(this::device);
    router.get("/api/v1/events").handler(this::events);
    router.get("/api/v1/status").handler(this::status);
    router.get("/api/v1/snapshot").handler(this::snapshot);
    router.post("/api/v1/hooks/dnsmasq").handler(this::dnsmasq);
    router.post("/api/v1/devices/:mac/:word").handler(this::command);
    router.route().handler(ctx -> problem(ctx, 404, "there is no such thing here"));
    router.route().failureHandler(ApiServer::failed);
    return router;
  }

  private void guard(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    if (!token.admits(request.getHeader("Authorization"))) {
      problem(
          ctx,
          401,
          "a bearer token is needed; it is in the file api-token of the manager's state folder");
    } else if (!isLoopback(request.getHeader("Host"))) {
      problem(ctx, 421, "the Host header names no loopback address");
    } else {
      ctx.next();
    }
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null && host.matches("(localhost|127\\.[0-9.]+|\\[::1\\])(:[0-9]+)?");
  }

  private static void failed(RoutingContext ctx) {
    int status = ctx.statusCode() >= 400 ? ctx.statusCode() : 500;
    problem(ctx, status, status == 500 ? "a fault of the manager" : "the request cannot be used");
  }

  private static void problem(RoutingContext ctx, int status, String detail) {
    JsonObject body =
        new JsonObject().put("title", "refused").put("status", status).put("detail", detail);
    ctx.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(body.encode());
  }

  private static void json(RoutingContext ctx, String body) {
    ctx.response().putHeader("Content-Type", "application/json").end(body);
  }

  private static <T> void answer(
      RoutingContext ctx, CompletableFuture<T> future, BiConsumer<RoutingContext, T> show) {
    future.whenComplete(
        (value, failure) ->
            ctx.vertx()
                .runOnContext(
                    nothing -> {
                      if (failure == null) {
                        show.accept(ctx, value);
                      } else {
                        Throwable inner = failure.getCause();
                        Throwable cause =
                            failure instanceof CompletionException && inner != null
                                ? inner
                                : failure;
                        problem(ctx, 503, String.valueOf(cause.getMessage()));
                      }
                    }));
  }

  private void devices(RoutingContext ctx) {
    answer(
        ctx,
        manager.devices(),
        (c, devices) -> {
          JsonArray array = new JsonArray();
          devices.forEach(device -> array.add(Shown.device(device)));
          json(c, array.encode());
        });
  }

  private void device(RoutingContext ctx) {
    MacAddress mac = mac(ctx);
    if (mac != null) {
      showDevice(ctx, mac);
    }
  }

  private void showDevice(RoutingContext ctx, MacAddress mac) {
    answer(
        ctx,
        manager.device(mac),
        (c, device) -> {
          if (device.isPresent()) {
            json(c, Shown.device(device.get()).encode());
          } else {
            problem(c, 404, "the device " + mac + " is not known");
          }
        });
  }

  private static @Nullable MacAddress mac(RoutingContext ctx) {
    try {
      return MacAddress.parse(ctx.pathParam("mac"));
    } catch (IllegalArgumentException e) {
      problem(ctx, 400, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void events(RoutingContext ctx) {
    long since = number(ctx, "since", 0);
    int limit = (int) Math.min(number(ctx, "limit", 1000), MAX_EVENTS);
    answer(
        ctx,
        manager.events(since, limit),
        (c, events) -> {
          JsonArray array = new JsonArray();
          events.forEach(event -> array.add(Shown.event(event)));
          json(c, array.encode());
        });
  }

  private static long number(RoutingContext ctx, String name, long otherwise) {
    List<String> values = ctx.queryParam(name);
    boolean given = !values.isEmpty() && values.get(0).matches("[0-9]{1,15}");
    return given ? Long.parseLong(values.get(0)) : otherwise;
  }

  private void status(RoutingContext ctx) {
    answer(ctx, manager.status(), (c, status) -> json(c, Shown.status(status).encode()));
  }

  private void snapshot(RoutingContext ctx) {
    answer(
        ctx,
        manager.snapshot(),
        (c, snapshot) -> json(c, new String(SnapshotJson.write(snapshot), StandardCharsets.UTF_8)));
  }

  private void dnsmasq(RoutingContext ctx) {
    List<Sighting> sightings;
    try {
      JsonObject body = ctx.body().asJsonObject();
      Map<String, String> environment = new HashMap<>();
      body.getJsonObject("env", new JsonObject())
          .forEach(entry -> environment.put(entry.getKey(), String.valueOf(entry.getValue())));
      List<String> arguments =
          body.getJsonArray("args", new JsonArray()).stream().map(String::valueOf).toList();
      sightings = DnsmasqHook.read(arguments, environment);
    } catch (RuntimeException e) {
      problem(ctx, 400, "{\"args\":[...],\"env\":{...}} is expected: " + e.getMessage());
      return;
    }
    answer(
        ctx,
        manager.learnt(sightings),
        (c, count) -> json(c, new JsonObject().put("sightings", count).encode()));
  }

  private void command(RoutingContext ctx) {
    MacAddress mac = mac(ctx);
    if (mac == null) {
      return;
    }
    JsonObject body = ctx.body().asJsonObject();
    String by = body == null ? "api" : String.valueOf(body.getString("by", "api"));
    switch (ctx.pathParam("word")) {
      case "approve" ->
          answer(
              ctx,
              manager.approve(mac, by),
              (c, wrong) -> {
                if (wrong.isEmpty()) {
                  showDevice(c, mac);
                } else {
                  problem(c, 409, wrong);
                }
              });
      case "quarantine" -> done(ctx, mac, manager.quarantine(mac, true, by));
      case "release" -> done(ctx, mac, manager.quarantine(mac, false, by));
      case "forget" -> forgotten(ctx, mac, manager.forget(mac, by));
      default -> problem(ctx, 404, "approve, quarantine, release or forget is expected");
    }
  }

  private void done(RoutingContext ctx, MacAddress mac, CompletableFuture<Boolean> future) {
    answer(ctx, future, (c, known) -> showDevice(c, mac));
  }

  private static void forgotten(
      RoutingContext ctx, MacAddress mac, CompletableFuture<Boolean> future) {
    answer(
        ctx,
        future,
        (c, known) -> {
          if (known) {
            json(c, new JsonObject().put("mac", mac.toString()).encode());
          } else {
            problem(c, 404, "the device " + mac + " is not known");
          }
        });
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
