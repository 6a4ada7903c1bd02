package org.mudward.mud.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.RejectedExecutionException;
import org.mudward.mud.inventory.StoreException;
import org.mudward.mud.manager.CommandException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How answers leave: JSON, never kept by anybody on the way; faults as RFC 9457 has them. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  static void json(RoutingContext context, Buffer body) {
    headers(context).response().putHeader("Content-Type", "application/json").end(body);
  }

  static void problem(RoutingContext context, int status, String title, String detail) {
    headers(context)
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(ApiJson.problem(status, title, detail).toBuffer());
  }

  private static RoutingContext headers(RoutingContext context) {
    context
        .response()
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    return context;
  }

  /** Tells apart what the caller can mend and what he cannot. */
  static void failure(RoutingContext context, Throwable failure) {
    if (failure instanceof CommandException command) {
      boolean missing = command.kind() == CommandException.Kind.NOT_FOUND;
      problem(
          context,
          missing ? 404 : 409,
          missing ? "Not Found" : "Conflict",
          String.valueOf(command.getMessage()));
    } else if (failure instanceof BadRequestException bad) {
      problem(context, 400, "Bad Request", String.valueOf(bad.getMessage()));
    } else if (failure instanceof RejectedExecutionException) {
      problem(context, 503, "Service Unavailable", "the manager is busy or ending");
    } else if (failure instanceof StoreException store) {
      LOG.error("event=api.not-saved", store);
      problem(context, 503, "Service Unavailable", "it could not be saved; see the log");
    } else {
      LOG.error("event=api.fault", failure);
      problem(context, 500, "Internal Server Error", "a fault of the manager; see the log");
    }
  }
}
