package org.mudward.mud.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.IpAddress;

/**
 * Lets in who is on this machine and knows the token.
 *
 * <p>The host of a request must be a loopback name or address, so that no web page whose name leads
 * here (DNS rebinding) can ask anything; and every request shows the token in a header of its own,
 * which no page can make a browser send.
 */
final class Gatekeeper implements Handler<RoutingContext> {
  private final ApiToken token;

  Gatekeeper(ApiToken token) {
    this.token = token;
  }

  @Override
  public void handle(RoutingContext context) {
    if (!isLocal(context.request().authority())) {
      Answers.problem(context, 421, "Misdirected Request", "this is a local API");
      return;
    }
    if (!token.admits(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      Answers.problem(context, 401, "Unauthorized", "the token of the state folder is needed");
      return;
    }
    context.next();
  }

  static boolean isLocal(@Nullable HostAndPort authority) {
    if (authority == null) {
      return false;
    }
    String host = authority.host().toLowerCase(Locale.ROOT);
    if (host.equals("localhost")) {
      return true;
    }
    try {
      String bare = host.replaceAll("^\\[(.*)]$", "$1");
      return IpAddress.parse(bare).toInetAddress().isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
