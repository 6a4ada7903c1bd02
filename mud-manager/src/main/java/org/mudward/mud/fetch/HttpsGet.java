package org.mudward.mud.fetch;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.policy.IpAddress;

/**
 * One GET over TLS to one address that was judged before. The URL's host is what the server's
 * certificate has to name; the address is where the octets go, and nothing looks a name up here.
 */
final class HttpsGet {
  /** Ample for headers that anybody reads. */
  private static final int MAX_HEADER = 16 * 1024;

  /** "HTTP/1.1 200 OK", and a reason phrase nobody needs. */
  private static final int MAX_FIRST_LINE = 1024;

  /** Piece by piece, so that an oversized body is noticed early. */
  private static final int MAX_CHUNK = 8 * 1024;

  /** An honest chunked body has far fewer octets of framing than of content. */
  private static final int WRAPPING_FACTOR = 4;

  private final Set<AnswerReader> underWay = ConcurrentHashMap.newKeySet();
  private final EventLoopGroup loops;
  private final Tls tls;
  private final Duration patience;
  private final String agent;
  private volatile String closed = "";

  HttpsGet(EventLoopGroup loops, Tls tls, FetchSettings settings) {
    this.loops = loops;
    this.tls = tls;
    this.patience = settings.connect();
    this.agent = agent();
  }

  private static String agent() {
    String version = HttpsGet.class.getPackage().getImplementationVersion();
    return version == null ? "mudward" : "mudward/" + version;
  }

  Answer get(HttpsUrl url, IpAddress address, int limit, @Nullable String etag, Deadline deadline)
      throws FailedException, InterruptedException {
    AnswerReader reader = new AnswerReader(url, request(url, etag), limit);
    underWay.add(reader);
    if (!closed.isEmpty()) {
      underWay.remove(reader);
      throw new FailedException(Reason.CONNECT, url.host() + " is not dialled: " + closed);
    }
    Channel channel = connect(url, address, reader, limit).channel();
    try {
      long left = Math.max(0, deadline.left().toMillis());
      return reader.result().get(left, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new FailedException(
          Reason.LIMIT, url.host() + " took too long: it was still at " + reader.phase());
    } catch (ExecutionException e) {
      throw failure(url, address, reader.phase(), e.getCause());
    } finally {
      underWay.remove(reader);
      channel.close();
    }
  }

  /**
   * Ends whoever waits for an answer. The loops hang up when they are shut down, but do not promise
   * to tell everybody before they stop.
   */
  void close(String why) {
    closed = why;
    FailedException ended = new FailedException(Reason.CONNECT, why);
    underWay.forEach(reader -> reader.result().completeExceptionally(ended));
  }

  private ChannelFuture connect(HttpsUrl url, IpAddress address, AnswerReader reader, int limit) {
    return new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .disableResolver()
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(patience.toMillis()))
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(tls.handler(url, channel.alloc()))
                    .addLast(new OctetLimit((long) WRAPPING_FACTOR * (limit + MAX_HEADER)))
                    .addLast(new HttpClientCodec(decoding(), false, false))
                    .addLast(reader);
              }
            })
        .connect(new InetSocketAddress(address.toInetAddress(), url.port()))
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                reader.result().completeExceptionally(done.cause());
              }
            });
  }

  private static HttpDecoderConfig decoding() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(MAX_FIRST_LINE)
        .setMaxHeaderSize(MAX_HEADER)
        .setMaxChunkSize(MAX_CHUNK)
        .setAllowDuplicateContentLengths(false)
        .setValidateHeaders(true);
  }

  /** RFC 8520 section 1.6. */
  private FullHttpRequest request(HttpsUrl url, @Nullable String etag) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, url.target(), Unpooled.EMPTY_BUFFER);
    HttpHeaders headers = request.headers();
    headers.set(HttpHeaderNames.HOST, url.hostHeader());
    headers.set(
        HttpHeaderNames.ACCEPT,
        "application/mud+json, application/pkcs7-signature, application/json;q=0.5, */*;q=0.1");
    headers.set(HttpHeaderNames.ACCEPT_LANGUAGE, "en");
    headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
    headers.set(HttpHeaderNames.USER_AGENT, agent);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (Answer.usable(etag) != null) {
      headers.set(HttpHeaderNames.IF_NONE_MATCH, etag);
    }
    return request;
  }

  private static FailedException failure(
      HttpsUrl url, IpAddress address, AnswerReader.Phase phase, @Nullable Throwable cause) {
    String where = url.host() + " (" + address + " port " + url.port() + "), " + phase + ": ";
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof FailedException known) {
        return new FailedException(known.reason(), where + known.getMessage());
      }
      if (t instanceof SslHandshakeTimeoutException) {
        return new FailedException(Reason.LIMIT, where + "it took too long");
      }
      if (t instanceof SSLException || t instanceof CertificateException) {
        return new FailedException(Reason.TLS, where + deepest(t));
      }
      if (t instanceof ConnectException) {
        return new FailedException(Reason.CONNECT, where + t.getMessage());
      }
    }
    Reason reason = cause instanceof IOException ? Reason.CONNECT : Reason.HTTP;
    return new FailedException(reason, where + (cause == null ? "it failed" : cause.getMessage()));
  }

  /** What Java's path validation wraps says what is wrong; the wrapping does not. */
  private static String deepest(Throwable failure) {
    Throwable t = failure;
    for (Throwable next = t.getCause(); next != null; next = next.getCause()) {
      t = next;
    }
    return String.valueOf(t.getMessage());
  }
}
