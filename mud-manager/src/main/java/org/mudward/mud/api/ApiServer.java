package org.mudward.mud.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.mudward.mud.manager.CommandException;
import org.mudward.mud.manager.DeviceView;
import org.mudward.mud.manager.MudManager;
import org.mudward.policy.MacAddress;
import org.mudward.policy.link.SnapshotJson;

/**
 * The manager's HTTP API, on a loopback address and behind a token.
 *
 * <p>GET changes nothing. What POST answered as done is saved. Handlers run on one event loop and
 * wait for nothing: the manager's answers come as futures.
 */
public final class ApiServer implements AutoCloseable {
  /** A hook's words and an operator's name; a lease has no more to say. */
  static final int MAX_BODY = 64 * 1024;

  /** A list of as many devices as the inventory holds. */
  static final int MAX_LIST = 2 * 1024 * 1024;

  /** Connections that say nothing for so long are closed. */
  private static final int IDLE_SECONDS = 60;

  private static final int MAX_EVENTS = 1000;
  private static final long START_SECONDS = 30;
  private static final String ROOT = "/api/v1/";

  private final MudManager manager;
  private final Vertx vertx;
  private final HttpServer server;

  /**
   * Starts to listen.
   *
   * @throws IOException if it is no loopback address, or is taken
   */
  public ApiServer(InetSocketAddress address, ApiToken token, MudManager manager)
      throws IOException {
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new IOException("the API listens on a loopback address only, not on " + address);
    }
    this.manager = manager;
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeout(IDLE_SECONDS))
            .requestHandler(router(token));
    try {
      await(server.listen(address.getPort(), address.getAddress().getHostAddress()));
    } catch (IOException e) {
      close();
      throw new IOException("the API cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  private static void await(Future<?> future) throws IOException {
    try {
      future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("it takes too long", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.actualPort();
  }

  private Router router(ApiToken token) {
    Router router = Router.router(vertx);
    router.route().handler(new Gatekeeper(token));
    router.route().failureHandler(ApiServer::failed);
    router.errorHandler(404, ApiServer::failed).errorHandler(405, ApiServer::failed);
    BodyHandler lists = BodyHandler.create(false).setBodyLimit(MAX_LIST);
    router.post(ROOT + "devices/import").handler(lists);
    BodyHandler bodies = BodyHandler.create(false).setBodyLimit(MAX_BODY);
    router.route().handler(bodies);
    router.get(ROOT + "devices").handler(this::devices);
    router.get(ROOT + "devices/:mac").handler(this::device);
    router.get(ROOT + "events").handler(this::events);
    router.get(ROOT + "violations").handler(this::violations);
    router.get(ROOT + "status").handler(this::status);
    router.get(ROOT + "snapshot").handler(this::snapshot);
    router.get(ROOT + "counts").handler(this::counts);
    router.get(ROOT + "trust").handler(this::trust);
    router.post(ROOT + "trust/reload").handler(this::reloadTrust);
    router.post(ROOT + "config/reload").handler(this::reload);
    router.post(ROOT + "hooks/dnsmasq").handler(hook(Hooks::dnsmasq));
    router.post(ROOT + "hooks/kea").handler(hook(Hooks::kea));
    router.post(ROOT + "hooks/certificate").handler(hook(Hooks::certificate));
    router.post(ROOT + "hooks/session-start").handler(hook(Hooks::sessionStart));
    router.post(ROOT + "hooks/session-end").handler(hook(Hooks::sessionEnd));
    router.post(ROOT + "devices/add").handler(handIn(HandIns::one));
    router.post(ROOT + "devices/import").handler(handIn(HandIns::list));
    router.post(ROOT + "devices/:mac/approve").handler(on(manager::approve));
    router.post(ROOT + "devices/:mac/reject").handler(on(manager::reject));
    router.post(ROOT + "devices/:mac/quarantine").handler(on(manager::quarantine));
    router.post(ROOT + "devices/:mac/release").handler(on(manager::release));
    router.post(ROOT + "devices/:mac/pause").handler(this::pause);
    router.post(ROOT + "devices/:mac/resume").handler(on(manager::resume));
    router.post(ROOT + "devices/:mac/forget").handler(this::forget);
    router.get(ROOT + "files").handler(this::files);
    router.post(ROOT + "files/approve").handler(this::approveFile);
    router.post(ROOT + "files/reject").handler(this::rejectFile);
    router.post(ROOT + "files/refetch").handler(this::refetch);
    return router;
  }

  private static void failed(RoutingContext context) {
    Throwable failure = context.failure();
    if (failure != null) {
      Answers.failure(context, failure);
      return;
    }
    switch (context.statusCode()) {
      case 404 -> Answers.problem(context, 404, "Not Found", "there is no such resource");
      case 405 -> Answers.problem(context, 405, "Method Not Allowed", "not with this method");
      case 413 ->
          Answers.problem(
              context,
              413,
              "Content Too Large",
              "a body has at most " + MAX_BODY + " octets, a list of devices " + MAX_LIST);
      default -> Answers.problem(context, context.statusCode(), "Bad Request", "not understood");
    }
  }

  /** Answers when the manager has, on the request's event loop. */
  private <T> void answer(
      RoutingContext context, CompletionStage<T> stage, Function<T, Buffer> body) {
    Future.fromCompletionStage(stage, vertx.getOrCreateContext())
        .map(body)
        .onSuccess(buffer -> Answers.json(context, buffer))
        .onFailure(failure -> Answers.failure(context, failure));
  }

  private void devices(RoutingContext context) {
    answer(context, manager.devices(), devices -> ApiJson.devices(devices).toBuffer());
  }

  private void device(RoutingContext context) {
    MacAddress mac = Requests.mac(context);
    answer(
        context,
        manager.device(mac),
        device ->
            ApiJson.device(
                    device.orElseThrow(
                        () ->
                            new CommandException(
                                CommandException.Kind.NOT_FOUND, "no device " + mac)))
                .toBuffer());
  }

  private void events(RoutingContext context) {
    long since = Requests.number(context, "since", 0);
    long limit = Requests.number(context, "limit", MAX_EVENTS);
    answer(
        context,
        manager.events(since, (int) Math.min(limit, MAX_EVENTS)),
        entries -> ApiJson.events(entries).toBuffer());
  }

  private void violations(RoutingContext context) {
    MacAddress mac = Requests.optionalMac(context);
    long limit = Math.min(MAX_EVENTS, Requests.number(context, "limit", MAX_EVENTS));
    answer(
        context,
        manager.violations(),
        all ->
            ViolationJson.violations(
                    all.stream()
                        .filter(one -> mac == null || one.traffic().device().equals(mac))
                        .limit(limit)
                        .toList())
                .toBuffer());
  }

  private void status(RoutingContext context) {
    answer(context, manager.status(), status -> ApiJson.status(status).toBuffer());
  }

  private void counts(RoutingContext context) {
    answer(context, manager.counts(), counts -> ApiJson.counts(counts).toBuffer());
  }

  private void trust(RoutingContext context) {
    answer(context, manager.anchors(), anchors -> ApiJson.anchors(anchors).toBuffer());
  }

  private void reloadTrust(RoutingContext context) {
    answer(
        context,
        manager.reloadTrust(Requests.by(Requests.body(context))),
        anchors -> ApiJson.anchors(anchors).toBuffer());
  }

  private void reload(RoutingContext context) {
    JsonObject body = Requests.body(context);
    answer(
        context,
        manager.reload(Requests.flag(body, "dry_run"), Requests.by(body)),
        reload -> ApiJson.reload(reload).toBuffer());
  }

  private void snapshot(RoutingContext context) {
    answer(
        context,
        manager.snapshot(),
        snapshot ->
            Buffer.buffer(
                SnapshotJson.write(
                    snapshot.orElseThrow(
                        () ->
                            new CommandException(
                                CommandException.Kind.NOT_FOUND, "nothing is published yet")))));
  }

  private Handler<RoutingContext> hook(Function<JsonObject, Hooks.Learnt> hook) {
    return context -> {
      Hooks.Learnt learnt = hook.apply(Requests.body(context));
      answer(context, manager.learn(learnt.sightings()), done -> learnt.answer().toBuffer());
    };
  }

  private Handler<RoutingContext> handIn(Function<JsonObject, HandIns.HandIn> reader) {
    return context -> {
      JsonObject body = Requests.body(context);
      HandIns.HandIn handIn = reader.apply(body);
      boolean dryRun = Requests.flag(body, "dry_run");
      answer(
          context,
          manager.assign(handIn.wanted(), dryRun, Requests.by(body)),
          done -> HandIns.answer(handIn, done, dryRun));
    };
  }

  /** What an operator does with a device. */
  private interface DeviceAction {
    CompletionStage<DeviceView> run(MacAddress mac, String by);
  }

  private Handler<RoutingContext> on(DeviceAction action) {
    return context ->
        answer(
            context,
            action.run(Requests.mac(context), Requests.by(Requests.body(context))),
            device -> ApiJson.device(device).toBuffer());
  }

  private void pause(RoutingContext context) {
    JsonObject body = Requests.body(context);
    answer(
        context,
        manager.pause(Requests.mac(context), Requests.seconds(body), Requests.by(body)),
        device -> ApiJson.device(device).toBuffer());
  }

  private void forget(RoutingContext context) {
    MacAddress mac = Requests.mac(context);
    answer(
        context,
        manager.forget(mac, Requests.by(Requests.body(context))),
        done -> new JsonObject().put("mac", mac.toString()).put("forgotten", true).toBuffer());
  }

  private void files(RoutingContext context) {
    answer(context, manager.files(), files -> FileJson.files(files).toBuffer());
  }

  /** By the hash of its octets, which says what was looked at; else by its URL. */
  private void approveFile(RoutingContext context) {
    JsonObject body = Requests.body(context);
    if (body.containsKey("sha256")) {
      String sha256 = Requests.sha256(body);
      answer(
          context,
          manager.approveOctets(sha256, Requests.by(body)),
          done -> new JsonObject().put("sha256", sha256).put("approved", true).toBuffer());
      return;
    }
    var url = Requests.url(body);
    answer(
        context,
        manager.approve(url, Requests.by(body)),
        done -> new JsonObject().put("url", url.text()).put("approved", true).toBuffer());
  }

  private void rejectFile(RoutingContext context) {
    JsonObject body = Requests.body(context);
    String sha256 = Requests.sha256(body);
    answer(
        context,
        manager.rejectOctets(sha256, Requests.by(body)),
        done -> new JsonObject().put("sha256", sha256).put("rejected", true).toBuffer());
  }

  private void refetch(RoutingContext context) {
    JsonObject body = Requests.body(context);
    var url = Requests.url(body);
    answer(
        context,
        manager.refetch(url, Requests.by(body)),
        done -> new JsonObject().put("url", url.text()).put("asked", true).toBuffer());
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } catch (IOException e) {
      throw new IllegalStateException("the API does not end: " + e.getMessage(), e);
    }
  }
}
